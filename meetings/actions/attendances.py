"""As what people are at a sitting: apologies, deputies, those in attendance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from committees.models import Appointment, Deputy
from core.actions import audit, changes
from core.errors import RuleBroken
from meetings.actions import invitations, quorum_checks
from meetings.actions.conflict_rows import settle_at_once
from meetings.actions.late_rows import settle_late
from meetings.enums import Capacity, ReplyAnswer
from meetings.models import Attendance, Reply, Sitting
from people import door


if TYPE_CHECKING:
    from collections.abc import Iterable

    from committees.models import Seat
    from people.models import Person, User

COMING = frozenset(one for one in ReplyAnswer if one.is_coming)
AWAY = frozenset(ReplyAnswer) - COMING


@transaction.atomic
def apologise(*, sitting: Sitting, person: Person, by: User) -> Attendance:
    """Record that the holder of a seat will not come to one committee's sitting.

    Raises:
      RuleBroken: the door refuses, or the person holds no seat of the committee.
    """
    sitting = _locked(sitting, by)
    attendance = note_apologies(sitting=sitting, person=person, by=by)
    quorum_checks.at_replies(gathering=sitting.gathering)
    return attendance


def note_apologies(*, sitting: Sitting, person: Person, by: User) -> Attendance:
    """Write down apologies for an action that has locked the sitting and asked.

    Raises:
      RuleBroken: the person holds no seat of the committee.
    """
    seat = seat_held(sitting, person)
    _forget_answer(sitting, [person.pk], COMING)
    attendance, _ = Attendance.objects.update_or_create(
        sitting=sitting,
        person=person,
        defaults={
            "capacity": Capacity.SEAT_HOLDER,
            "seat": seat,
            "sent_apologies": True,
        },
    )
    audit.record("attendance.apologies", target=attendance, by=by.label)
    return attendance


@transaction.atomic
def deputise(*, sitting: Sitting, seat: Seat, person: Person, by: User) -> Attendance:
    """Let a named deputy fill a seat for one sitting; its holder sends apologies.

    The nomination must stand on the day of the meeting (docs/field.md 3.3, V3). One
    person fills one seat of a committee.

    Raises:
      RuleBroken: the door refuses, the person is no deputy of the seat on the day or
        already holds a place at this sitting, or another deputy fills the seat.
    """
    sitting = _locked(sitting, by)
    attendance = note_deputy(sitting=sitting, seat=seat, person=person, by=by)
    quorum_checks.at_replies(gathering=sitting.gathering)
    return attendance


def note_deputy(
    *, sitting: Sitting, seat: Seat, person: Person, by: User
) -> Attendance:
    """Write down a deputy for an action that has locked the sitting and asked.

    Raises:
      RuleBroken: as for `deputise`, the door apart.
    """
    day = sitting.gathering.held_on
    if not Deputy.objects.named_on(day).filter(seat=seat, person=person).exists():
        raise RuleBroken.because(
            "deputy_not_named",
            f"{person} is not a named deputy for {seat} on that day. Name the deputy on "
            "the committee's page first.",
        )
    _refuse_second_place(sitting, person, seat)
    _refuse_second_deputy(sitting, person, seat)
    holder = Appointment.objects.held_on(day).filter(seat=seat).first()
    if holder is not None:
        note_apologies(sitting=sitting, person=holder.person, by=by)
    attendance, _ = Attendance.objects.update_or_create(
        sitting=sitting,
        person=person,
        defaults={
            "capacity": Capacity.DEPUTY,
            "seat": seat,
            "sent_apologies": False,
        },
    )
    audit.record("attendance.deputy", target=attendance, by=by.label)
    invitations.admit(gathering=sitting.gathering, person=person, by=by)
    _let_in(sitting, person.pk)
    return attendance


@transaction.atomic
def attend(
    *, sitting: Sitting, person: Person, capacity: Capacity, by: User
) -> Attendance:
    """Record that somebody without a seat attends a sitting, and as what.

    Raises:
      RuleBroken: the door refuses, the capacity needs a seat, or the person has one.
    """
    sitting = _locked(sitting, by)
    if not capacity.is_given_by_hand:
        raise RuleBroken.because(
            "capacity_needs_seat",
            "A seat holder or deputy takes part through a seat. Appoint the person, or "
            "name them as deputy. Who joins for an item is chosen as a way out.",
        )
    _refuse_second_place(sitting, person, None)
    attendance, _ = Attendance.objects.update_or_create(
        sitting=sitting,
        person=person,
        defaults={"capacity": capacity, "seat": None, "sent_apologies": False},
    )
    audit.record("attendance.recorded", target=attendance, by=by.label)
    if capacity != Capacity.PUBLIC:
        invitations.admit(gathering=sitting.gathering, person=person, by=by)
    _let_in(sitting, person.pk)
    return attendance


@transaction.atomic
def forget(*, attendance: Attendance, by: User) -> None:
    """Take back an apology, a deputy or an attendance: the seat's holder is back.

    A deputy stands and falls with the apologies of the seat's holder.

    Raises:
      RuleBroken: the door refuses.
    """
    sitting = _locked(attendance.sitting, by)
    note_return(sitting=sitting, attendance=attendance, by=by)
    quorum_checks.at_replies(gathering=sitting.gathering)


def note_return(*, sitting: Sitting, attendance: Attendance, by: User) -> None:
    """Take a row back for an action that has locked the sitting and asked."""
    audit.record("attendance.taken_back", target=attendance, by=by.label)
    back: list[int] = []
    if attendance.seat_id is not None:
        back = list(
            Attendance.objects.filter(
                sitting=sitting, seat=attendance.seat_id, sent_apologies=True
            ).values_list("person_id", flat=True)
        )
        Attendance.objects.filter(sitting=sitting, seat=attendance.seat_id).delete()
        _forget_answer(sitting, back, AWAY)
    else:
        attendance.delete()
    changes.note("gathering", sitting.gathering_id)
    settle_late(sitting.gathering, back)


def _forget_answer(
    sitting: Sitting, persons: Iterable[int], answers: frozenset[ReplyAnswer]
) -> None:
    """Drop the answers to the invitation that no longer hold; the audit keeps them."""
    Reply.objects.filter(
        sitting=sitting, person__in=list(persons), answer__in=answers
    ).delete()


def _let_in(sitting: Sitting, person_id: int) -> None:
    """Look at once for the conflicts of whoever may read the papers from now on.

    Where the meeting is over it is the person's alone that come to light, late.
    """
    changes.note("gathering", sitting.gathering_id)
    settle_at_once(sitting.gathering.items.matters())
    settle_late(sitting.gathering, [person_id])


def _locked(sitting: Sitting, by: User) -> Sitting:
    # Rows that point to the sitting may be written meanwhile: conflicts, decisions.
    sitting = (
        Sitting.objects.select_for_update(of=("self",), no_key=True)
        .select_related("gathering", "committee")
        .get(pk=sitting.pk)
    )
    door.require(by, "record", sitting)
    return sitting


def seat_held(sitting: Sitting, person: Person) -> Seat:
    """Return the seat somebody holds of a sitting's committee on the day.

    Raises:
      RuleBroken: they hold none.
    """
    appointment = (
        Appointment.objects.held_on(sitting.gathering.held_on)
        .filter(seat__committee=sitting.committee, person=person)
        .select_related("seat")
        .first()
    )
    if appointment is None:
        raise RuleBroken.because(
            "no_seat",
            f"{person} holds no seat of {sitting.committee} on that day, so there is "
            "nothing to send apologies for.",
        )
    return appointment.seat


def _refuse_second_place(sitting: Sitting, person: Person, seat: Seat | None) -> None:
    holds = Appointment.objects.held_on(sitting.gathering.held_on).filter(
        seat__committee=sitting.committee, person=person
    )
    deputises = sitting.attendances.filter(
        person=person, seat__isnull=False, sent_apologies=False
    ).exclude(seat=seat)
    if holds.exists() or deputises.exists():
        raise RuleBroken.because(
            "one_place_each",
            f"{person} already has a seat at {sitting.committee}. One person fills one "
            "seat of a committee.",
        )


def _refuse_second_deputy(sitting: Sitting, person: Person, seat: Seat) -> None:
    filling = (
        sitting.attendances.filter(seat=seat, capacity=Capacity.DEPUTY)
        .exclude(person=person)
        .select_related("person")
        .first()
    )
    if filling is not None:
        raise RuleBroken.because(
            "seat_filled",
            f"{filling.person} already deputises for {seat}. Take that back first.",
        )
