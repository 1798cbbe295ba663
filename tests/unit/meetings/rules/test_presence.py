"""Who is where at an item, from comings and goings alone (docs/field.md 9.13)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.enums import Moment, Place, PresenceKind
from meetings.rules.presence import (
    PresenceFacts,
    Slot,
    describe_movements,
    mark_of,
    whereabouts_at,
)
from meetings.values import ItemId
from people.values import PersonId


ANN, BOB = PersonId(1), PersonId(2)
NAMES = {ANN: "Dr Ann Ash", BOB: "Bob Birch"}
SLOTS = [Slot(ItemId(100 + number), str(number)) for number in range(1, 9)]
START = datetime(2016, 6, 1, 14, 0, tzinfo=UTC)
BEFORE, DURING, AFTER = Moment.BEFORE, Moment.DURING, Moment.AFTER


def event(
    person: PersonId,
    kind: PresenceKind,
    *,
    minute: int = 0,
    item: int | None = None,
    moment: Moment = BEFORE,
    place: Place = Place.TABLE,
    order: int = 0,
) -> PresenceFacts:
    return PresenceFacts(
        person_id=person,
        kind=kind,
        happened_at=START + timedelta(minutes=minute),
        place=place,
        item_id=None if item is None else ItemId(100 + item),
        moment=moment,
        order=order,
    )


def came(person: PersonId, **when: object) -> PresenceFacts:
    return event(person, PresenceKind.IN, **when)


def left(person: PersonId, **when: object) -> PresenceFacts:
    return event(person, PresenceKind.OUT, **when)


LEFT_FOR_FIVE = [
    came(ANN),
    came(BOB),
    left(ANN, minute=40, item=5),
    came(ANN, minute=60, item=6),
]


@pytest.mark.parametrize(
    ("item", "is_there"), [(4, True), (5, False), (6, True), (8, True)]
)
def test_whereabouts_at_item_left_and_returned(item, is_there):
    found = whereabouts_at(LEFT_FOR_FIVE, SLOTS, item_id=ItemId(100 + item))

    assert found.takes_part(ANN) is is_there
    assert found.takes_part(BOB)


@pytest.mark.parametrize(
    ("moment", "is_there"), [(BEFORE, True), (DURING, False), (AFTER, False)]
)
def test_whereabouts_at_leaving_before_the_decision(moment, is_there):
    events = [came(ANN), left(ANN, minute=30, item=5, moment=DURING)]

    found = whereabouts_at(events, SLOTS, item_id=ItemId(105), moment=moment)

    assert found.takes_part(ANN) is is_there


def test_whereabouts_at_who_never_came_is_out():
    found = whereabouts_at([], SLOTS)

    assert found.place_of(ANN) is Place.OUT
    assert found.taking_part == frozenset()


def test_whereabouts_at_only_table_and_remote_take_part():
    events = [
        came(ANN, place=Place.REMOTE),
        came(BOB, place=Place.PUBLIC_SEATS),
        came(PersonId(3), place=Place.LOBBY),
        came(PersonId(4)),
    ]

    found = whereabouts_at(events, SLOTS, item_id=ItemId(101))

    assert found.taking_part == {ANN, PersonId(4)}
    assert found.remote == {ANN}


@pytest.mark.parametrize(
    ("place", "in_public", "in_private"),
    [
        (Place.TABLE, True, True),
        (Place.REMOTE, True, True),
        (Place.PUBLIC_SEATS, False, True),
        (Place.LOBBY, False, False),
    ],
)
def test_is_in_room_public_seats_are_for_public_items(place, in_public, in_private):
    """docs/field.md 6.4: the "public gallery" trap."""
    found = whereabouts_at([came(ANN, place=place)], SLOTS, item_id=ItemId(101))

    assert found.is_in_room(ANN, is_private=False) is in_public
    assert found.is_in_room(ANN, is_private=True) is in_private
    assert not found.is_in_room(BOB, is_private=True)


def test_whereabouts_at_event_without_an_item_stands_where_the_clock_was():
    events = [
        came(ANN),
        came(BOB),
        left(ANN, minute=40, item=5),
        left(BOB, minute=50),
    ]

    four = whereabouts_at(events, SLOTS, item_id=ItemId(104))
    five = whereabouts_at(events, SLOTS, item_id=ItemId(105))

    assert four.taking_part == {ANN, BOB}
    assert five.taking_part == frozenset()


def test_whereabouts_at_without_an_item_is_after_everything():
    assert whereabouts_at(LEFT_FOR_FIVE, SLOTS).taking_part == {ANN, BOB}


def test_whereabouts_at_item_that_was_not_taken_is_refused():
    with pytest.raises(KeyError):
        mark_of(SLOTS, ItemId(999))


@pytest.mark.parametrize(
    ("events", "sentence"),
    [
        pytest.param(
            LEFT_FOR_FIVE,
            "Dr Ann Ash left before item 5 and returned after item 5.",
            id="left and returned",
        ),
        pytest.param(
            [came(ANN), left(ANN, item=5), came(ANN, minute=9, item=5, moment=AFTER)],
            "Dr Ann Ash left before item 5 and returned after item 5.",
            id="the same, said of one item",
        ),
        pytest.param(
            [came(ANN, item=3), left(ANN, minute=5, item=7, moment=AFTER)],
            "Dr Ann Ash arrived before item 3 and left after item 7.",
            id="part of the meeting",
        ),
        pytest.param(
            [
                came(ANN),
                left(ANN, item=2, moment=DURING),
                came(ANN, minute=5, item=4),
                left(ANN, minute=9, item=6),
            ],
            (
                "Dr Ann Ash left during item 2, returned after item 3 and left before "
                "item 6."
            ),
            id="twice",
        ),
        pytest.param(
            [came(ANN), came(ANN, item=5, place=Place.PUBLIC_SEATS)],
            "Dr Ann Ash moved to the public seats before item 5.",
            id="to the public seats",
        ),
        pytest.param(
            [came(ANN), left(ANN, minute=1), came(ANN, minute=2, order=1)],
            (
                "Dr Ann Ash left before the first item and returned before the first "
                "item."
            ),
            id="before it began",
        ),
    ],
)
def test_describe_movements_writes_the_minute(events, sentence):
    assert describe_movements(events, SLOTS, names=NAMES) == {ANN: sentence}


@pytest.mark.parametrize(
    "events",
    [
        pytest.param([came(ANN)], id="there throughout"),
        pytest.param([came(ANN, item=1)], id="came for the first item"),
        pytest.param(
            [came(ANN), came(ANN, item=3, place=Place.REMOTE)], id="went remote"
        ),
        pytest.param([came(ANN, place=Place.LOBBY)], id="only in the lobby"),
        pytest.param([left(ANN, item=2)], id="left without having come"),
    ],
)
def test_describe_movements_says_nothing_where_nothing_moved(events):
    assert describe_movements(events, SLOTS, names=NAMES) == {}


EVENTS = st.lists(
    st.builds(
        event,
        person=st.sampled_from([ANN, BOB]),
        kind=st.sampled_from(PresenceKind),
        minute=st.integers(0, 90),
        item=st.none() | st.integers(1, 8),
        moment=st.sampled_from(Moment),
        place=st.sampled_from(Place),
        order=st.integers(0, 1000),
    ),
    max_size=8,
    unique_by=lambda each: each.order,
)


@given(events=EVENTS, shuffle=st.randoms())
def test_whereabouts_at_order_of_rows_never_matters(events, shuffle):
    shuffled = list(events)
    shuffle.shuffle(shuffled)

    for slot in SLOTS:
        assert whereabouts_at(shuffled, SLOTS, item_id=slot.item_id) == whereabouts_at(
            events, SLOTS, item_id=slot.item_id
        )


@given(events=EVENTS)
def test_describe_movements_ends_each_sentence(events):
    for sentence in describe_movements(events, SLOTS, names=NAMES).values():
        assert sentence.endswith(".")
