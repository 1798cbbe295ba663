"""Appoint somebody to a seat, and end an appointment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from committees.models import Appointment, Seat
from core.actions import audit, changes
from core.errors import RuleBroken
from people import door


if TYPE_CHECKING:
    from datetime import date, datetime

    from people.models import Person, User


@transaction.atomic
def appoint(
    *,
    seat: Seat,
    person: Person,
    from_on: date,
    to_on: date | None = None,
    by: User,
    now: datetime | None = None,
) -> Appointment:
    """Give a seat to a person from a day (to a day, both included) and return it.

    Raises:
      RuleBroken: not an officer of the committee, days out of order or before the
        committee stood, or the seat is held by somebody on one of the days.
    """
    seat = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    door.require(by, "administer", seat.committee)
    _check_days(seat, from_on, to_on)
    held = _overlapping(seat, from_on, to_on)
    if held is not None:
        until = "with no end" if held.to_on is None else f"until {_day(held.to_on)}"
        raise RuleBroken.because(
            "seat_held",
            f"{seat} is held by {held.person} from {_day(held.from_on)} {until}. "
            "End that appointment first, or choose later days.",
        )
    appointment = Appointment.objects.create(
        seat=seat, person=person, from_on=from_on, to_on=to_on
    )
    audit.record(
        "appointment.made",
        target=appointment,
        by=by.label,
        summary=f"{person} holds {seat} of {seat.committee}.",
        details={"from_on": from_on.isoformat(), "to_on": _iso(to_on)},
        now=now,
    )
    changes.note("appointment", seat.pk, now=now)
    return appointment


@transaction.atomic
def end(
    *, appointment: Appointment, on: date, by: User, now: datetime | None = None
) -> Appointment:
    """End an appointment: `on` is the last day the person holds the seat.

    Raises:
      RuleBroken: not an officer of the committee, or the day is before the first.
    """
    appointment = Appointment.objects.select_for_update(of=("self",)).get(
        pk=appointment.pk
    )
    seat = appointment.seat
    door.require(by, "administer", seat.committee)
    if on < appointment.from_on:
        raise RuleBroken.because(
            "ends_before_it_began",
            f"{appointment.person} took the seat on {_day(appointment.from_on)}: "
            "the last day cannot be earlier.",
        )
    if appointment.to_on is not None and on > appointment.to_on:
        raise RuleBroken.because(
            "ended",
            f"This appointment ends on {_day(appointment.to_on)}. Appoint again to "
            "extend it.",
        )
    appointment.to_on = on
    appointment.save(update_fields=["to_on"])
    audit.record(
        "appointment.ended",
        target=appointment,
        by=by.label,
        summary=f"Last day {on.isoformat()}.",
        now=now,
    )
    changes.note("appointment", seat.pk, now=now)
    return appointment


def _check_days(seat: Seat, from_on: date, to_on: date | None) -> None:
    if to_on is not None and to_on < from_on:
        raise RuleBroken.because(
            "days_out_of_order", "The last day cannot be before the first."
        )
    committee = seat.committee
    if from_on < committee.established_on:
        raise RuleBroken.because(
            "before_established",
            f"{committee} was established on {_day(committee.established_on)}: nobody "
            "can hold a seat before.",
        )
    wound_up = committee.disestablished_on
    if wound_up is not None and (to_on is None or to_on > wound_up):
        raise RuleBroken.because(
            "disestablished",
            f"{committee} stood until {_day(wound_up)}: nobody can hold a seat after.",
        )


def _overlapping(seat: Seat, from_on: date, to_on: date | None) -> Appointment | None:
    rows = seat.appointments.exclude(to_on__lt=from_on).select_related("person")
    if to_on is not None:
        rows = rows.filter(from_on__lte=to_on)
    return rows.first()


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
