"""Name somebody who may stand in for a seat, and end that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from committees.models import Deputy, Seat
from core.actions import audit, changes
from core.errors import RuleBroken
from people import door


if TYPE_CHECKING:
    from datetime import date, datetime

    from people.models import Person, User


@transaction.atomic
def name(
    *,
    seat: Seat,
    person: Person,
    from_on: date,
    to_on: date | None = None,
    by: User,
    now: datetime | None = None,
) -> Deputy:
    """Name a deputy of a seat from a day (to a day, both included) and return it.

    Raises:
      RuleBroken: not an officer of the committee, days out of order, the person
        holds the seat themself, or is named for it already on one of the days.
    """
    seat = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    door.require(by, "administer", seat.committee)
    if to_on is not None and to_on < from_on:
        raise RuleBroken.because(
            "days_out_of_order", "The last day cannot be before the first."
        )
    if seat.appointments.held_on(from_on).filter(person=person).exists():
        raise RuleBroken.because(
            "holds_the_seat", f"{person} holds this seat and cannot be its deputy."
        )
    named = seat.deputies.filter(person=person).exclude(to_on__lt=from_on)
    if to_on is not None:
        named = named.filter(from_on__lte=to_on)
    if named.exists():
        raise RuleBroken.because(
            "named_already", f"{person} is already a deputy for {seat} on those days."
        )
    deputy = Deputy.objects.create(
        seat=seat, person=person, from_on=from_on, to_on=to_on
    )
    audit.record(
        "deputy.named",
        target=deputy,
        by=by.label,
        summary=f"{person} may stand in for {seat} of {seat.committee}.",
        details={
            "from_on": from_on.isoformat(),
            "to_on": to_on.isoformat() if to_on else None,
        },
        now=now,
    )
    changes.note("appointment", seat.pk, now=now)
    return deputy


@transaction.atomic
def end(*, deputy: Deputy, on: date, by: User, now: datetime | None = None) -> Deputy:
    """End a naming: `on` is the last day the person may stand in.

    Raises:
      RuleBroken: not an officer of the committee, or the day is before the first or
        after the last.
    """
    deputy = Deputy.objects.select_for_update(of=("self",)).get(pk=deputy.pk)
    seat = deputy.seat
    door.require(by, "administer", seat.committee)
    if on < deputy.from_on or (deputy.to_on is not None and on > deputy.to_on):
        raise RuleBroken.because(
            "outside_its_days", "The last day must lie within the days of the naming."
        )
    deputy.to_on = on
    deputy.save(update_fields=["to_on"])
    audit.record(
        "deputy.ended",
        target=deputy,
        by=by.label,
        summary=f"Last day {on.isoformat()}.",
        now=now,
    )
    changes.note("appointment", seat.pk, now=now)
    return deputy
