"""What a meeting leaves open: items that a committee in scope recorded nothing on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from decisions.models import Decision
from meetings.enums import ScopeRole


if TYPE_CHECKING:
    from meetings.facts.room import Room
    from meetings.models import Item


@dataclass(frozen=True, slots=True)
class Undecided:
    """An item, and the committees that were to decide or recommend and did not."""

    item: Item
    number: str
    committees: tuple[str, ...]


def undecided_in(room: Room) -> list[Undecided]:
    """List the items of a room that lack a decision, in one query.

    A committee that only notes an item needs none.
    """
    decided = set(
        Decision.objects.current()
        .filter(item__in=room.items)
        .values_list("item_id", "sitting_id")
    )
    found = []
    for item in room.items:
        roles = room.scopes.get(item.pk, {})
        waiting = tuple(
            sitting.committee.short_name
            for sitting in room.in_scope(item)
            if roles[sitting.pk] != ScopeRole.NOTE
            and (item.pk, sitting.pk) not in decided
        )
        if waiting:
            found.append(Undecided(item, room.numbers[item.pk], waiting))
    return found
