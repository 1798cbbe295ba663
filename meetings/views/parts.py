"""The parts of an item that one ruling on it may serve as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meetings.facts.agenda import numbers_of
from meetings.facts.footing import footing_of
from meetings.policies.gatherings import EXCLUSIONS, readable_items


if TYPE_CHECKING:
    from collections.abc import Iterable

    from meetings.facts.conflicts import PersonOnItem
    from meetings.models import ConflictRow
    from people.requests import UserRequest


def open_rows_of_parts(
    request: UserRequest, conflict: PersonOnItem, known: Iterable[PersonOnItem]
) -> list[ConflictRow]:
    """Return the person's rows on parts of the item that wait for the reader's ruling.

    `known` are the conflicts of which the reader may know. The door is asked again,
    row by row, when the ruling is recorded; here all take a constant number of queries.
    """
    waiting = [
        row
        for one in known
        if one.item.parent_id == conflict.item.pk and one.person == conflict.person
        for row in one.waiting
    ]
    person_id = request.user.person_id
    if not waiting or conflict.person.pk == person_id:
        return []
    gathering = waiting[0].sitting.gathering
    footing = footing_of(person_id, gathering)
    readable = readable_items(request.user, gathering)
    return [
        row
        for row in waiting
        if row.sitting_id in footing.keeps
        or (
            row.sitting_id in footing.chairs
            and readable[row.item_id].code not in EXCLUSIONS
        )
    ]


def whole_kept_with(
    conflict: PersonOnItem, known: Iterable[PersonOnItem]
) -> PersonOnItem | None:
    """Return the conflict that keeps the papers of the whole item from the same person.

    Papers of a part go with those of its item: while the item's are kept from somebody,
    a ruling on the part alone does not give them its own. None where nothing is kept.
    """
    if conflict.item.parent_id is None:
        return None
    same = (
        one
        for one in known
        if (one.item.pk, one.person.pk) == (conflict.item.parent_id, conflict.person.pk)
    )
    return next((one for one in same if one.keeps_papers), None)


def name_parts(conflict: PersonOnItem, rows: Iterable[ConflictRow]) -> dict[int, str]:
    """Name rows on parts: number, title, committee, and grounds the item has not."""
    numbers = numbers_of(conflict.item.gathering.items.in_order())
    known = set(conflict.traces)
    names = {}
    for row in rows:
        number = numbers.get(row.item_id, "")
        name = f"{number} {row.item.title} ({row.sitting.committee.name})".strip()
        others = [one.trace for one in row.grounds.all() if one.trace not in known]
        names[row.pk] = " ".join([f"{name}:", *others]) if others else name
    return names
