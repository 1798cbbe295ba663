"""The order of an agenda: parts of a matter follow it, and the private part is last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from meetings.enums import Part
from meetings.values import ItemId


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an agenda: its part of the meeting, and the matter it belongs to."""

    item_id: ItemId
    part: Part = Part.ONE
    parent: ItemId | None = None

    def is_like(self, other: Line) -> bool:
        """Say whether two lines change places with each other only."""
        return (self.part, self.parent) == (other.part, other.parent)


def arrange(lines: Sequence[Line]) -> list[ItemId]:
    """Put lines in order: the public part first, each matter followed by its parts.

    Within that, the order they are given in is kept.
    """
    parts: dict[ItemId, list[ItemId]] = {}
    for line in lines:
        if line.parent is not None:
            parts.setdefault(line.parent, []).append(line.item_id)
    tops = [line for line in lines if line.parent is None]
    return [
        item_id
        for top in sorted(tops, key=lambda line: line.part)
        for item_id in (top.item_id, *parts.get(top.item_id, ()))
    ]


def move_line(lines: Sequence[Line], moved: ItemId, *, to: int) -> list[ItemId]:
    """Move a line to a place among its like, counted from 1; past the end is the end.

    Raises:
      ValueError: the line is not on the agenda.
    """
    line = next((one for one in lines if one.item_id == moved), None)
    if line is None:
        raise ValueError(f"Line {moved} is not on the agenda.")
    order = list(lines)
    places = [index for index, one in enumerate(order) if one.is_like(line)]
    alike = [order[index] for index in places if order[index] != line]
    alike.insert(min(max(to, 1), len(places)) - 1, line)
    for index, one in zip(places, alike, strict=True):
        order[index] = one
    return arrange(order)


def place_of(lines: Sequence[Line], wanted: ItemId) -> tuple[int, int]:
    """Return a line's place among its like, from 1, and how many they are.

    Raises:
      ValueError: the line is not on the agenda.
    """
    line = next((one for one in lines if one.item_id == wanted), None)
    if line is None:
        raise ValueError(f"Line {wanted} is not on the agenda.")
    alike = [one.item_id for one in lines if one.is_like(line)]
    return alike.index(wanted) + 1, len(alike)
