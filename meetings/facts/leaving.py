"""Who leaves the room at which item, from the rulings on their conflicts."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from meetings.enums import Part, Participation, ScopeRole
from meetings.rules.leaving import OUT, Step, leaving_of
from people.values import PersonId


if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from meetings.facts.room import Room
    from meetings.models import ConflictRow, Item, Sitting

Rulings = dict[str, Participation | None]


class Leaving(NamedTuple):
    """Who leaves at an item, and what they do, in words, for which committees."""

    name: str
    words: str
    person: PersonId
    committees: tuple[str, ...] = ()


def leaving_in(room: Room, items: Sequence[Item]) -> dict[int, list[Leaving]]:
    """Return who leaves at which item, by item key, without a query.

    `items` are those of which the reader may know, in order. Who waits for a ruling is
    named as well. What one committee ruled holds for that one alone: where another
    wants the person, the words say for whose decision they come back.
    """
    seated = {one.pk: _seated(room, one) for one in room.sittings}
    people = dict.fromkeys(
        PersonId(row.person_id) for item in items for row in _rows(room, item)
    )
    found: dict[int, list[Leaving]] = defaultdict(list)
    for person in people:
        steps = [
            Step(
                room.numbers[item.pk],
                _rulings(room, item, person, seated),
                is_private=item.part == Part.TWO,
            )
            for item in items
        ]
        said = leaving_of(steps)
        for item in items:
            if one := said.get(room.numbers[item.pk]):
                name = _name(room, person)
                leaving = Leaving(name, one.words, person, one.committees)
                found[item.pk].append(leaving)
    return {item: sorted(lines) for item, lines in found.items()}


def any_apart(room: Room) -> bool:
    """Say whether at some item one committee wants somebody whom another keeps out."""
    lines = leaving_in(room, room.items).values()
    return any(not one.committees for each in lines for one in each)


def _rows(room: Room, item: Item) -> list[ConflictRow]:
    return [
        row
        for sitting in room.in_scope(item)
        for row in room.rows.get((sitting.pk, item.pk), ())
    ]


def _rulings(
    room: Room,
    item: Item,
    person: PersonId,
    seated: Mapping[int, frozenset[PersonId]],
) -> Rulings:
    """Return what each committee ruled, by name; who sits on one without a row is in.

    A committee that notes the item needs nobody for it.
    """
    found: Rulings = {}
    for sitting in room.in_scope(item):
        rows = room.rows.get((sitting.pk, item.pk), ())
        own = next((row for row in rows if row.person_id == person), None)
        if own is None and person not in seated[sitting.pk]:
            continue
        ruling = _ruling(own)
        is_noting = room.scopes[item.pk][sitting.pk] == ScopeRole.NOTE
        if ruling is None or ruling in OUT or not is_noting:
            found[sitting.committee.short_name] = ruling
    return found


def _ruling(row: ConflictRow | None) -> Participation | None:
    if row is None:
        return Participation.TAKE_PART
    return Participation(row.participation) if row.treated_at is not None else None


def _seated(room: Room, sitting: Sitting) -> frozenset[PersonId]:
    """Return who sits on a committee, or is at its table in another capacity."""
    there = {PersonId(one.person_id) for one in room.attendances.get(sitting.pk, ())}
    return room.committee_of(sitting).persons | there


def _name(room: Room, person: PersonId) -> str:
    for rows in room.rows.values():
        for row in rows:
            if row.person_id == person:
                return str(row.person)
    return room.names.get(person, "")
