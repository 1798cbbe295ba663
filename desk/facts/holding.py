"""How rows about a person are named, for their own sight of what is held."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Holding:
    """Rows of one model about a person: how they lead to the person, what is told.

    `own` are fields told to the person themself only: the words of letters and
    drafts, and the devices they signed in with, are no business of an officer.
    `body` leads to the bodies a row belongs to: an officer exports those of their own.
    `unless_withheld` are fields left out where the person is kept from the item.
    """

    room: str
    title: str
    model: str
    person: tuple[str, ...]
    fields: tuple[str, ...]
    own: tuple[str, ...] = ()
    body: str = ""
    unless_withheld: tuple[str, ...] = ()


MEETING = ("gathering__title", "gathering__held_on")
ITEM = ("item__reference", "item__gathering__title", "item__gathering__held_on")
BY_GATHERING = "gathering__sittings__committee__organisations"
BY_ITEM = "item__gathering__sittings__committee__organisations"
