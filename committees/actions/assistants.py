"""Name somebody who reads the papers for a member, and end that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from committees.models import Appointment, Assistant
from committees.models.appointment import is_holding_on
from core.actions import audit, changes
from core.errors import RuleBroken
from people import door


if TYPE_CHECKING:
    from datetime import date, datetime

    from people.models import Person, User


@transaction.atomic
def name(
    *,
    appointment: Appointment,
    person: Person,
    from_on: date,
    to_on: date | None = None,
    by: User,
    now: datetime | None = None,
) -> Assistant:
    """Name who reads for a member from a day (to a day, both included); return it.

    The interests of an assistant are matched to every agenda like a member's: they
    read nothing that is withheld from the member, and nothing withheld from them.

    Raises:
      RuleBroken: not an officer of the committee, days out of order or outside those
        of the member, the member themself, or named already on one of the days.
    """
    rows = Appointment.objects.select_for_update(of=("self",))
    appointment = rows.select_related("seat__committee", "person").get(
        pk=appointment.pk
    )
    seat, member = appointment.seat, appointment.person
    door.require(by, "administer", seat.committee)
    _refuse_days(appointment, from_on, to_on)
    _refuse_person(appointment, person, from_on, to_on)
    assistant = Assistant.objects.create(
        appointment=appointment, person=person, from_on=from_on, to_on=to_on
    )
    audit.record(
        "assistant.named",
        target=assistant,
        by=by.label,
        summary=f"{person} reads the papers for {member}, {seat} of {seat.committee}.",
        details={
            "from_on": from_on.isoformat(),
            "to_on": to_on.isoformat() if to_on else None,
        },
        now=now,
    )
    changes.note("appointment", seat.pk, now=now)
    return assistant


def _refuse_days(appointment: Appointment, from_on: date, to_on: date | None) -> None:
    if to_on is not None and to_on < from_on:
        raise RuleBroken.because(
            "days_out_of_order", "The last day cannot be before the first."
        )
    if not is_holding_on(appointment, from_on):
        raise RuleBroken.because(
            "member_not_there",
            f"{appointment.person} does not hold the seat on that day: choose a first "
            "day on which they do.",
        )


def _refuse_person(
    appointment: Appointment, person: Person, from_on: date, to_on: date | None
) -> None:
    member = appointment.person
    if person == member:
        raise RuleBroken.because(
            "reads_anyway", f"{person} holds this seat and reads the papers anyway."
        )
    named = appointment.assistants.filter(person=person).exclude(to_on__lt=from_on)
    if to_on is not None:
        named = named.filter(from_on__lte=to_on)
    if named.exists():
        raise RuleBroken.because(
            "named_already", f"{person} reads for {member} on those days already."
        )


@transaction.atomic
def end(
    *, assistant: Assistant, on: date, by: User, now: datetime | None = None
) -> Assistant:
    """End a naming: `on` is the last day the assistant may read.

    Raises:
      RuleBroken: not an officer of the committee, or the day is before the first or
        after the last.
    """
    assistant = Assistant.objects.select_for_update(of=("self",)).get(pk=assistant.pk)
    seat = assistant.appointment.seat
    door.require(by, "administer", seat.committee)
    if on < assistant.from_on or (assistant.to_on is not None and on > assistant.to_on):
        raise RuleBroken.because(
            "outside_its_days", "The last day must lie within the days of the naming."
        )
    assistant.to_on = on
    assistant.save(update_fields=["to_on"])
    audit.record(
        "assistant.ended",
        target=assistant,
        by=by.label,
        summary=f"Last day {on.isoformat()}.",
        now=now,
    )
    changes.note("appointment", seat.pk, now=now)
    return assistant
