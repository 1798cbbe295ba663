"""When the chair passed for an item, and what was done to be quorate, for the minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from committees.rules.presiding import PresidingBasis
from core.web.dates import long_date
from meetings.rules.handover import Turn, describe_handovers


if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from decisions.models import Decision
    from meetings.facts.room import Room
    from meetings.models import Item, Remedy, Sitting

At = tuple[int, int]


def handovers_in(room: Room, decisions: Iterable[Decision]) -> dict[At, list[str]]:
    """Say who took the chair before and after each item, by sitting and item key.

    What a decision says of who presided goes before what the room says now. No query.
    """
    decided = {(row.sitting_id, row.item_id): row for row in decisions}
    found: dict[At, list[str]] = {}
    for sitting in room.sittings:
        taken = [item for item in room.items if sitting in room.in_scope(item)]
        turns = [_turn(room, sitting, item, decided) for item in taken]
        for item, said in zip(taken, describe_handovers(turns), strict=True):
            found[sitting.pk, item.pk] = said
    return found


def way_in_words(remedy: Remedy) -> str:
    """Say what was done for a quorum, by whose choice and why, as the minutes do."""
    day = long_date(remedy.ruled_on)
    return f"{remedy.words}. {remedy.chosen_for} chose this on {day}: {remedy.reason}"


def _turn(
    room: Room, sitting: Sitting, item: Item, decided: Mapping[At, Decision]
) -> Turn:
    presiding = room.presiding(sitting, item)
    is_usual = presiding.basis is PresidingBasis.CHAIR
    person = room.names.get(presiding.person, "") if presiding.person else ""
    row = decided.get((sitting.pk, item.pk))
    if row is not None and row.presiding is not None and not is_usual:
        person = str(row.presiding)
    return Turn(
        label=room.numbers[item.pk],
        person=person,
        reason="" if is_usual else presiding.reason,
    )
