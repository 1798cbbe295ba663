"""What holds for every quorum, whatever the terms and whoever is in the room."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from committees.enums import Among, QuorumKind, SeatCategory, SeatRole
from committees.rules.quorum import assess_quorum
from committees.rules.quorum_result import QuorumResult
from committees.rules.seats import SeatFacts
from committees.rules.terms import QuorumRule, QuorumTerms
from committees.values import SeatId
from people.values import PersonId


ROLES = (
    SeatRole.CHAIR,
    SeatRole.VICE_CHAIR,
    SeatRole.CFO,
    SeatRole.COO,
    SeatRole.CHIEF_NURSE,
)
PEOPLE = st.integers(1, 12).map(PersonId)
WITHOUT_MAJORITY = [
    kind for kind in QuorumKind if kind is not QuorumKind.LAY_EXEC_MAJORITY
]


def rules(kinds: list[QuorumKind]) -> st.SearchStrategy[QuorumRule]:
    return st.builds(
        QuorumRule,
        kind=st.sampled_from(kinds),
        number=st.integers(0, 5),
        among=st.sampled_from(Among),
        categories=st.frozensets(st.sampled_from(SeatCategory), min_size=1, max_size=3),
        roles=st.frozensets(st.sampled_from(ROLES), min_size=1, max_size=3),
        vice_only_if_chair_conflicted=st.booleans(),
        alternative_group=st.sampled_from(["", "", "a", "b"]),
    )


def terms(kinds: list[QuorumKind]) -> st.SearchStrategy[QuorumTerms]:
    return st.builds(
        QuorumTerms,
        rules=st.lists(rules(kinds), min_size=1, max_size=5).map(tuple),
        deputies_count=st.booleans(),
        remote_counts=st.booleans(),
        version=st.just("1"),
    )


@st.composite
def rooms(draw: st.DrawFn) -> list[SeatFacts]:
    """Draw a room: seats held, deputised, shared, remote or empty."""
    numbers = draw(st.lists(st.integers(1, 40), unique=True, max_size=9))
    return [
        SeatFacts(
            seat_id=SeatId(number),
            title=f"Seat {number}",
            category=draw(st.sampled_from(SeatCategory)),
            roles=draw(st.frozensets(st.sampled_from(ROLES), max_size=2)),
            is_voting=draw(st.booleans()),
            vote_share=draw(st.sampled_from(["", "", "", "md"])),
            holder=draw(st.none() | PEOPLE),
            present=draw(st.none() | PEOPLE),
            is_remote=draw(st.booleans()),
        )
        for number in numbers
    ]


EXCLUDED = st.dictionaries(PEOPLE, st.just("conflict"), max_size=4)


def newcomer(category: SeatCategory, roles: frozenset[SeatRole]) -> SeatFacts:
    """Return one more eligible seat, held by somebody new."""
    return SeatFacts(
        seat_id=SeatId(99),
        title="One more",
        category=category,
        roles=roles,
        holder=PersonId(99),
        present=PersonId(99),
    )


@given(
    terms=terms(WITHOUT_MAJORITY),
    room=rooms(),
    excluded=EXCLUDED,
    category=st.sampled_from(SeatCategory),
    roles=st.frozensets(st.sampled_from(ROLES), max_size=2),
)
def test_assess_quorum_one_more_eligible_seat_never_unmakes_it(
    terms, room, excluded, category, roles
):
    before = assess_quorum(terms, room, excluded=excluded)

    after = assess_quorum(terms, [*room, newcomer(category, roles)], excluded=excluded)

    assert after.is_quorate or not before.is_quorate


@given(
    terms=terms(list(QuorumKind)),
    room=rooms(),
    excluded=EXCLUDED,
    category=st.sampled_from([SeatCategory.LAY, SeatCategory.EXECUTIVE]),
)
def test_assess_quorum_one_more_lay_or_executive_never_unmakes_a_majority(
    terms, room, excluded, category
):
    before = assess_quorum(terms, room, excluded=excluded)

    after = assess_quorum(
        terms, [*room, newcomer(category, frozenset())], excluded=excluded
    )

    assert after.is_quorate or not before.is_quorate


@given(
    terms=terms(list(QuorumKind)), room=rooms(), excluded=EXCLUDED, shuffle=st.randoms()
)
def test_assess_quorum_order_never_matters(terms, room, excluded, shuffle):
    shuffled = list(room)
    shuffle.shuffle(shuffled)

    assert assess_quorum(terms, shuffled, excluded=excluded) == assess_quorum(
        terms, room, excluded=excluded
    )


@given(
    first=terms(list(QuorumKind)),
    second=terms(list(QuorumKind)),
    room=rooms(),
    other_room=rooms(),
    excluded=EXCLUDED,
    other_excluded=EXCLUDED,
)
def test_assess_quorum_never_depends_on_another_committee(
    first, second, room, other_room, excluded, other_excluded
):
    alone = assess_quorum(first, room, excluded=excluded)
    assess_quorum(second, other_room, excluded=other_excluded)

    assert assess_quorum(first, room, excluded=excluded) == alone


@given(terms=terms(list(QuorumKind)), room=rooms(), excluded=EXCLUDED)
def test_assess_quorum_every_seat_is_answered_and_nobody_counts_twice(
    terms, room, excluded
):
    result = assess_quorum(terms, room, excluded=excluded)
    answered = [each.seat_id for each in (*result.counted, *result.not_counted)]
    people = [each.person_id for each in result.counted]

    assert sorted(answered) == sorted(each.seat_id for each in room)
    assert len(people) == len(set(people))
    assert not set(people) & set(excluded)
    assert all(each.why for each in result.not_counted)
    assert result.is_quorate is not bool(result.unmet)
    assert bool(result.reasons) is not result.is_quorate


@given(terms=terms(list(QuorumKind)), room=rooms(), excluded=EXCLUDED)
def test_assess_quorum_survives_freezing(terms, room, excluded):
    result = assess_quorum(terms, room, excluded=excluded)

    assert QuorumResult.from_json(json.loads(json.dumps(result.to_json()))) == result
