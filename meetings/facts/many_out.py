"""Whether conflicts keep more than half of a committee out of a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING


if TYPE_CHECKING:
    from meetings.facts.room import Room
    from meetings.models import Item, Sitting


def many_out(room: Room, sitting: Sitting, item: Item) -> str:
    """Say that more than half of those with a vote are out, or nothing; no query.

    Members are the holders of seats with a vote, each once; out is also whoever waits
    for a ruling. The chair then decides whether the item is discussed at all, whatever
    the quorum (docs/field.md 3.4).
    """
    members = {
        seat.holder
        for seat in room.committee_of(sitting).seats
        if seat.is_voting and seat.holder is not None
    }
    out = members & room.excluded(sitting, item).keys()
    if len(out) * 2 <= len(members):
        return ""
    return (
        f"{sitting.committee.short_name}: conflicts keep {len(out)} of {len(members)} "
        "members with a vote out of the decision, which is more than half. The chair "
        "says whether the item is discussed at all, and why; the minutes record it."
    )
