"""What an interest touches on coming agendas, and what was declared in a room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from conflicts.facts.declaring import with_limits
from conflicts.facts.spoken import waiting_to_be_confirmed
from conflicts.facts.unlisted import persons_kept_by
from conflicts.rules.lateness import due_on
from meetings.facts.touched import CLOSED_STATES
from meetings.models import ConflictRow
from meetings.policies.gatherings import readable_items
from meetings.rules.reading import judge_title


if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from commissioning.models import Organisation
    from conflicts.models import Interest
    from meetings.models import Gathering, Item
    from people.models import Person, User


@dataclass(frozen=True, slots=True)
class TouchedItem:
    """One coming item that an interest touches, before one committee, and how."""

    item: Item
    gathering: Gathering
    committee: str
    traces: tuple[str, ...]
    is_open_to_reader: bool


@dataclass(frozen=True, slots=True)
class DeclaredInRoom:
    """An interest spoken in a meeting that nobody has completed on the register yet."""

    interest: Interest
    due_on: date
    is_late: bool


def items_touched(person: Person, reader: User) -> list[TouchedItem]:
    """Return the coming items that a person's interests touch, as `reader` may know.

    An item whose existence is withheld from the reader is not there.
    """
    rows = (
        ConflictRow.objects.alive()
        .filter(person=person)
        .exclude(item__gathering__state__in=CLOSED_STATES)
        .select_related("item__gathering", "sitting__committee")
        .prefetch_related("grounds")
        .order_by("item__gathering__held_on", "item__position", "sitting__position")
    )
    found = list(rows)
    gatherings = {row.item.gathering_id: row.item.gathering for row in found}
    readable = {pk: readable_items(reader, one) for pk, one in gatherings.items()}
    return [
        TouchedItem(
            item=row.item,
            gathering=row.item.gathering,
            committee=row.sitting.committee.name,
            traces=tuple(ground.trace for ground in row.grounds.all()),
            is_open_to_reader=bool(readable[row.item.gathering_id][row.item_id]),
        )
        for row in found
        if judge_title(readable[row.item.gathering_id][row.item_id])
    ]


def declared_in_rooms(
    organisations: QuerySet[Organisation], day: date
) -> list[DeclaredInRoom]:
    """Return what was declared in meetings and waits to be completed, soonest due first.

    The person confirms it, or the officer completes it: either is a later version or
    a confirmation. The limit runs from awareness (docs/field.md 5.1, story 11); it is
    that of the person's bodies on the day it was declared.
    """
    persons = persons_kept_by(organisations, day).order_by()
    interests = waiting_to_be_confirmed().filter(person__in=persons.values("pk"))
    found = [
        (each, due_on(each.became_aware_on or each.declared_on, limit_days=limit))
        for each, limit in with_limits(interests)
    ]
    found.sort(key=lambda pair: (pair[1], pair[0].pk))
    return [DeclaredInRoom(each, due, day > due) for each, due in found]
