"""Plan letters, move and withdraw them, and mend by hand what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from core import clock
from core.actions import audit
from core.errors import RuleBroken
from core.web.dates import long_date
from notices.enums import Channel, KnownHow, Status
from notices.letters import MAIL_CHECK
from notices.models import Letter
from notices.models.letter import IN_NEED
from notices.rules.delivery import TRANSITIONS
from people import door
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from people.actors import Actor
    from people.models import User


@transaction.atomic
def plan(
    *,
    kind: str,
    about: str,
    person: Person,
    due_at: datetime,
    by: Actor | str,
    occasion: str = "",
    now: datetime | None = None,
) -> Letter:
    """Plan one letter and return it; planned already, it stays as it is.

    `about` is a topic and a key ("gathering:12"), `occasion` what makes this letter
    another than the last of its kind ("pack 3"). The upper room that plans has asked
    the door; it is asked again when the letter is written.
    """
    moment = now or clock.now()
    letter, is_new = Letter.objects.get_or_create(
        kind=kind,
        about=about,
        person=person,
        occasion=occasion,
        defaults={"due_at": due_at, "planned_at": moment, "planned_by": label_of(by)},
    )
    if is_new:
        audit.record("letter.planned", target=letter, by=label_of(by), now=moment)
    return letter


@transaction.atomic
def plan_for_all(
    *,
    kind: str,
    about: str,
    persons: Collection[int],
    due_at: datetime,
    by: str,
    occasion: str,
) -> int:
    """Plan one letter to each of many persons (keys), and return how many were planned.

    In four statements, however many they are. Whoever has one of the kind about the
    same thing that still waits gets no second one. `occasion` is new each time.
    """
    waiting = Letter.objects.about(about).waiting().filter(kind=kind)
    told = set(waiting.filter(person__in=persons).values_list("person_id", flat=True))
    moment = clock.now()
    found = Letter.objects.bulk_create(
        Letter(
            kind=kind,
            about=about,
            person=person,
            occasion=occasion,
            due_at=due_at,
            planned_at=moment,
            planned_by=by,
        )
        for person in Person.objects.filter(pk__in=set(persons) - told).order_by("pk")
    )
    audit.record_all(
        audit.written_down("letter.planned", target=one, by=by, now=moment)
        for one in found
    )
    return len(found)


@transaction.atomic
def move(*, letter: Letter, due_at: datetime, by: Actor | str) -> Letter:
    """Move a letter that still waits to another time; under way or done, it stays."""
    letter = _locked(letter)
    if letter.status != Status.PLANNED or letter.due_at == due_at:
        return letter
    before = letter.due_at
    letter.due_at = due_at
    letter.save(update_fields=["due_at"])
    audit.record(
        "letter.moved",
        target=letter,
        by=label_of(by),
        details={"from": before.isoformat(), "to": due_at.isoformat()},
    )
    return letter


@transaction.atomic
def withdraw(
    *,
    about: str,
    reason: str,
    by: Actor | str,
    kind: str | None = None,
    person: Person | None = None,
    and_printed: bool = False,
) -> int:
    """Drop every letter about a thing that has not left yet and return how many.

    With `and_printed` also those in the print queue that nobody has posted. For upper
    rooms whose own action has asked the door: the thing was cancelled.
    """
    waiting = [Status.PLANNED, Status.CLAIMED]
    letters = (
        Letter.objects.about(about)
        .with_status([*waiting, Status.TO_PRINT] if and_printed else waiting)
        .select_for_update()
        .order_by("pk")
    )
    if kind is not None:
        letters = letters.filter(kind=kind)
    if person is not None:
        letters = letters.filter(person=person)
    found = list(letters)
    for letter in found:
        drop_locked(letter, reason=reason, by=label_of(by))
    return len(found)


@transaction.atomic
def drop(*, letter: Letter, reason: str, by: User) -> Letter:
    """Decide by hand that a letter is not needed any more.

    Raises:
      RuleBroken: not theirs to manage, already sent, or no reason given.
    """
    letter = _locked(letter)
    door.require(by, "manage", letter)
    _require_step(letter, Status.DROPPED)
    if not reason.strip():
        raise RuleBroken.because(
            "letter_reason_missing", "Say why the letter is not needed any more."
        )
    return drop_locked(letter, reason=reason, by=by.label)


@transaction.atomic
def resend(*, letter: Letter, by: User, now: datetime | None = None) -> Letter:
    """Plan a new attempt at a letter that failed or may not have arrived.

    The words are written anew, after asking the door, under a new Message-ID.

    Raises:
      RuleBroken: not theirs to manage, or the letter has not failed.
    """
    letter = _locked(letter)
    door.require(by, "manage", letter)
    if letter.status not in IN_NEED:
        raise RuleBroken.because(
            "letter_not_in_trouble",
            f"This letter is “{letter.get_status_display()}”. Only a letter that "
            "failed, came back, is uncertain or waits to be printed can be sent again.",
        )
    if letter.status != Status.TO_PRINT:
        letter.is_by_post = False
    return _plan_again(letter, "letter.resent", by=by, moment=now or clock.now())


@transaction.atomic
def send_by_post(*, letter: Letter, by: User, now: datetime | None = None) -> Letter:
    """Have a letter that did not arrive by mail written anew, to be printed and posted.

    Raises:
      RuleBroken: not theirs to manage, the letter has not failed, or there is no
        postal address.
    """
    letter = _locked(letter)
    door.require(by, "manage", letter)
    if letter.status not in IN_NEED or letter.status == Status.TO_PRINT:
        raise RuleBroken.because(
            "letter_not_in_trouble",
            f"This letter is “{letter.get_status_display()}”. Only a letter that "
            "failed, came back or is uncertain can go by post instead.",
        )
    if not letter.person.postal_address.strip():
        raise RuleBroken.because(
            "no_postal_address",
            "There is no postal address of this reader yet. Add it to their entry.",
        )
    letter.is_by_post = True
    return _plan_again(letter, "letter.by_post", by=by, moment=now or clock.now())


@transaction.atomic
def mark_known(
    *,
    letter: Letter,
    how: KnownHow,
    note: str,
    by: User,
    now: datetime | None = None,
) -> Letter:
    """Record that an uncertain letter has arrived after all, and how that is known.

    It counts as sent when it was handed over. `note` stays on the letter and does not
    go into the audit.

    Raises:
      RuleBroken: not theirs to manage, or the letter is not uncertain.
    """
    letter = _locked(letter)
    door.require(by, "manage", letter)
    if letter.status != Status.UNCERTAIN:
        raise RuleBroken.because(
            "letter_not_uncertain",
            f"This letter is “{letter.get_status_display()}”. Only of an uncertain one "
            "can you say that they have it.",
        )
    letter.status = Status.SENT
    letter.sent_at = letter.claimed_at
    letter.reason = ""
    letter.known_how, letter.known_note = how, note
    letter.save()
    audit.record(
        "letter.known",
        target=letter,
        by=by.label,
        summary=how.label,
        details={"message_id": letter.message_id},
        now=now,
    )
    return letter


@transaction.atomic
def mark_posted(
    *, letter: Letter, posted_on: date, by: User, now: datetime | None = None
) -> Letter:
    """Record the day on which a printed letter was put into the post.

    Raises:
      RuleBroken: not theirs to manage, the letter is not in the print queue, or it
        cannot have been posted on that day.
    """
    moment = now or clock.now()
    letter = _locked(letter)
    door.require(by, "manage", letter)
    if letter.status != Status.TO_PRINT:
        raise RuleBroken.because(
            "letter_not_printed", "This letter is not waiting to be printed and posted."
        )
    written_on = timezone.localdate(letter.claimed_at)
    if not written_on <= posted_on <= timezone.localdate(moment):
        raise RuleBroken.because(
            "letter_posted_when",
            f"The letter to {letter.person} was written on {long_date(written_on)}: it "
            "was posted on that day or later, and not after today.",
        )
    letter.status = Status.SENT
    letter.sent_at, letter.posted_on = moment, posted_on
    letter.save(update_fields=["status", "sent_at", "posted_on"])
    audit.record(
        "letter.posted",
        target=letter,
        by=by.label,
        details={"posted_on": posted_on.isoformat()},
        now=moment,
    )
    return letter


@transaction.atomic
def mark_all_posted(
    *, letters: Iterable[Letter], posted_on: date, by: User, now: datetime | None = None
) -> int:
    """Record that printed letters were posted together, and return how many.

    Raises:
      RuleBroken: for one of them `mark_posted` refuses; then none is recorded.
    """
    moment = now or clock.now()
    posted = [
        mark_posted(letter=one, posted_on=posted_on, by=by, now=moment)
        for one in letters
    ]
    return len(posted)


@transaction.atomic
def check_mail(*, by: User, now: datetime | None = None) -> Letter:
    """Plan a letter to oneself that shows whether mail arrives, and return it.

    Raises:
      RuleBroken: not one of those who send letters, or no person in the record.
    """
    door.require(by, "list", Letter)
    if by.person is None:
        raise RuleBroken.because(
            "no_person", "Letters go to people: your sign-in has no person yet."
        )
    moment = now or clock.now()
    return plan(
        kind=MAIL_CHECK,
        about=f"person:{by.person.pk}",
        person=by.person,
        occasion=moment.isoformat(timespec="minutes"),
        due_at=moment,
        by=by,
        now=moment,
    )


def label_of(by: Actor | str) -> str:
    """Return what the audit shows for an actor."""
    return by if isinstance(by, str) else by.label


def _plan_again(letter: Letter, event: str, *, by: User, moment: datetime) -> Letter:
    before = {"status": letter.status, "message_id": letter.message_id}
    letter.status = Status.PLANNED
    letter.channel = Channel.MAIL
    letter.due_at = moment
    letter.claimed_at = letter.sent_at = None
    letter.attempts = 0
    letter.message_id = letter.reason = letter.known_how = letter.known_note = ""
    letter.save()
    audit.record(event, target=letter, by=by.label, details=before, now=moment)
    return letter


def _locked(letter: Letter) -> Letter:
    return (
        Letter.objects.select_for_update(of=("self",))
        .select_related("person")
        .get(pk=letter.pk)
    )


def _require_step(letter: Letter, step: Status) -> None:
    if step not in TRANSITIONS[Status(letter.status)]:
        raise RuleBroken.because(
            "letter_state",
            f"This letter is “{letter.get_status_display()}” and cannot become "
            f"“{step.label}”.",
        )


def drop_locked(letter: Letter, *, reason: str, by: str) -> Letter:
    """Drop a letter its caller has locked and asked about."""
    letter.status = Status.DROPPED
    letter.reason = reason
    letter.save(update_fields=["status", "reason"])
    audit.record("letter.dropped", target=letter, by=by, summary=reason)
    return letter
