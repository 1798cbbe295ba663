"""Which open agendas a change in a lower room may touch."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Q

from committees.models import Appointment, Committee, Deputy
from conflicts.models import Interest, Position
from meetings.enums import GatheringState
from meetings.models import ConflictRow, Gathering, PresenceEvent
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from typing import Any

    from django.db.models import QuerySet

# After these, rows are history: a later interest no longer changes them.
CLOSED_STATES = (
    GatheringState.HELD,
    GatheringState.MINUTES_DRAFT,
    GatheringState.MINUTES_APPROVED,
    GatheringState.PUBLISHED,
    GatheringState.CANCELLED,
)
# Held, and so on record: what is found of it now is found late.
OVER_STATES = tuple(one for one in CLOSED_STATES if one != GatheringState.CANCELLED)
# What these say bears on authority and on who may read, never on a conflict.
UNRELATED = frozenset({"commissioning_level", "delegation_rule", "post", "rule_set"})
UNKNOWN = -1


def gatherings_touched(changes: Sequence[tuple[str, str]]) -> QuerySet[Gathering]:
    """Return the open gatherings whose rows changes (topic, key) may alter.

    A change of a topic that is not told apart here touches every open gathering.
    """
    keys: dict[str, set[int]] = defaultdict(set)
    for topic, key in changes:
        if topic not in UNRELATED:
            keys[topic].add(int(key) if key.isdecimal() else UNKNOWN)
    still_open = Gathering.objects.exclude(state__in=CLOSED_STATES)
    if keys.keys() - _WAYS.keys() or any(UNKNOWN in each for each in keys.values()):
        return still_open
    touched = Q(pk__in=[])
    for topic, found in keys.items():
        touched |= _WAYS[topic](found)
    return Gathering.objects.filter(
        pk__in=still_open.order_by().filter(touched).values("pk")
    )


def present_through(seats: Collection[int]) -> dict[Gathering, set[int]]:
    """Return who was at meetings that are over through seats (keys), by meeting.

    Holders and deputies on its day whom the record of presence names, so that a seat
    entered late is judged like one that was known. Takes five queries.
    """
    seated: dict[int, list[Appointment | Deputy]] = defaultdict(list)
    for rows in (
        Appointment.objects.filter(seat__in=seats).select_related("seat"),
        Deputy.objects.filter(seat__in=seats).select_related("seat"),
    ):
        for one in rows:
            seated[one.seat.committee_id].append(one)
    over = Gathering.objects.filter(
        state__in=OVER_STATES, sittings__committee__in=seated
    ).order_by()
    sat = over.values_list("pk", "sittings__committee").order_by("pk")
    gatherings = Gathering.objects.in_bulk([pk for pk, _committee in sat])
    people = {one.person_id for each in seated.values() for one in each}
    came = PresenceEvent.objects.standing().filter(
        gathering__in=gatherings, person__in=people
    )
    there = set(came.order_by().values_list("gathering_id", "person_id"))
    found: dict[Gathering, set[int]] = defaultdict(set)
    for pk, committee in sat:
        gathering = gatherings[pk]
        found[gathering] |= {
            one.person_id
            for one in seated[committee]
            if one.from_on <= gathering.held_on
            and (one.to_on is None or one.to_on >= gathering.held_on)
            and (gathering.pk, one.person_id) in there
        }
    return {gathering: people for gathering, people in found.items() if people}


def _of_items(keys: Iterable[int]) -> Q:
    return Q(items__in=list(keys))


def _of_gatherings(keys: Iterable[int]) -> Q:
    return Q(pk__in=list(keys))


def _of_seats(keys: Iterable[int]) -> Q:
    committees = Committee.objects.filter(seats__in=list(keys)).order_by()
    return Q(sittings__committee__in=committees.values("pk"))


def _of_committees(keys: Iterable[int]) -> Q:
    return Q(sittings__committee__in=list(keys))


def _of_standing_rulings(keys: Iterable[int]) -> Q:
    return Q(sittings__committee__standing_rulings__in=list(keys))


def _of_interests(keys: Iterable[int]) -> Q:
    interests = Interest.objects.filter(pk__in=list(keys)).order_by()
    return of_persons(interests.values("person"))


def _of_positions(keys: Iterable[int]) -> Q:
    positions = Position.objects.filter(pk__in=list(keys)).order_by()
    return of_persons(positions.values("person"))


def _of_merged(keys: Iterable[int]) -> Q:
    """Find those of whoever remains: what the duplicate had has been moved there."""
    remaining = Person.objects.filter(merged_persons__in=list(keys)).order_by()
    return of_persons(remaining.values("pk"))


def of_persons(people: QuerySet[Any] | Collection[int]) -> Q:
    """Find where persons (ids) have a part: a seat, an attendance, an item."""
    seats = Appointment.objects.filter(person__in=people).order_by()
    deputies = Deputy.objects.filter(person__in=people).order_by()
    rows = ConflictRow.objects.filter(person__in=people).order_by()
    return (
        Q(sittings__committee__seats__in=seats.values("seat"))
        | Q(sittings__committee__seats__in=deputies.values("seat"))
        | Q(sittings__attendances__person__in=people)
        | Q(items__lead__in=people)
        | Q(items__cover_sheet__author__in=people)
        | Q(items__contributors__person__in=people)
        | Q(items__in=rows.values("item"))
    )


_WAYS = {
    "item": _of_items,
    "gathering": _of_gatherings,
    "appointment": _of_seats,
    "terms": _of_committees,
    "interest": _of_interests,
    "person_merged": _of_merged,
    "position": _of_positions,
    "standing_ruling": _of_standing_rulings,
}
