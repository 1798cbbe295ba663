"""Who sits in the public seats of a private item though sent out for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meetings.enums import Part, Participation, Place
from meetings.rules.checklist import LEAVING
from people.values import PersonId


if TYPE_CHECKING:
    from collections.abc import Iterable

    from meetings.facts.room import Room
    from meetings.models import Item, Sitting


def listening_in(
    room: Room, item: Item, sittings: Iterable[Sitting]
) -> frozenset[PersonId]:
    """Return who is to be out of the room for an item and is in its public seats.

    Nobody at a public item: there anybody may sit in them. Without a query. Source:
    docs/field.md 6.4, the public gallery.
    """
    if item.part != Part.TWO:
        return frozenset()
    return frozenset(
        PersonId(row.person_id)
        for sitting in sittings
        for row in room.rows.get((sitting.pk, item.pk), ())
        if row.participation
        and Participation(row.participation) in LEAVING
        and room.whereabouts(item, sitting).place_of(PersonId(row.person_id))
        is Place.PUBLIC_SEATS
    )
