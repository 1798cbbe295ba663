"""A committee's answer never depends on another's in the same room."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from types import SimpleNamespace

from hypothesis import assume, given
from hypothesis import strategies as st

from committees.enums import QuorumKind, RemedyKind, SeatCategory, SeatRole
from committees.facts.committees import CommitteeFacts
from committees.rules.seats import SeatFacts
from committees.values import CommitteeId, SeatId
from meetings.enums import (
    Capacity,
    Moment,
    PaperHandling,
    Participation,
    Place,
    PresenceKind,
    ReplyAnswer,
    ScopeRole,
)
from meetings.facts.room import Room
from meetings.facts.ways_out import WaysOut
from meetings.models import Attendance, ConflictRow, Gathering, Item, Remedy, Sitting
from meetings.rules.presence import PresenceFacts, Slot
from meetings.values import ItemId
from people.models import Person
from people.values import PersonId
from tests.unit.committees.rules.test_quorum_properties import terms


FIRST, SECOND, ITEM = 1, 2, 7
PEOPLE = st.integers(1, 8)
ROLES = (SeatRole.CHAIR, SeatRole.VICE_CHAIR, SeatRole.CFO)
NOON = datetime(2016, 6, 15, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Half:
    """All that a room holds of one committee."""

    terms: object
    seats: tuple
    rows: tuple
    attendances: tuple
    remedies: tuple
    replies: dict
    chosen: int | None
    decided: datetime | None


@st.composite
def seats(draw, first):
    return tuple(
        SeatFacts(
            seat_id=SeatId(first + number),
            title=f"Seat {number}",
            category=draw(st.sampled_from(SeatCategory)),
            roles=draw(st.frozensets(st.sampled_from(ROLES), max_size=2)),
            is_voting=draw(st.sampled_from([True, True, False])),
            holder=draw(st.none() | PEOPLE.map(PersonId)),
        )
        for number in range(draw(st.integers(1, 6)))
    )


@st.composite
def halves(draw, sitting):
    mine = draw(seats(sitting * 100))
    any_seat = st.sampled_from([int(seat.seat_id) for seat in mine])
    remedies = draw(
        st.lists(
            st.builds(
                Remedy,
                pk=st.integers(sitting * 1000, sitting * 1000 + 9),
                sitting_id=st.just(sitting),
                kind=st.sampled_from([RemedyKind.DEPUTY, RemedyKind.OUTSIDE_CLINICIAN]),
                person=PEOPLE.map(lambda one: Person(pk=one)),
                seat_id=any_seat,
                category=st.sampled_from(SeatCategory),
            ),
            max_size=2,
            unique_by=lambda one: one.pk,
        )
    )
    return Half(
        terms=draw(terms(list(QuorumKind))),
        seats=mine,
        rows=draw(st.lists(rows(sitting), max_size=4).map(tuple)),
        attendances=draw(
            st.lists(
                st.builds(
                    Attendance,
                    sitting_id=st.just(sitting),
                    person_id=PEOPLE,
                    capacity=st.sampled_from([Capacity.DEPUTY, Capacity.TEMPORARY]),
                    seat_id=any_seat,
                    sent_apologies=st.booleans(),
                ),
                max_size=3,
            ).map(tuple)
        ),
        remedies=tuple(remedies),
        replies=draw(
            st.dictionaries(
                PEOPLE.map(lambda one: (sitting, one)),
                st.sampled_from(ReplyAnswer).map(
                    lambda one: SimpleNamespace(answer=one)
                ),
                max_size=3,
            )
        ),
        chosen=draw(st.none() | PEOPLE.map(PersonId)),
        decided=draw(st.none() | st.just(NOON)),
    )


def rows(sitting):
    ruling = st.none() | st.sampled_from(Participation)
    return st.tuples(PEOPLE, ruling).map(
        lambda pair: ConflictRow(
            sitting_id=sitting,
            item_id=ITEM,
            person_id=pair[0],
            participation=pair[1] or "",
            papers=PaperHandling.GIVEN if pair[1] else "",
            treated_at=NOON if pair[1] else None,
        )
    )


EVENTS = st.lists(
    st.builds(
        PresenceFacts,
        person_id=PEOPLE.map(PersonId),
        kind=st.sampled_from(PresenceKind),
        happened_at=st.just(NOON),
        place=st.sampled_from([Place.TABLE, Place.REMOTE, Place.PUBLIC_SEATS]),
        item_id=st.sampled_from([None, ItemId(ITEM)]),
        moment=st.sampled_from(Moment),
        recorded_at=st.integers(10, 14).map(lambda hour: NOON.replace(hour=hour)),
    ),
    max_size=14,
).map(lambda found: tuple(replace(one, order=place) for place, one in enumerate(found)))


def room_of(events, first, second):
    both = {FIRST: first, SECOND: second}
    return Room(
        gathering=Gathering(pk=1, held_on=date(2016, 6, 15)),
        sittings=tuple(Sitting(pk=one, committee_id=one) for one in both),
        items=(Item(pk=ITEM),),
        slots=(Slot(ItemId(ITEM), "1"),),
        numbers={ITEM: "1"},
        scopes={ITEM: dict.fromkeys(both, ScopeRole.DECIDE)},
        committees={
            CommitteeId(key): CommitteeFacts(
                CommitteeId(key), None, half.terms, half.seats
            )
            for key, half in both.items()
        },
        attendances={key: half.attendances for key, half in both.items()},
        events=events,
        rows={(key, ITEM): half.rows for key, half in both.items()},
        names={},
        ways_out=WaysOut(
            remedies={(key, ITEM): half.remedies for key, half in both.items()},
            chosen={
                (key, ITEM): half.chosen
                for key, half in both.items()
                if half.chosen is not None
            },
            replies=first.replies | second.replies,
        ),
        decided={
            (key, ITEM): half.decided
            for key, half in both.items()
            if half.decided is not None
        },
    )


def answers(room):
    """Return all that a room says of its first committee."""
    sitting, item = room.sittings[0], room.items[0]
    return [
        room.quorum(sitting, item),
        room.quorum_forecast(sitting, item),
        room.quorum_hoped(sitting, item),
        room.quorum_now(sitting),
        room.presiding(sitting, item),
        room.presiding_forecast(sitting, item),
        room.excluded(sitting, item),
        room.whereabouts(item, sitting),
    ]


@given(
    events=EVENTS,
    first=halves(FIRST),
    second=halves(SECOND),
    other=halves(SECOND),
)
def test_room_answers_for_one_committee_whatever_is_known_of_another(
    events, first, second, other
):
    """Terms, seats, rulings, deputies, temporary members, replies and decisions."""
    assume(second != other)

    before = answers(room_of(events, first, second))
    # The second is asked before the first, so that nothing it worked out is kept.
    changed = room_of(events, first, other)
    changed.quorum(changed.sittings[1], changed.items[0])

    assert answers(changed) == before
