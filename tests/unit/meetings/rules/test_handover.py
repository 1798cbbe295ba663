"""The chair passes for an item and back: said at both boundaries, and only there."""

from __future__ import annotations

from meetings.rules.handover import Turn, describe_handovers


USUAL = "Ada Chair"
WHY = "The vice chair presides: the chair has a conflict."


def test_describe_handovers_says_nothing_while_the_chair_presides():
    assert describe_handovers([Turn("1", USUAL), Turn("2", USUAL)]) == [[], []]


def test_describe_handovers_for_one_item_says_both_boundaries():
    turns = [Turn("4", USUAL), Turn("5", "Val Vice", WHY), Turn("6", USUAL)]

    said = describe_handovers(turns)

    assert said == [
        [],
        [
            f"Val Vice took the chair before item 5. {WHY}",
            "Ada Chair took the chair again after item 5.",
        ],
        [],
    ]


def test_describe_handovers_for_two_items_in_a_row_says_each_boundary_once():
    turns = [Turn("1", "Val Vice", WHY), Turn("2", "Val Vice", WHY), Turn("3", USUAL)]

    said = describe_handovers(turns)

    assert [len(one) for one in said] == [1, 1, 0]
    assert said[1] == ["Ada Chair took the chair again after item 2."]


def test_describe_handovers_to_another_for_the_next_item_names_both():
    turns = [Turn("1", "Val Vice", WHY), Turn("2", "Lee Lay", "Chosen for this item.")]

    said = describe_handovers(turns)

    assert said[0] == [f"Val Vice took the chair before item 1. {WHY}"]
    assert said[1] == ["Lee Lay took the chair before item 2. Chosen for this item."]


def test_describe_handovers_where_nobody_presides_names_nobody():
    said = describe_handovers([Turn("1", "", "Nobody presides."), Turn("2", USUAL)])

    assert said == [[], []]
