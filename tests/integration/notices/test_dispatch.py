"""Sending through a real mail server: at most once, and clear about the rest."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection

from core.models import AuditEvent
from notices import registry
from notices.actions import dispatch, letters
from notices.calendar import CalendarEntry, attach
from notices.courier import Courier, Outcome
from notices.enums import Channel, Status
from notices.models import Letter
from notices.rules.delivery import LONGEST_DIALOGUE, PAUSES, Fate
from notices.tasks import send_due_letters
from notices.values import Rendered
from tests.factories.notices import LetterFactory
from tests.factories.people import PersonFactory, UserFactory


pytestmark = pytest.mark.django_db

NOW = datetime(2016, 6, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def write(monkeypatch):
    """Register the words of `test_notice`, anew for every test."""
    monkeypatch.setattr(registry, "_renderers", dict(registry._renderers))

    def register(function):
        registry._renderers["test_notice"] = function

    register(lambda letter: Rendered(subject="Your pack", text="It is ready."))
    return register


def _sent(letter):
    letter.refresh_from_db()
    return letter.status


def test_send_due_freezes_what_was_sent(smtp_peer, write):
    letter = LetterFactory()

    dispatch.send_due(now=NOW)

    letter.refresh_from_db()
    (mail,) = smtp_peer.messages
    assert letter.status == Status.SENT
    assert letter.sent_at == NOW
    assert (letter.subject, letter.text) == ("Your pack", "It is ready.")
    assert letter.addressed_to == letter.person.email
    assert mail["Message-ID"] == letter.message_id
    assert mail["Auto-Submitted"] == "auto-generated"
    assert letter.message_id.endswith("@quorate.example>")
    event = AuditEvent.objects.get(event="letter.sent")
    assert event.details == {"message_id": letter.message_id}


def test_send_due_twice_sends_once(smtp_peer, write):
    LetterFactory.create_batch(3)

    first, second = send_due_letters(), send_due_letters()

    assert (first, second) == (3, 0)
    assert len(smtp_peer.messages) == 3


def test_send_due_after_a_week_without_clock_one_tick_is_enough(smtp_peer, write):
    days = [NOW - timedelta(days=number) for number in range(7)]
    for day in days:
        LetterFactory(due_at=day)
    later = LetterFactory(due_at=NOW + timedelta(seconds=1))

    dispatch.send_due(now=NOW)

    assert len(smtp_peer.messages) == 7
    assert _sent(later) == Status.PLANNED


def test_send_due_more_than_one_batch(smtp_peer, write):
    LetterFactory.create_batch(dispatch.BATCH * 2 + 1)

    assert dispatch.send_due(now=NOW) == dispatch.BATCH * 2 + 1


def test_send_due_html_and_calendar_travel(smtp_peer, write):
    entry = CalendarEntry(
        uid="gathering-1@quorate.example",
        sequence=0,
        starts_at=NOW,
        ends_at=NOW + timedelta(hours=2),
        stamped_at=NOW,
        title="PCCC",
        organiser_name="Olive",
        organiser_email="o@quorate.example",
        reader_name="Asha",
        reader_email="a@quorate.example",
    )
    write(
        lambda letter: Rendered(
            subject="Über\nuns",
            text="Text",
            html="<p>Text</p>",
            attachments=(attach(entry),),
        )
    )
    LetterFactory()

    dispatch.send_due(now=NOW)

    (mail,) = smtp_peer.messages
    (ics,) = mail.iter_attachments()
    assert mail["Subject"] == "Über uns"
    assert mail.get_body(("html",)).get_content().strip() == "<p>Text</p>"
    assert ics.get_content_type() == "text/calendar"
    assert ics["Content-Type"].params["method"] == "REQUEST"
    assert ics.get_filename() == "invitation.ics"
    assert "BEGIN:VEVENT" in ics.get_content()


def test_send_due_drops_what_is_no_longer_needed(smtp_peer, write):
    write(lambda letter: None)
    letter = LetterFactory()

    dispatch.send_due(now=NOW)

    assert _sent(letter) == Status.DROPPED
    assert not smtp_peer.messages


@pytest.mark.parametrize("problem", [KeyError("pack"), DatabaseError("gone")])
def test_send_due_one_letter_that_cannot_be_written_keeps_nobody_back(
    smtp_peer, write, problem
):
    broken, *others = LetterFactory.create_batch(3)

    def words(letter):
        if letter.pk == broken.pk:
            raise problem
        return Rendered(subject="S", text="T")

    write(words)

    dispatch.send_due(now=NOW)

    assert _sent(broken) == Status.FAILED
    assert "could not be written" in broken.reason
    assert [_sent(letter) for letter in others] == [Status.SENT] * 2


def test_send_due_bad_query_in_the_words_keeps_nobody_back(smtp_peer, write):
    def words(letter):
        with connection.cursor() as cursor:
            cursor.execute("select no_such_column")

    write(words)
    letter = LetterFactory()

    dispatch.send_due(now=NOW)

    assert _sent(letter) == Status.FAILED


def test_send_due_without_address_goes_to_the_print_queue(smtp_peer, write):
    letter = LetterFactory(person=PersonFactory(without_mail=True))

    dispatch.send_due(now=NOW)

    assert _sent(letter) == Status.TO_PRINT
    assert letter.channel == Channel.POST
    assert "1 Invented Street" in letter.addressed_to
    assert letter.text == "It is ready."
    assert not smtp_peer.messages


def test_send_due_uses_the_sign_in_address(smtp_peer, write):
    user = UserFactory(person=PersonFactory(without_mail=True))
    LetterFactory(person=user.person)

    dispatch.send_due(now=NOW)

    assert len(smtp_peer.to(user.email)) == 1


def test_send_due_merged_person_gets_one(smtp_peer, write):
    remaining = PersonFactory()
    first = LetterFactory(person=PersonFactory(merged_into=remaining))
    second = LetterFactory(person=PersonFactory(merged_into=remaining))

    dispatch.send_due(now=NOW)

    assert len(smtp_peer.to(remaining.email)) == 1
    assert {_sent(first), _sent(second)} == {Status.SENT, Status.DROPPED}


def test_send_due_refused_address_fails_with_the_sentence(smtp_peer, write):
    refused, fine = LetterFactory.create_batch(2)
    smtp_peer.refusing = {refused.person.email}

    dispatch.send_due(now=NOW)

    assert _sent(refused) == Status.FAILED
    assert "550 No such mailbox" in refused.reason
    assert _sent(fine) == Status.SENT


def test_send_due_busy_server_waits_longer_each_time(deadly_peer, write):
    letter = LetterFactory()
    deadly_peer.refusals = {letter.person.email: "450 Mailbox busy"}
    moment, pauses = NOW, []

    for _ in range(len(PAUSES) + 1):
        dispatch.send_due(now=moment)
        status = _sent(letter)
        pauses.append(letter.due_at - moment)
        moment = letter.due_at

    assert pauses[:-1] == list(PAUSES)
    assert status == Status.FAILED
    assert "450 Mailbox busy" in letter.reason
    assert letter.attempts == len(PAUSES) + 1


def test_send_due_impossible_address_fails(smtp_peer, write):
    letter = LetterFactory(person=PersonFactory(email="nobody@@quorate.example"))

    dispatch.send_due(now=NOW)

    assert _sent(letter) == Status.FAILED


def test_send_due_mail_server_away_leaves_letters_waiting(settings, write, smtp_peer):
    port = settings.EMAIL_PORT
    settings.EMAIL_PORT = 9
    waiting = LetterFactory.create_batch(2)

    assert dispatch.send_due(now=NOW) == 0
    states = [_sent(letter) for letter in waiting]
    settings.EMAIL_PORT = port

    assert states == [Status.PLANNED] * 2
    assert "cannot be reached" in waiting[0].reason
    assert waiting[0].attempts == 0
    assert dispatch.send_due(now=NOW) == 2
    assert _sent(waiting[0]) == Status.SENT
    assert waiting[0].reason == ""


def test_send_due_line_broken_after_the_words_is_uncertain(deadly_peer, write):
    letter = LetterFactory()
    deadly_peer.hang_up_after_data = True

    dispatch.send_due(now=NOW)
    dispatch.send_due(now=NOW + timedelta(days=1))

    assert _sent(letter) == Status.UNCERTAIN
    assert "send it again or drop it" in letter.reason
    assert deadly_peer.received[letter.pk] == 1


def test_resend_by_hand_goes_under_a_new_message_id(deadly_peer, write):
    letter = LetterFactory()
    deadly_peer.hang_up_after_data = True
    dispatch.send_due(now=NOW)
    deadly_peer.hang_up_after_data = False
    letter.refresh_from_db()
    before = letter.message_id

    letters.resend(letter=letter, by=UserFactory(administrator=True), now=NOW)
    dispatch.send_due(now=NOW)

    assert _sent(letter) == Status.SENT
    assert letter.message_id != before
    assert deadly_peer.received[letter.pk] == 2


def test_send_what_another_worker_has_taken_up(smtp_peer, write):
    letter = LetterFactory()
    dispatch.claim_due(limit=1, now=NOW)
    dispatch.begin(letter.pk, now=NOW)

    with Courier() as courier:
        assert dispatch.send(letter.pk, courier=courier, now=NOW) is None

    assert not smtp_peer.messages


def test_give_up_stranded_only_after_the_longest_dialogue(write):
    claimed, begun = LetterFactory.create_batch(2)
    dispatch.claim_due(limit=2, now=NOW)
    dispatch.begin(begun.pk, now=NOW)

    early = dispatch.give_up_stranded(now=NOW + LONGEST_DIALOGUE)
    before = (_sent(claimed), _sent(begun))
    late = dispatch.give_up_stranded(now=NOW + LONGEST_DIALOGUE + timedelta(seconds=1))

    assert (early, late) == (0, 2)
    assert before == (Status.CLAIMED, Status.SENDING)
    assert (_sent(claimed), _sent(begun)) == (Status.PLANNED, Status.UNCERTAIN)


@pytest.mark.parametrize(
    ("fate", "status"),
    [
        (Fate.DELIVERED, Status.SENT),
        (Fate.REFUSED, Status.FAILED),
        (Fate.LATER, Status.PLANNED),
        (Fate.UNKNOWN, Status.UNCERTAIN),
    ],
)
def test_finish_a_slow_worker_knows_better_than_the_clock(write, fate, status):
    letter = LetterFactory()
    dispatch.claim_due(limit=1, now=NOW)
    begun = dispatch.begin(letter.pk, now=NOW)
    dispatch.give_up_stranded(now=NOW + timedelta(hours=1))

    dispatch.finish(begun, Outcome(fate, "The server said so."), now=NOW)

    assert _sent(letter) == status


def test_finish_leaves_what_a_person_decided(write):
    letter = LetterFactory()
    dispatch.claim_due(limit=1, now=NOW)
    begun = dispatch.begin(letter.pk, now=NOW)
    dispatch.give_up_stranded(now=NOW + timedelta(hours=1))
    letters.drop(
        letter=letter, reason="She has it.", by=UserFactory(administrator=True)
    )

    dispatch.finish(begun, Outcome(Fate.LATER, "Busy"), now=NOW)

    assert _sent(letter) == Status.DROPPED


def test_send_due_300_letters_in_a_minute(smtp_peer, write):
    LetterFactory.create_batch(100)
    started = time.monotonic()

    dispatch.send_due(now=NOW)

    seconds = time.monotonic() - started
    assert len(smtp_peer.messages) == 100
    assert 100 / seconds * 60 >= 300
    assert Letter.objects.with_status([Status.SENT]).count() == 100
