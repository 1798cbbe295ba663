"""Planning, moving, withdrawing and mending letters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from core.errors import RuleBroken
from core.models import AuditEvent
from notices.actions import letters
from notices.enums import Status
from notices.models import Letter
from people.actors import Task
from tests.factories.notices import LetterFactory
from tests.factories.people import PersonFactory, UserFactory


pytestmark = pytest.mark.django_db

DUE = datetime(2016, 5, 25, 9, 0, tzinfo=UTC)


@pytest.fixture
def administrator():
    return UserFactory(administrator=True)


def _plan(person, **more):
    facts = {
        "kind": "pack_published",
        "about": "gathering:12",
        "occasion": "pack 1",
        "due_at": DUE,
        "by": Task("test"),
        **more,
    }
    return letters.plan(person=person, **facts)


def _in_state(status, **more):
    letter = LetterFactory()
    filled = {
        Status.FAILED: {"reason": "No such mailbox", "claimed_at": DUE},
        Status.UNCERTAIN: {
            "reason": "The worker stopped",
            "claimed_at": DUE,
            "message_id": "<1@quorate.example>",
            "subject": "S",
            "text": "T",
        },
        Status.SENT: {"claimed_at": DUE, "sent_at": DUE, "subject": "S", "text": "T"},
        Status.TO_PRINT: {
            "channel": "post",
            "claimed_at": DUE,
            "subject": "S",
            "text": "T",
        },
        Status.CLAIMED: {"claimed_at": DUE},
        Status.DROPPED: {"reason": "Cancelled"},
        Status.PLANNED: {},
    }[status]
    Letter.objects.filter(pk=letter.pk).update(status=status, **filled, **more)
    letter.refresh_from_db()
    return letter


def test_plan_twice_is_one_letter():
    person = PersonFactory()

    first = _plan(person)
    second = _plan(person, due_at=DUE + timedelta(days=1))

    assert first == second
    assert second.due_at == DUE
    event = AuditEvent.objects.get()
    assert (event.event, event.actor_label) == ("letter.planned", "task test")


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "gathering_moved"},
        {"about": "gathering:13"},
        {"occasion": "pack 2"},
    ],
    ids=["kind", "about", "occasion"],
)
def test_plan_another_thing_is_another_letter(other):
    person = PersonFactory()

    assert _plan(person) != _plan(person, **other)


def test_plan_again_does_not_revive_what_a_person_dropped(administrator):
    person = PersonFactory()
    letter = _plan(person)
    letters.drop(letter=letter, reason="She left.", by=administrator)

    assert _plan(person).status == Status.DROPPED


def test_plan_by_a_name():
    assert _plan(PersonFactory(), by="Olive Officer").planned_by == "Olive Officer"


def test_move_waiting_letter():
    letter = _plan(PersonFactory())

    letters.move(letter=letter, due_at=DUE + timedelta(days=2), by=Task("test"))
    letters.move(letter=letter, due_at=DUE + timedelta(days=2), by=Task("test"))

    letter.refresh_from_db()
    assert letter.due_at == DUE + timedelta(days=2)
    assert AuditEvent.objects.filter(event="letter.moved").count() == 1


def test_move_leaves_a_letter_under_way():
    letter = _in_state(Status.CLAIMED)

    letters.move(letter=letter, due_at=DUE + timedelta(days=2), by=Task("test"))

    letter.refresh_from_db()
    assert letter.due_at == DUE


def test_withdraw_what_has_not_left():
    waiting = _in_state(Status.PLANNED)
    claimed = _in_state(Status.CLAIMED)
    sent = _in_state(Status.SENT)
    elsewhere = LetterFactory(about="gathering:2")

    count = letters.withdraw(
        about="gathering:1", reason="The meeting is cancelled.", by=Task("test")
    )

    states = dict(Letter.objects.values_list("pk", "status"))
    assert count == 2
    assert states[waiting.pk] == states[claimed.pk] == Status.DROPPED
    assert states[sent.pk] == Status.SENT
    assert states[elsewhere.pk] == Status.PLANNED


def test_withdraw_one_kind_or_one_person():
    first = LetterFactory(kind="a")
    second = LetterFactory(kind="b")
    third = LetterFactory(kind="b")

    by_kind = letters.withdraw(about="gathering:1", kind="a", reason="R", by="O")
    by_person = letters.withdraw(
        about="gathering:1", person=second.person, reason="R", by="O"
    )

    assert (by_kind, by_person) == (1, 1)
    assert list(Letter.objects.waiting()) == [third]
    assert first.pk


@pytest.mark.parametrize(
    "status",
    [Status.PLANNED, Status.FAILED, Status.UNCERTAIN, Status.TO_PRINT, Status.CLAIMED],
)
def test_drop_what_is_not_needed(administrator, status):
    letter = letters.drop(
        letter=_in_state(status), reason="She rang.", by=administrator
    )

    letter.refresh_from_db()
    assert (letter.status, letter.reason) == (Status.DROPPED, "She rang.")


@pytest.mark.parametrize("status", [Status.SENT, Status.DROPPED])
def test_drop_too_late(administrator, status):
    with pytest.raises(RuleBroken) as refusal:
        letters.drop(letter=_in_state(status), reason="R", by=administrator)

    assert refusal.value.verdict.code == "letter_state"


def test_drop_needs_a_reason(administrator):
    with pytest.raises(RuleBroken) as refusal:
        letters.drop(letter=LetterFactory(), reason=" ", by=administrator)

    assert refusal.value.verdict.code == "letter_reason_missing"


@pytest.mark.parametrize("status", [Status.FAILED, Status.UNCERTAIN])
def test_resend_plans_a_new_attempt(administrator, status):
    letter = _in_state(status, attempts=4)
    before = letter.message_id

    letters.resend(letter=letter, by=administrator, now=DUE)

    letter.refresh_from_db()
    assert (letter.status, letter.attempts, letter.message_id) == ("planned", 0, "")
    event = AuditEvent.objects.get(event="letter.resent")
    assert event.details == {"status": status.value, "message_id": before}


@pytest.mark.parametrize(
    "status", [Status.PLANNED, Status.CLAIMED, Status.SENT, Status.DROPPED]
)
def test_resend_only_what_went_wrong(administrator, status):
    with pytest.raises(RuleBroken) as refusal:
        letters.resend(letter=_in_state(status), by=administrator)

    assert refusal.value.verdict.code == "letter_not_in_trouble"


def test_mark_posted(administrator):
    letter = letters.mark_posted(
        letter=_in_state(Status.TO_PRINT),
        posted_on=DUE.date(),
        by=administrator,
        now=DUE,
    )

    assert (letter.status, letter.sent_at) == (Status.SENT, DUE)
    assert letter.posted_on == DUE.date()


def test_mark_posted_only_what_was_printed(administrator):
    with pytest.raises(RuleBroken) as refusal:
        letters.mark_posted(
            letter=LetterFactory(), posted_on=DUE.date(), by=administrator
        )

    assert refusal.value.verdict.code == "letter_not_printed"


@pytest.mark.parametrize(
    "act",
    [
        lambda letter, by: letters.drop(letter=letter, reason="R", by=by),
        lambda letter, by: letters.resend(letter=letter, by=by),
        lambda letter, by: letters.mark_posted(
            letter=letter, posted_on=DUE.date(), by=by
        ),
    ],
    ids=["drop", "resend", "mark posted"],
)
def test_mending_is_for_those_who_look_after_it(act):
    with pytest.raises(RuleBroken) as refusal:
        act(_in_state(Status.FAILED), UserFactory())

    assert refusal.value.verdict.code == "letter_not_yours"


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"status": "lost"}, "notices_letter_(status|claimed_at)"),
        ({"channel": "fax"}, "notices_letter_channel"),
        ({"kind": ""}, "notices_letter_has_subject"),
        ({"status": "claimed"}, "notices_letter_claimed_at"),
        ({"claimed_at": DUE}, "notices_letter_claimed_at"),
        ({"sent_at": DUE}, "notices_letter_sent_at"),
        (
            {"status": "sent", "claimed_at": DUE, "subject": "S", "text": "T"},
            "notices_letter_sent_at",
        ),
        (
            {"status": "sending", "claimed_at": DUE, "subject": "S", "text": "T"},
            "notices_letter_sending_has_message_id",
        ),
        (
            {"status": "sent", "claimed_at": DUE, "sent_at": DUE},
            "notices_letter_sent_has_words",
        ),
        (
            {"status": "failed", "claimed_at": DUE},
            "notices_letter_trouble_has_reason",
        ),
    ],
)
def test_letter_constraints(change, constraint):
    letter = LetterFactory()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(**change)


def test_letter_once_and_message_id_once():
    letter = LetterFactory(message_id="<1@quorate.example>")

    with (
        pytest.raises(IntegrityError, match="notices_letter_once"),
        transaction.atomic(),
    ):
        LetterFactory(person=letter.person)
    with (
        pytest.raises(IntegrityError, match="notices_letter_message_id_once"),
        transaction.atomic(),
    ):
        LetterFactory(message_id=letter.message_id)
