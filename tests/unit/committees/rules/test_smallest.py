"""Examples of the smallest rooms that are enough."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from committees.enums import QuorumKind, SeatRole
from committees.rules import smallest
from committees.rules.quorum import assess_quorum
from committees.rules.smallest import smallest_rooms
from committees.rules.terms import QuorumRule, QuorumTerms
from tests.unit.committees.rules.seating import EXECUTIVE, GP, LAY, seat
from tests.unit.committees.rules.test_quorum_properties import rooms, terms


SEATS = [
    seat(1, LAY, SeatRole.CHAIR, title="Chair"),
    seat(2, LAY, SeatRole.VICE_CHAIR, title="Vice"),
    seat(3, EXECUTIVE, SeatRole.CFO, title="CFO"),
    seat(4, GP, title="GP"),
    seat(5, GP, title="Second GP"),
]
QUORUM = QuorumTerms(
    (QuorumRule(QuorumKind.MIN_TOTAL, 2), QuorumRule(QuorumKind.CHAIR_OR_VICE))
)


def titles(rooms) -> list[list[str]]:
    return [[each.title for each in room] for room in rooms]


def test_smallest_rooms_are_unlike_and_few():
    assert titles(smallest_rooms(QUORUM, SEATS)) == [
        ["Chair", "Vice"],
        ["Chair", "CFO"],
        ["Chair", "GP"],
    ]


def test_smallest_rooms_name_like_people_once():
    found = smallest_rooms(QUORUM, [SEATS[0], *SEATS[3:]])

    assert titles(found) == [["Chair", "GP"]]


def test_smallest_rooms_without_a_rule_or_with_too_few_are_none():
    assert smallest_rooms(QuorumTerms(), SEATS) == []
    assert smallest_rooms(QUORUM, SEATS[3:]) == []


def test_smallest_rooms_stops_where_it_would_take_too_long(monkeypatch):
    monkeypatch.setattr(smallest, "MOST_TRIES", 3)

    assert smallest_rooms(QUORUM, SEATS) == []


@settings(max_examples=50)
@given(terms=terms(list(QuorumKind)), room=rooms())
def test_smallest_rooms_are_enough_and_nothing_less_is(terms, room):
    for found in smallest_rooms(terms, room):
        there = {each.present for each in found}
        only = [
            each if each.present in there else replace(each, present=None)
            for each in room
        ]
        assert assess_quorum(terms, only, excluded={}).is_quorate
