"""Claims of builds: one worker at a time, a lost one is followed, none is doubled."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core import clock
from core.models import AuditEvent
from packs.actions import claims
from packs.actions.claims import LOST_AFTER, MOST_ATTEMPTS, ClaimLost
from packs.models import PackState
from tests.factories.packs import PackFactory


pytestmark = pytest.mark.django_db


def test_claim_next_takes_the_oldest_first():
    newer = PackFactory(requested_at=clock.now())
    older = PackFactory(requested_at=clock.now() - timedelta(hours=1))

    assert [claims.claim_next(), claims.claim_next()] == [older, newer]
    assert claims.claim_next() is None


def test_claim_next_counts_attempts_and_claims():
    PackFactory()

    pack = claims.claim_next()

    assert (pack.state, pack.attempts, pack.claim) == (PackState.BUILDING, 1, 1)


def test_claim_next_leaves_a_worker_that_is_heard_of():
    PackFactory(building=True, claimed_at=clock.now() - LOST_AFTER / 2)

    assert claims.claim_next() is None


def test_claim_next_follows_a_lost_worker_which_then_writes_no_more():
    lost = PackFactory(
        building=True, claimed_at=clock.now() - LOST_AFTER - timedelta(seconds=1)
    )

    pack = claims.claim_next()

    assert pack == lost
    assert pack.claim == 2
    for write in (
        lambda: claims.report(pack=lost, done=1, total=2, label="Copy 2"),
        lambda: claims.finish(pack=lost),
        lambda: claims.fail(pack=lost, sentence="It broke."),
        lambda: claims.held(lost),
    ):
        with pytest.raises(ClaimLost):
            write()
    pack.refresh_from_db()
    assert pack.state == PackState.BUILDING


def test_claim_next_puts_aside_what_kills_its_workers_and_goes_on():
    deadly = PackFactory(
        building=True,
        attempts=MOST_ATTEMPTS,
        requested_at=clock.now() - timedelta(hours=1),
        claimed_at=clock.now() - timedelta(hours=1),
    )
    other = PackFactory()

    assert claims.claim_next() == other

    deadly.refresh_from_db()
    assert deadly.state == PackState.FAILED
    assert "stopped too often" in deadly.failure
    assert AuditEvent.objects.filter(event="pack.failed").count() == 1


def test_report_shows_progress_and_that_the_worker_lives():
    PackFactory()
    pack = claims.claim_next(now=clock.now() - timedelta(seconds=90))

    claims.report(pack=pack, done=3, total=60, label="Copy 4 of 60" + "x" * 300)

    before = pack.claimed_at
    pack.refresh_from_db()
    assert (pack.progress_done, pack.progress_total) == (3, 60)
    assert pack.progress_label.startswith("Copy 4 of 60")
    assert len(pack.progress_label) == 200
    assert pack.claimed_at > before


def test_finish_once():
    PackFactory()
    pack = claims.claim_next()

    claims.finish(pack=pack)

    pack.refresh_from_db()
    assert pack.state == PackState.BUILT
    with pytest.raises(ClaimLost):
        claims.finish(pack=pack)
    assert AuditEvent.objects.filter(event="pack.built").count() == 1


def test_fail_says_why():
    PackFactory()
    pack = claims.claim_next()

    claims.fail(pack=pack, sentence="Paper Beta: its file cannot be opened.")

    pack.refresh_from_db()
    assert pack.state == PackState.FAILED
    assert pack.failure.startswith("Paper Beta")
