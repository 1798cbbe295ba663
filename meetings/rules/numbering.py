"""The numbers that an agenda shows; they move, references never do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from meetings.values import ItemId


@dataclass(frozen=True, slots=True)
class PlacedItem:
    """One line of an agenda; `parent` is the item it is a part of."""

    item_id: ItemId
    is_heading: bool = False
    parent: ItemId | None = None


def number_agenda(items: Iterable[PlacedItem]) -> dict[ItemId, str]:
    """Number the lines of an agenda in their order: 1, 2, 2.1, 2.2, 3.

    Headings take none. A part whose parent is no numbered item before it is numbered
    as an item of its own. Source: docs/field.md 9.12.
    """
    numbers: dict[ItemId, str] = {}
    parts: dict[str, int] = {"": 0}
    for item in items:
        if item.is_heading:
            continue
        above = numbers.get(item.parent, "") if item.parent is not None else ""
        parts[above] += 1
        number = f"{above}.{parts[above]}" if above else str(parts[above])
        numbers[item.item_id] = number
        parts[number] = 0
    return numbers
