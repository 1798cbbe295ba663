"""Kill the worker in the middle of 60 letters: nothing twice, nothing lost."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db.models import F

from notices.enums import Status
from notices.letters import MAIL_CHECK
from notices.models import Letter
from notices.rules.delivery import LONGEST_DIALOGUE
from notices.tasks import send_due_letters
from tests.factories.notices import LetterFactory
from tests.fixtures.services import wait_for


pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

UNDER_WAY = [Status.PLANNED, Status.CLAIMED, Status.SENDING]


@pytest.fixture
def sixty_letters(transactional_db):
    return LetterFactory.create_batch(60, kind=MAIL_CHECK, about="mail_check:1")


def _die_and_recover(start_sender, *, worker, deadly_peer):
    """Let the worker die, let time pass, and let a new worker finish."""
    wait_for(lambda: worker.popen.poll() is not None, about="The worker lives on.")
    _let_time_pass()

    start_sender()
    send_due_letters.delay()

    wait_for(
        lambda: not Letter.objects.with_status(UNDER_WAY).exists(),
        about=str(list(Letter.objects.values_list("status", flat=True))),
    )


def _let_time_pass():
    Letter.objects.filter(claimed_at__isnull=False).update(
        claimed_at=F("claimed_at") - LONGEST_DIALOGUE - timedelta(seconds=1)
    )


def _assert_nothing_twice_nothing_lost(letters, peer):
    states = dict(Letter.objects.values_list("pk", "status"))
    assert len(states) == len(letters)
    assert max(peer.received.values()) == 1, "Somebody got a letter twice."
    for number, status in states.items():
        assert status in (Status.SENT, Status.UNCERTAIN)
        if status == Status.SENT:
            assert peer.received[number] == 1, "A letter that was sent never came."
    return [number for number, status in states.items() if status == Status.UNCERTAIN]


@pytest.mark.parametrize(
    ("step", "uncertain"),
    [
        ("before_sending_commit", 0),
        ("after_sending_commit", 1),
        ("before_sent_commit", 1),
        ("after_sent_commit", 0),
    ],
)
def test_send_due_worker_killed_at_step(
    step, uncertain, sixty_letters, start_sender, deadly_peer
):
    worker = start_sender(QUORATE_DIE_AT=f"{step}:23")
    send_due_letters.delay()

    _die_and_recover(start_sender, worker=worker, deadly_peer=deadly_peer)

    doubtful = _assert_nothing_twice_nothing_lost(sixty_letters, deadly_peer)
    assert len(doubtful) == uncertain


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
def test_send_due_worker_killed_in_the_dialogue(
    step, sixty_letters, start_sender, deadly_peer
):
    worker = start_sender()
    deadly_peer.kill_at(step, 23, worker.popen.pid)
    send_due_letters.delay()

    _die_and_recover(start_sender, worker=worker, deadly_peer=deadly_peer)

    doubtful = _assert_nothing_twice_nothing_lost(sixty_letters, deadly_peer)
    assert len(doubtful) == 1


@pytest.mark.parametrize("seed", [1, 2])
def test_send_due_worker_killed_at_a_random_moment(
    seed, sixty_letters, start_sender, deadly_peer
):
    worker = start_sender()
    send_due_letters.delay()
    wait_for(lambda: deadly_peer.connections, about="No letter was begun.")
    time.sleep(random.Random(seed).uniform(0, 0.5))

    worker.popen.kill()

    _die_and_recover(start_sender, worker=worker, deadly_peer=deadly_peer)
    doubtful = _assert_nothing_twice_nothing_lost(sixty_letters, deadly_peer)
    assert len(doubtful) <= 1


def _kill_at(moment, pid, *, peer, rng):
    """Kill a sender when it has named so many readers, and some milliseconds more."""
    named = peer.passes["RCPT"]
    deadline = time.monotonic() + 60
    while peer.passes["RCPT"] < named + moment and time.monotonic() < deadline:
        time.sleep(0.0005)
    time.sleep(rng.uniform(0, 0.03))
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _send_sixty_with_kills(seed, *, sender, peer):
    """Send 60 letters with one or two kills at moments that the seed chooses.

    Returns how many senders were killed and the letters.
    """
    rng = random.Random(seed)
    letters = LetterFactory.create_batch(
        60, kind=MAIL_CHECK, about=f"mail_check:{seed}"
    )
    number = rng.randint(1, 2)
    moments = [rng.randint(0, 56 // number) for _ in range(number)]
    kills = 0
    for moment in moments:
        _kill_at(moment, sender.start(), peer=peer, rng=rng)
        kills += sender.wait()
        _let_time_pass()
    sender.start()
    assert not sender.wait()
    sys.stdout.write(f"seed {seed}: {kills} kills, after {moments} readers\n")
    return kills, letters


def test_send_due_killed_at_twenty_random_moments(warm_sender, deadly_peer):
    seeds = range(100, 120)
    killed = 0
    for seed in seeds:
        deadly_peer.received.clear()
        kills, letters = _send_sixty_with_kills(
            seed, sender=warm_sender, peer=deadly_peer
        )

        doubtful = _assert_nothing_twice_nothing_lost(letters, deadly_peer)

        assert len(doubtful) <= kills, f"seed {seed}"
        shown = Letter.objects.neediest_first().values_list("pk", flat=True)
        assert set(doubtful) == set(shown[: len(doubtful)]), f"seed {seed}"
        killed += kills
        Letter.objects.all().delete()
    assert killed >= len(seeds), "The kills came when all was done."


def test_send_due_two_workers_at_once_no_letter_twice(
    sixty_letters, start_sender, deadly_peer
):
    start_sender()
    start_sender()
    for _ in range(4):
        send_due_letters.delay()

    wait_for(lambda: not Letter.objects.with_status(UNDER_WAY).exists())

    assert not _assert_nothing_twice_nothing_lost(sixty_letters, deadly_peer)


def test_send_due_one_conversation_for_a_whole_run(sixty_letters, deadly_peer):
    send_due_letters()

    assert deadly_peer.connections == 1
    assert len(deadly_peer.received) == 60
