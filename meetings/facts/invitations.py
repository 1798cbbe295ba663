"""Whom an invitation asks, for which committees, and who may come in their place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from committees.models import Appointment, Deputy
from meetings.models import Reply


if TYPE_CHECKING:
    from meetings.models import Gathering, Sitting
    from people.models import Person


@dataclass(frozen=True, slots=True)
class SittingAsked:
    """One sitting for which somebody is asked to come, with what they answered."""

    sitting: Sitting
    deputies: tuple[Person, ...]
    reply: Reply | None


def asked_of(gathering: Gathering, person_id: int) -> list[SittingAsked]:
    """Return the sittings at which a person (id) holds a seat, in four queries."""
    held = dict(
        Appointment.objects.held_on(gathering.held_on)
        .filter(person=person_id, seat__committee__sittings__gathering=gathering)
        .values_list("seat__committee", "seat")
    )
    named: dict[int, list[Person]] = {}
    rows = Deputy.objects.named_on(gathering.held_on).filter(seat__in=held.values())
    for row in rows.select_related("person").order_by("pk"):
        named.setdefault(row.seat_id, []).append(row.person)
    said = {
        one.sitting_id: one
        for one in Reply.objects.filter(sitting__gathering=gathering, person=person_id)
    }
    return [
        SittingAsked(
            sitting=one,
            deputies=tuple(named.get(held[one.committee_id], ())),
            reply=said.get(one.pk),
        )
        for one in gathering.sittings.select_related("committee", "gathering")
        if one.committee_id in held
    ]
