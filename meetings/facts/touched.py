"""Which open agendas a change in a lower room may touch."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Q

from committees.models import Appointment, Committee, Deputy
from conflicts.models import Interest
from meetings.enums import GatheringState
from meetings.models import ConflictRow, Gathering


if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

# After these, rows are history: a later interest no longer changes them.
CLOSED_STATES = (
    GatheringState.HELD,
    GatheringState.MINUTES_DRAFT,
    GatheringState.MINUTES_APPROVED,
    GatheringState.PUBLISHED,
    GatheringState.CANCELLED,
)
# What these say bears on authority and on who may read, never on a conflict.
UNRELATED = frozenset({"commissioning_level", "delegation_rule", "post"})


def gatherings_touched(changes: Sequence[tuple[str, str]]) -> QuerySet[Gathering]:
    """Return the open gatherings whose rows changes (topic, key) may alter.

    A change of a topic that is not told apart here touches every open gathering.
    """
    keys: dict[str, set[int]] = defaultdict(set)
    for topic, key in changes:
        if topic not in UNRELATED:
            keys[topic].add(int(key))
    still_open = Gathering.objects.exclude(state__in=CLOSED_STATES)
    if keys.keys() - _WAYS.keys():
        return still_open
    touched = Q(pk__in=[])
    for topic, found in keys.items():
        touched |= _WAYS[topic](found)
    return Gathering.objects.filter(
        pk__in=still_open.order_by().filter(touched).values("pk")
    )


def _of_items(keys: Iterable[int]) -> Q:
    return Q(items__in=list(keys))


def _of_gatherings(keys: Iterable[int]) -> Q:
    return Q(pk__in=list(keys))


def _of_seats(keys: Iterable[int]) -> Q:
    committees = Committee.objects.filter(seats__in=list(keys)).order_by()
    return Q(sittings__committee__in=committees.values("pk"))


def _of_committees(keys: Iterable[int]) -> Q:
    return Q(sittings__committee__in=list(keys))


def _of_interests(keys: Iterable[int]) -> Q:
    """Find where their persons have a part: a seat, an attendance, an item."""
    people = Interest.objects.filter(pk__in=list(keys)).order_by().values("person")
    seats = Appointment.objects.filter(person__in=people).order_by()
    deputies = Deputy.objects.filter(person__in=people).order_by()
    rows = ConflictRow.objects.filter(person__in=people).order_by()
    return (
        Q(sittings__committee__seats__in=seats.values("seat"))
        | Q(sittings__committee__seats__in=deputies.values("seat"))
        | Q(sittings__attendances__person__in=people)
        | Q(items__lead__in=people)
        | Q(items__cover_sheet__author__in=people)
        | Q(items__in=rows.values("item"))
    )


_WAYS = {
    "item": _of_items,
    "gathering": _of_gatherings,
    "appointment": _of_seats,
    "terms": _of_committees,
    "interest": _of_interests,
}
