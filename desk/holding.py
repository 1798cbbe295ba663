"""One kind of rows about a person: how they lead to the person, what is told."""

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
