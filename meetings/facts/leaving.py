"""Who leaves the room at which item, from the rulings on their conflicts."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from meetings.enums import Part, Participation
from meetings.rules.leaving import Step, leaving_of
from meetings.rules.participation import STRICTEST_FIRST
from people.values import PersonId


if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from meetings.facts.room import Room
    from meetings.models import ConflictRow, Item


class Leaving(NamedTuple):
    """Who leaves at an item, and what they do, in words."""

    name: str
    words: str
    person: PersonId


def leaving_in(room: Room, items: Sequence[Item]) -> dict[int, list[Leaving]]:
    """Return who leaves at which item, by item key, without a query.

    `items` are those of which the reader may know, in order. What was ruled strictest
    for any committee says who is in the room; who waits for a ruling is named as well.
    """
    rulings = {item.pk: _rulings(room, item) for item in items}
    people = dict.fromkeys(one for each in rulings.values() for one in each)
    found: dict[int, list[Leaving]] = defaultdict(list)
    for person in people:
        steps = [
            Step(
                room.numbers[item.pk],
                rulings[item.pk].get(person, Participation.TAKE_PART),
                is_private=item.part == Part.TWO,
            )
            for item in items
        ]
        said = leaving_of(steps)
        for item in items:
            if words := said.get(room.numbers[item.pk]):
                found[item.pk].append(Leaving(_name(room, person), words, person))
    return {item: sorted(lines) for item, lines in found.items()}


def _rulings(room: Room, item: Item) -> Mapping[PersonId, Participation | None]:
    """Return the strictest ruling for each person on an item; None while one waits."""
    rows = [
        row
        for sitting in room.in_scope(item)
        for row in room.rows.get((sitting.pk, item.pk), ())
    ]
    by_person: dict[PersonId, list[ConflictRow]] = defaultdict(list)
    for row in rows:
        by_person[PersonId(row.person_id)].append(row)
    return {person: _strictest(each) for person, each in by_person.items()}


def _strictest(rows: Sequence[ConflictRow]) -> Participation | None:
    if any(row.treated_at is None for row in rows):
        return None
    ruled = [Participation(row.participation) for row in rows]
    return min(ruled, key=STRICTEST_FIRST.index)


def _name(room: Room, person: PersonId) -> str:
    for rows in room.rows.values():
        for row in rows:
            if row.person_id == person:
                return str(row.person)
    return room.names.get(person, "")
