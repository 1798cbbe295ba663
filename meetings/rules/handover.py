"""When the chair passes for an item and back, in words for the minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """Who presided over one committee at one item, and why not the chair.

    `reason` is empty where the chair presided; `person` is empty where nobody did.
    """

    label: str
    person: str
    reason: str = ""


def describe_handovers(turns: Sequence[Turn]) -> list[list[str]]:
    """Say at both boundaries of each item who took the chair, and why.

    `turns` are the items of one committee in the order they were taken; there are as
    many lists of sentences. Nothing is said where the chair presides throughout. Source:
    docs/field.md 9.5.
    """
    return [
        [*_before(turns, place), *_after(turns, place)] for place in range(len(turns))
    ]


def _before(turns: Sequence[Turn], place: int) -> list[str]:
    turn = turns[place]
    if not turn.reason or not turn.person:
        return []
    earlier = turns[place - 1] if place else None
    if earlier is not None and (earlier.person, bool(earlier.reason)) == (
        turn.person,
        True,
    ):
        return []
    return [f"{turn.person} took the chair before item {turn.label}. {turn.reason}"]


def _after(turns: Sequence[Turn], place: int) -> list[str]:
    turn = turns[place]
    following = turns[place + 1] if place + 1 < len(turns) else None
    has_passed = turn.reason and turn.person
    if not has_passed or following is None or following.reason:
        return []
    return [f"{following.person} took the chair again after item {turn.label}."]
