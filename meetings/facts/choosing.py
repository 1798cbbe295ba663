"""Who is there to choose who presides for one item."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict


if TYPE_CHECKING:
    from meetings.facts.room import Room
    from meetings.models import Item, Sitting


class Chooser(TypedDict):
    """Somebody who could choose, with their seat, as it is kept with the choice."""

    person_id: int
    name: str
    seat: str


def choosers_in(room: Room, sitting: Sitting, item: Item) -> list[Chooser]:
    """Return those of one committee who are there and can vote on an item.

    They choose who presides where neither chair can (docs/field.md 6.4).
    """
    seats = {seat.present: seat for seat in reversed(room.seats(sitting, item))}
    return [
        {
            "person_id": int(one),
            "name": seats[one].present_name,
            "seat": seats[one].title,
        }
        for one in room.presiding(sitting, item).may_choose
    ]
