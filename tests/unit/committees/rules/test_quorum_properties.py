"""What holds for every quorum, whatever the terms and whoever is in the room."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from committees.enums import Among, QuorumKind, SeatCategory, SeatRole
from committees.rules.quorum import assess_quorum
from committees.rules.quorum_result import QuorumResult
from committees.rules.seats import SeatFacts
from committees.rules.sentences import describe_terms
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
        number=st.sampled_from([0, 1, 1, 1, 2, 2, 3, 4, 5]),
        among=st.sampled_from(Among),
        categories=st.frozensets(st.sampled_from(SeatCategory), min_size=1, max_size=3),
        roles=st.frozensets(st.sampled_from(ROLES), min_size=1, max_size=3),
        vice_only_if_chair_conflicted=st.booleans(),
        alternative_group=st.sampled_from(["", "", "a", "b"]),
        branch=st.sampled_from(["", "", "x", "y"]),
        own_people=st.booleans(),
    )


def terms(kinds: list[QuorumKind]) -> st.SearchStrategy[QuorumTerms]:
    return st.builds(
        QuorumTerms,
        rules=st.one_of(
            st.lists(rules(kinds), min_size=1, max_size=1),
            st.lists(rules(kinds), min_size=1, max_size=5),
        ).map(tuple),
        deputies_count=st.booleans(),
        deputies_vote=st.booleans(),
        remote_counts=st.booleans(),
        version=st.just("1"),
    )


def rooms() -> st.SearchStrategy[list[SeatFacts]]:
    """Draw a room of any kind, or one in which everybody came: quorums are met there."""
    return st.one_of(mixed_rooms(), full_rooms())


@st.composite
def full_rooms(draw: st.DrawFn) -> list[SeatFacts]:
    """Draw a room in which each seat has a vote and its own holder in it."""
    return [
        SeatFacts(
            seat_id=SeatId(number),
            title=f"Seat {number}",
            category=draw(st.sampled_from(SeatCategory)),
            roles=draw(st.frozensets(st.sampled_from(ROLES), max_size=2)),
            holder=PersonId(number),
            present=PersonId(number),
        )
        for number in range(1, draw(st.integers(1, 5)) + 1)
    ]


@st.composite
def mixed_rooms(draw: st.DrawFn) -> list[SeatFacts]:
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


@st.composite
def newcomers(draw: st.DrawFn) -> SeatFacts:
    """Draw one more seat filled by somebody new: with a vote, part of one, or none.

    By its holder or a deputy, in the room or from afar.
    """
    return replace(
        newcomer(
            draw(st.sampled_from(SeatCategory)),
            draw(st.frozensets(st.sampled_from(ROLES), max_size=2)),
        ),
        is_voting=draw(st.sampled_from([True, True, False])),
        vote_share=draw(st.sampled_from(["", "", "md"])),
        holder=draw(st.sampled_from([PersonId(99), PersonId(98)])),
        is_remote=draw(st.booleans()),
    )


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
    one_more=newcomers(),
)
def test_assess_quorum_one_more_eligible_seat_never_unmakes_it(
    terms, room, excluded, one_more
):
    before = assess_quorum(terms, room, excluded=excluded)

    after = assess_quorum(terms, [*room, one_more], excluded=excluded)

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


@given(
    terms=terms(WITHOUT_MAJORITY),
    room=rooms(),
    excluded=EXCLUDED,
    gone=st.integers(0, 8),
)
def test_assess_quorum_fragile_are_those_whose_leaving_loses_it(
    terms, room, excluded, gone
):
    """The shortcut for like voices says what emptying the seat says."""
    result = assess_quorum(terms, room, excluded=excluded)
    if not result.is_quorate or gone >= len(result.counted):
        return
    leaver = result.counted[gone]

    after = assess_quorum(terms, without(room, leaver.person_id), excluded=excluded)

    assert after.is_quorate is (leaver not in result.fragile)


def without(room, person):
    """Return the room after a person has left every seat they filled."""
    return [
        replace(each, present=None) if each.present == person else each for each in room
    ]


@given(
    wanted=st.lists(
        st.tuples(st.sampled_from(SeatCategory), st.integers(1, 2)),
        min_size=1,
        max_size=3,
    ),
    categories=st.lists(st.sampled_from(SeatCategory), max_size=5),
)
def test_assess_quorum_own_people_is_met_as_trying_every_way_says(wanted, categories):
    """Compare the matching with brute force over who might count for which clause."""
    clauses = tuple(
        QuorumRule(
            QuorumKind.MIN_OF_CATEGORY,
            number,
            categories=frozenset({category, SeatCategory.LAY}),
            own_people=True,
        )
        for category, number in wanted
    )
    room = [
        replace(newcomer(category, frozenset()), seat_id=SeatId(n), present=PersonId(n))
        for n, category in enumerate(categories, start=1)
    ]
    slots = [{category, SeatCategory.LAY} for category, n in wanted for _ in range(n)]

    expected = any(
        all(one in slot for one, slot in zip(way, slots, strict=True))
        for way in permutations(categories, len(slots))
    )

    assert assess_quorum(QuorumTerms(clauses), room, excluded={}).is_quorate is expected


@given(number=st.integers(1, 4), seats=st.integers(1, 4))
def test_assess_quorum_one_deputy_counts_once_in_however_many_seats(number, seats):
    deputy = [
        replace(newcomer(SeatCategory.LAY, frozenset()), seat_id=SeatId(n))
        for n in range(1, seats + 1)
    ]
    room = [replace(each, holder=PersonId(50 + each.seat_id)) for each in deputy]
    asked = QuorumTerms((QuorumRule(QuorumKind.MIN_TOTAL, number),))

    result = assess_quorum(asked, room, excluded={})

    assert result.counted_votes == 1
    assert result.is_quorate is (number == 1)


@given(
    kind=st.sampled_from(list(QuorumKind)),
    own_people=st.booleans(),
    categories=st.tuples(st.sampled_from(SeatCategory), st.sampled_from(SeatCategory)),
)
def test_assess_quorum_a_shared_vote_is_one_voice_to_every_clause(
    kind, own_people, categories
):
    room = [
        SeatFacts(
            seat_id=SeatId(n),
            title="Joint director",
            category=category,
            vote_share="md",
            holder=PersonId(n),
            present=PersonId(n),
        )
        for n, category in enumerate(categories, start=1)
    ]
    asked = QuorumRule(
        kind,
        2,
        categories=frozenset(SeatCategory),
        roles=frozenset(ROLES),
        own_people=own_people,
    )

    (clause,) = assess_quorum(QuorumTerms((asked,)), room, excluded={}).clauses

    assert clause.found <= 1


@given(terms=terms(list(QuorumKind)), room=rooms())
def test_describe_terms_says_every_clause_of_every_rule(terms, room):
    sentences = describe_terms(terms)

    assert all(each[0].isupper() and each.endswith(".") for each in sentences)
    assert not any(".." in each or " ;" in each for each in sentences)
