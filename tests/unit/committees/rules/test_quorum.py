"""Quorum clauses one by one, and who can be counted at all (docs/field.md 3.1, 3.4)."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from committees.enums import Among, QuorumKind, SeatCategory, SeatRole
from committees.rules.quorum import assess_quorum
from committees.rules.quorum_result import QuorumResult
from committees.rules.terms import QuorumRule, QuorumTerms
from people.values import PersonId
from tests.unit.committees.rules.seating import (
    CLINICIAN,
    EXECUTIVE,
    GP,
    LAY,
    PARTNER,
    conflicted,
    seat,
)


NOBODY: dict[PersonId, str] = {}


def terms(*rules: QuorumRule, **flags: object) -> QuorumTerms:
    return QuorumTerms(rules=rules, version="3.1", **flags)


def at_least(number: int, among: Among = Among.VOTING) -> QuorumRule:
    return QuorumRule(QuorumKind.MIN_TOTAL, number, among)


def any_of(*roles: SeatRole, number: int = 1, group: str = "") -> QuorumRule:
    return QuorumRule(
        QuorumKind.MIN_OF_ROLES,
        number,
        roles=frozenset(roles),
        alternative_group=group,
    )


def one_of_each(*wanted: SeatCategory | SeatRole) -> QuorumRule:
    return QuorumRule(
        QuorumKind.ONE_OF_EACH,
        categories=frozenset(w for w in wanted if isinstance(w, SeatCategory)),
        roles=frozenset(w for w in wanted if isinstance(w, SeatRole)),
    )


CHAIR_OR_VICE = QuorumRule(QuorumKind.CHAIR_OR_VICE)
VICE_IF_CONFLICTED = QuorumRule(
    QuorumKind.CHAIR_OR_VICE, vice_only_if_chair_conflicted=True
)
MAJORITY = QuorumRule(QuorumKind.LAY_EXEC_MAJORITY)


def why(result: QuorumResult, number: int) -> str:
    return next(each.why for each in result.not_counted if each.seat_id == number)


def test_assess_quorum_seat_leaving_for_item_does_not_count():
    seats = [seat(1), seat(2), seat(3)]

    full = assess_quorum(terms(at_least(3)), seats, excluded=NOBODY)
    short = assess_quorum(terms(at_least(3)), seats, excluded=conflicted(2))

    assert full.is_quorate
    assert not short.is_quorate
    assert [each.seat_id for each in short.counted] == [1, 3]
    assert why(short, 2) == "left for the item"
    (reason,) = short.reasons
    assert reason == (
        "Needed: at least three members with a vote; two of three are counted."
    )


def test_assess_quorum_without_a_rule_cannot_be_proved():
    result = assess_quorum(terms(), [seat(1)], excluded=NOBODY)

    assert not result.is_quorate
    assert result.reasons == [
        (
            "Needed: a quorum rule in the terms of reference; record the rule of the "
            "version in force before anything is decided."
        )
    ]


def test_assess_quorum_says_why_each_seat_is_not_counted():
    seats = [
        seat(1),
        seat(2, is_absent=True),
        seat(3, holder=None, is_absent=True),
        seat(4, filled_by=900),
        seat(5, is_remote=True),
        seat(6, PARTNER, is_voting=False),
        seat(7),
    ]
    strict = terms(at_least(1), deputies_count=False, remote_counts=False)

    result = assess_quorum(strict, seats, excluded={PersonId(107): ""})

    assert [each.seat_id for each in result.counted] == [1]
    assert {each.seat_id: each.why for each in result.not_counted} == {
        2: "absent",
        3: "the seat is vacant",
        4: "deputies do not count under these terms",
        5: "people who join remotely do not count under these terms",
        6: "has no vote",
        7: "excluded from the item",
    }


def test_a_seat_without_a_vote_shares_none():
    rules = terms(QuorumRule(QuorumKind.MIN_NONVOTING, 1))
    partner = seat(1, PARTNER, is_voting=False, vote_share="md")
    voter = seat(2, vote_share="md")

    for seats in ([partner], [partner, voter]):
        assert assess_quorum(rules, seats, excluded=NOBODY).is_quorate


@pytest.mark.parametrize(("deputies_vote", "votes"), [(True, 2), (False, 1)])
def test_a_deputy_without_a_vote_counts_and_cannot_vote(deputies_vote, votes):
    rules = terms(at_least(2), deputies_vote=deputies_vote)

    result = assess_quorum(rules, [seat(1), seat(2, filled_by=900)], excluded=NOBODY)

    assert result.is_quorate
    assert result.counted_votes == votes


def test_assess_quorum_deputy_counts_for_the_seat_once():
    cfo = seat(2, EXECUTIVE, SeatRole.CFO, filled_by=900)

    result = assess_quorum(
        terms(at_least(2), any_of(SeatRole.CFO)), [seat(1), cfo], excluded=NOBODY
    )

    assert result.is_quorate
    assert [each.as_deputy for each in result.counted] == [False, True]


def test_assess_quorum_same_deputy_cannot_fill_two_seats():
    """Story 6."""
    seats = [
        seat(1, EXECUTIVE, SeatRole.CFO, filled_by=900),
        seat(2, EXECUTIVE, SeatRole.COO, filled_by=900),
    ]

    result = assess_quorum(terms(at_least(2)), seats, excluded=NOBODY)

    assert not result.is_quorate
    assert why(result, 2) == "already counted as Executive 1"


def test_assess_quorum_own_seat_comes_before_a_deputised_one():
    seats = [seat(1, GP, filled_by=102), seat(2)]

    result = assess_quorum(terms(at_least(1)), seats, excluded=NOBODY)

    assert [each.seat_id for each in result.counted] == [2]


def test_assess_quorum_attendee_deputising_for_a_voter_is_a_voter():
    seats = [seat(1, EXECUTIVE, filled_by=102), seat(2, PARTNER, is_voting=False)]

    result = assess_quorum(terms(at_least(1)), seats, excluded=NOBODY)

    assert result.is_quorate
    assert result.counted[0].as_deputy


def test_assess_quorum_deputising_observer_is_still_an_observer():
    observer = seat(2, PARTNER, is_voting=False, filled_by=900)

    result = assess_quorum(terms(at_least(2)), [seat(1), observer], excluded=NOBODY)

    assert not result.is_quorate


def test_assess_quorum_shared_vote_counts_once():
    """Acting joint managing directors, sharing one vote (docs/field.md 3.1)."""
    seats = [
        seat(1, EXECUTIVE, vote_share="md", present_name="Ann Ash"),
        seat(2, EXECUTIVE, vote_share="md"),
        seat(3),
    ]

    both = assess_quorum(terms(at_least(3)), seats, excluded=NOBODY)
    one = assess_quorum(terms(at_least(2)), seats, excluded=conflicted(1))

    assert not both.is_quorate
    assert both.counted_votes == 2
    assert why(both, 2) == "shares one vote with Ann Ash"
    assert one.is_quorate
    assert [each.seat_id for each in one.counted] == [2, 3]


def test_assess_quorum_among_all_counts_people_without_a_vote():
    seats = [seat(1), seat(2, PARTNER, is_voting=False)]

    result = assess_quorum(terms(at_least(2, Among.ALL)), seats, excluded=NOBODY)

    assert result.is_quorate
    assert result.counted_votes == 1


def test_assess_quorum_nonvoting_clause_counts_only_those_without_a_vote():
    rule = QuorumRule(QuorumKind.MIN_NONVOTING, 2)
    advisers = [seat(8, PARTNER, is_voting=False), seat(9, PARTNER, is_voting=False)]

    met = assess_quorum(terms(rule), [seat(1), *advisers], excluded=NOBODY)
    unmet = assess_quorum(terms(rule), [seat(1), advisers[0]], excluded=NOBODY)

    assert met.is_quorate
    assert not unmet.is_quorate


@pytest.mark.parametrize(
    ("rule", "excluded", "is_chair_absent", "expected"),
    [
        pytest.param(CHAIR_OR_VICE, (), False, True, id="chair there"),
        pytest.param(CHAIR_OR_VICE, (), True, True, id="chair away, vice there"),
        pytest.param(CHAIR_OR_VICE, (1, 2), False, False, id="both conflicted"),
        pytest.param(VICE_IF_CONFLICTED, (), True, False, id="vice, chair only away"),
        pytest.param(
            VICE_IF_CONFLICTED, (1,), False, True, id="vice, chair conflicted"
        ),
        pytest.param(
            VICE_IF_CONFLICTED, (1,), True, True, id="vice, chair conflicted and away"
        ),
    ],
)
def test_assess_quorum_chair_or_vice(rule, excluded, is_chair_absent, expected):
    seats = [
        seat(1, LAY, SeatRole.CHAIR, is_absent=is_chair_absent),
        seat(2, LAY, SeatRole.VICE_CHAIR),
        seat(3),
    ]

    result = assess_quorum(terms(rule), seats, excluded=conflicted(*excluded))

    assert result.is_quorate is expected


def test_assess_quorum_deputy_in_the_chairs_seat_is_not_the_chair():
    seats = [seat(1, LAY, SeatRole.CHAIR, filled_by=900)]

    result = assess_quorum(terms(CHAIR_OR_VICE), seats, excluded=NOBODY)

    assert result.unmet[0].missing == (
        "Not there to be counted: the chair or the vice chair."
    )


def test_assess_quorum_lay_executive_majority_two_of_four_fails():
    """Story 16: 2 is not more than half of 4."""
    seats = [seat(1), seat(2, EXECUTIVE), seat(3, GP), seat(4, CLINICIAN), seat(5)]

    whole = assess_quorum(terms(MAJORITY), seats, excluded=NOBODY)
    without = assess_quorum(terms(MAJORITY), seats, excluded=conflicted(5))

    assert whole.is_quorate
    assert not without.is_quorate
    assert without.unmet[0].missing == "2 of 4 votes is not more than half."


def test_assess_quorum_lay_executive_majority_of_nobody_fails():
    result = assess_quorum(terms(MAJORITY), [seat(1)], excluded=conflicted(1))

    assert not result.is_quorate


def test_assess_quorum_one_of_each_needs_different_people():
    """A person with two offices fills one of them."""
    both = seat(1, EXECUTIVE, SeatRole.CFO, SeatRole.COO)
    rule = one_of_each(SeatRole.CFO, SeatRole.COO)

    alone = assess_quorum(terms(rule), [both], excluded=NOBODY)
    helped = assess_quorum(
        terms(rule), [both, seat(2, EXECUTIVE, SeatRole.CFO)], excluded=NOBODY
    )

    assert not alone.is_quorate
    assert "Not filled by a person of their own" in alone.unmet[0].missing
    assert helped.is_quorate


def test_assess_quorum_one_of_each_keeps_like_named_category_and_office_apart():
    rule = one_of_each(SeatCategory.NHS_ENGLAND, SeatRole.NHS_ENGLAND)
    seats = [seat(1, SeatCategory.NHS_ENGLAND, SeatRole.NHS_ENGLAND)]

    result = assess_quorum(terms(rule), seats, excluded=NOBODY)

    assert (result.clauses[0].found, result.clauses[0].needed) == (1, 2)


def test_assess_quorum_alternatives_one_suffices():
    rules = (
        any_of(SeatRole.CFO, group="money"),
        any_of(SeatRole.CHIEF_NURSE, group="money"),
    )
    nurse = seat(1, EXECUTIVE, SeatRole.CHIEF_NURSE)

    met = assess_quorum(terms(*rules), [nurse], excluded=NOBODY)
    unmet = assess_quorum(terms(*rules), [seat(2)], excluded=NOBODY)

    assert met.is_quorate
    assert met.unmet == ()
    assert len(unmet.unmet) == 2
    (reason,) = unmet.reasons
    assert reason == (
        "Needed: either the chief finance officer or the chief nurse; none is counted."
    )


def test_assess_quorum_unmet_clause_never_reads_as_a_fact():
    result = assess_quorum(
        terms(at_least(1), any_of(SeatRole.CFO)), [seat(1)], excluded=NOBODY
    )

    assert [each.said for each in result.clauses] == [
        "At least one member with a vote is present.",
        "Needed: the chief finance officer; none is counted.",
    ]


def test_reasons_of_a_check_frozen_in_older_words_still_read_right():
    frozen = assess_quorum(
        terms(any_of(SeatRole.CFO)), [seat(1)], excluded=NOBODY
    ).to_json()
    frozen["clauses"][0] |= {
        "sentence": "A GP is present.",
        "missing": "One more is needed: 0 of 1 counted.",
    }

    (reason,) = QuorumResult.from_json(frozen).reasons

    assert reason == "Needed: a GP; one more is needed: 0 of 1 counted."


def test_assess_quorum_names_those_on_whom_it_hangs():
    seats = [seat(1), seat(2), seat(3, GP)]
    needs_gp = QuorumRule(QuorumKind.MIN_OF_CATEGORY, 1, categories=frozenset({GP}))

    result = assess_quorum(terms(at_least(2), needs_gp), seats, excluded=NOBODY)

    assert [each.seat_id for each in result.fragile] == [3]


def test_assess_quorum_lost_quorum_hangs_on_nobody():
    result = assess_quorum(terms(at_least(2)), [seat(1)], excluded=NOBODY)

    assert result.fragile == ()


def test_quorum_result_survives_freezing():
    seats = [seat(1, present_name="Ann Ash"), seat(2, filled_by=900), seat(3)]
    rules = terms(at_least(2), any_of(SeatRole.CFO, group="a"), MAJORITY)
    result = assess_quorum(rules, seats, excluded=conflicted(3))

    stored = json.loads(json.dumps(result.to_json()))

    assert QuorumResult.from_json(stored) == result
    assert stored["rule_version"] == "3.1"


def test_assess_quorum_person_in_two_capacities_counts_to_one_quorum():
    """North Durham member, in attendance only for DDES (docs/field.md 3.1)."""
    rule = terms(at_least(1))
    north_durham = [seat(1, EXECUTIVE, holder=PersonId(500))]
    ddes = [seat(2, EXECUTIVE, holder=PersonId(500), is_voting=False)]

    assert assess_quorum(rule, north_durham, excluded=NOBODY).is_quorate
    assert not assess_quorum(rule, ddes, excluded=NOBODY).is_quorate


def own(rule: QuorumRule) -> QuorumRule:
    return replace(rule, own_people=True)


def executives(number: int) -> QuorumRule:
    return QuorumRule(
        QuorumKind.MIN_OF_CATEGORY, number, categories=frozenset({EXECUTIVE})
    )


def test_assess_quorum_other_means_a_different_person():
    """One *other* executive: the finance officer cannot be both."""
    rules = (own(any_of(SeatRole.CFO)), own(executives(1)), own(at_least(1)))
    cfo = seat(1, EXECUTIVE, SeatRole.CFO)

    alone = assess_quorum(terms(*rules), [cfo], excluded=NOBODY)
    with_gp = assess_quorum(terms(*rules), [cfo, seat(2, GP)], excluded=NOBODY)
    enough = assess_quorum(
        terms(*rules), [cfo, seat(2, GP), seat(3, EXECUTIVE)], excluded=NOBODY
    )

    assert [each.found for each in alone.clauses] == [1, 0, 0]
    assert not with_gp.is_quorate
    assert with_gp.reasons == [
        "Needed: an executive member, counted for this alone; none is counted."
    ]
    assert enough.is_quorate
    assert len(enough.fragile) == 3


def test_assess_quorum_own_people_moves_somebody_where_that_helps():
    """The finance officer counts as such, though an executive is asked for first."""
    rules = (own(executives(1)), own(any_of(SeatRole.CFO)))
    seats = [seat(1, EXECUTIVE, SeatRole.CFO), seat(2, EXECUTIVE)]

    assert assess_quorum(terms(*rules), seats, excluded=NOBODY).is_quorate


def test_assess_quorum_own_people_counts_one_of_each_and_presiding_apart():
    rules = (
        own(CHAIR_OR_VICE),
        own(one_of_each(LAY, GP)),
        own(QuorumRule(QuorumKind.MIN_NONVOTING)),
    )
    chair, gp = seat(1, LAY, SeatRole.CHAIR), seat(2, GP)
    guest = seat(3, PARTNER, is_voting=False)

    short = assess_quorum(terms(*rules), [chair, gp, guest], excluded=NOBODY)
    enough = assess_quorum(terms(*rules), [chair, gp, guest, seat(4)], excluded=NOBODY)

    assert [(each.found, each.needed) for each in short.clauses] == [
        (1, 1),
        (1, 2),
        (1, 1),
    ]
    assert enough.is_quorate


def branch(rule: QuorumRule, name: str) -> QuorumRule:
    return replace(rule, alternative_group="how", branch=name)


def test_assess_quorum_this_and_that_or_something_else():
    """(the chair and a finance officer) or five members."""
    rules = (
        branch(CHAIR_OR_VICE, "a"),
        branch(any_of(SeatRole.CFO), "a"),
        branch(at_least(5), "b"),
    )
    chair, cfo = seat(1, LAY, SeatRole.CHAIR), seat(2, EXECUTIVE, SeatRole.CFO)

    both = assess_quorum(terms(*rules), [chair, cfo], excluded=NOBODY)
    one = assess_quorum(terms(*rules), [chair], excluded=NOBODY)
    many = assess_quorum(
        terms(*rules), [seat(number) for number in range(3, 8)], excluded=NOBODY
    )
    none = assess_quorum(terms(*rules), [seat(3)], excluded=NOBODY)

    assert both.is_quorate
    assert many.is_quorate
    assert many.unmet == ()
    assert one.reasons == [
        (
            "Needed: either the chief finance officer or at least five members with a "
            "vote; none is counted; one of five is counted."
        )
    ]
    assert none.reasons[0].startswith(
        "Needed: either the chair or the vice chair together with the chief finance "
        "officer, or at least five members with a vote; "
    )


def test_assess_quorum_people_of_their_own_only_within_one_alternative():
    rules = (
        own(branch(executives(1), "a")),
        own(branch(any_of(SeatRole.CFO), "b")),
        own(at_least(1)),
    )

    (cfo,) = [seat(1, EXECUTIVE, SeatRole.CFO)]

    assert assess_quorum(terms(*rules), [cfo], excluded=NOBODY).is_quorate


def test_assess_quorum_categories_or_offices_are_counted_together():
    either = QuorumRule(
        QuorumKind.MIN_OF_EITHER,
        2,
        categories=frozenset({LAY}),
        roles=frozenset({SeatRole.REGISTERED_NURSE}),
    )
    nurse = seat(1, EXECUTIVE, SeatRole.REGISTERED_NURSE)

    met = assess_quorum(terms(either), [nurse, seat(2)], excluded=NOBODY)
    short = assess_quorum(terms(either), [nurse, seat(2, GP)], excluded=NOBODY)

    assert met.is_quorate
    assert short.clauses[0].found == 1
