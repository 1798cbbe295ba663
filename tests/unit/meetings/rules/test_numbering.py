"""The numbers an agenda shows (docs/field.md 9.12)."""

from __future__ import annotations

from meetings.rules.numbering import PlacedItem, number_agenda
from meetings.values import ItemId


def test_number_agenda_headings_take_no_number_and_parts_follow_their_item():
    lines = [
        PlacedItem(ItemId(1)),
        PlacedItem(ItemId(2), is_heading=True),
        PlacedItem(ItemId(3)),
        PlacedItem(ItemId(4), parent=ItemId(3)),
        PlacedItem(ItemId(5), parent=ItemId(3)),
        PlacedItem(ItemId(6), parent=ItemId(5)),
        PlacedItem(ItemId(7)),
    ]

    assert number_agenda(lines) == {
        1: "1",
        3: "2",
        4: "2.1",
        5: "2.2",
        6: "2.2.1",
        7: "3",
    }


def test_number_agenda_part_under_a_heading_is_an_item_of_its_own():
    lines = [
        PlacedItem(ItemId(2), is_heading=True),
        PlacedItem(ItemId(3), parent=ItemId(2)),
    ]

    assert number_agenda(lines) == {3: "1"}
