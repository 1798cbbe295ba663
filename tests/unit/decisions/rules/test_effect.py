"""When a decision takes effect, and what robs it of any (docs/field.md 9.15)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from commissioning.rules.authority import AuthorityResult, Reason
from commissioning.values import Power
from committees.rules.presiding import Casting
from committees.rules.quorum_result import Clause, CountedSeat, QuorumResult
from committees.values import SeatId
from decisions.enums import Effect, Outcome
from decisions.rules.effect import (
    ConflictFacts,
    DecisionFacts,
    VoteFacts,
    assess_effect,
    untreated,
)
from meetings.enums import ConflictState, Participation, Purpose, ScopeRole
from meetings.rules.participation import Treatment
from people.values import PersonId


def quorum(*, is_quorate: bool = True) -> QuorumResult:
    clause = Clause("A GP is present.", 0, 1, is_quorate, "One more is needed.")
    counted = tuple(
        CountedSeat(SeatId(n), f"Seat {n}", PersonId(n), f"Dr {n}", "lay", True, False)
        for n in range(1, 7)
    )
    return QuorumResult(is_quorate, counted, (), (clause,), (), "2")


def authority(power: Power = Power.DECIDE, *, consent: bool = False) -> AuthorityResult:
    reason = Reason("level_3", "At level 3 the CCG decides.", "Seed")
    return AuthorityResult(power, False, consent, (reason,))


SOUND = DecisionFacts(
    outcome=Outcome.APPROVED,
    scope=ScopeRole.DECIDE,
    purpose=Purpose.APPROVE,
    authority=authority(),
    quorum=quorum(),
    presiding=PersonId(1),
)
LEAVES = ConflictFacts(
    PersonId(7),
    "Dr A",
    ConflictState.ACCEPTED,
    Treatment(Participation.LEAVE_ITEM),
)


def codes(**changes: object) -> list[str]:
    result = assess_effect(replace(SOUND, **changes))
    assert result.is_effective is not bool(result.irregularities)
    return [each.code for each in result.irregularities]


def test_assess_effect_sound_decision_takes_effect():
    assert assess_effect(SOUND).effect is Effect.EFFECTIVE


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"scope": None}, ["out_of_scope"], id="out of scope"),
        pytest.param(
            {"scope": ScopeRole.RECOMMEND}, ["scope_is_not_decide"], id="to recommend"
        ),
        pytest.param(
            {"outcome": Outcome.RECOMMENDED, "scope": ScopeRole.NOTE},
            ["scope_is_note"],
            id="recommended where only to note",
        ),
        pytest.param(
            {"purpose": Purpose.NOTE},
            ["purpose_asks_for_none"],
            id="taken for noting",
        ),
        pytest.param(
            {"authority": authority(Power.RECOMMEND)},
            ["no_authority"],
            id="may only recommend",
        ),
        pytest.param(
            {"outcome": Outcome.RECOMMENDED, "authority": authority(Power.NONE)},
            ["no_authority"],
            id="may not even recommend",
        ),
        pytest.param(
            {"authority": authority(consent=True)}, ["no_consent"], id="no consent"
        ),
        pytest.param(
            {"authority": authority(consent=True), "has_consent": True},
            [],
            id="consent given",
        ),
        pytest.param(
            {"quorum": quorum(is_quorate=False)}, ["not_quorate"], id="no quorum"
        ),
        pytest.param({"presiding": None}, ["nobody_presided"], id="nobody presided"),
        pytest.param(
            {"vote": VoteFacts(2, 2)}, ["vote_not_carried"], id="a tie not broken"
        ),
        pytest.param({"vote": VoteFacts(2, 2, casting=True)}, [], id="casting vote"),
        pytest.param(
            {
                "vote": VoteFacts(2, 2, casting=True),
                "casting": Casting(frozenset(), "Nobody has a second vote."),
            },
            ["no_casting_vote"],
            id="casting vote of nobody",
        ),
        pytest.param({"vote": VoteFacts(4, 1, 1)}, [], id="everybody voted"),
        pytest.param(
            {"vote": VoteFacts(4, 1, 2)},
            ["more_votes_than_voters"],
            id="more votes than voters",
        ),
        pytest.param(
            {"outcome": Outcome.NOT_APPROVED, "vote": VoteFacts(1, 2)},
            [],
            id="voted down",
        ),
        pytest.param({"conflicts": (LEAVES,)}, [], id="treated and away"),
        pytest.param(
            {"conflicts": (replace(LEAVES, treatment=None),)},
            ["conflict_not_treated"],
            id="accepted, not treated",
        ),
        pytest.param(
            {
                "conflicts": (
                    replace(LEAVES, state=ConflictState.PROPOSED, treatment=None),
                )
            },
            ["conflict_not_treated"],
            id="proposed, nobody looked",
        ),
        pytest.param(
            {
                "conflicts": (
                    replace(LEAVES, state=ConflictState.DISMISSED, treatment=None),
                    replace(LEAVES, state=ConflictState.LAPSED, treatment=None),
                )
            },
            [],
            id="dismissed or lapsed",
        ),
        pytest.param(
            {"conflicts": (replace(LEAVES, was_there=True),)},
            ["treatment_not_carried_out"],
            id="was to leave and stayed",
        ),
        pytest.param(
            {"conflicts": (replace(LEAVES, has_listened=True),)},
            ["listened_to_private_item"],
            id="was to leave and sat in the public seats of a private item",
        ),
        pytest.param(
            {
                "conflicts": (
                    replace(
                        LEAVES,
                        was_there=True,
                        treatment=Treatment(Participation.STAY_NO_VOTE),
                    ),
                )
            },
            [],
            id="was to stay without a vote",
        ),
        pytest.param(
            {
                "presiding": PersonId(7),
                "conflicts": (
                    replace(
                        LEAVES,
                        was_there=True,
                        treatment=Treatment(Participation.STAY_NO_VOTE),
                    ),
                ),
            },
            ["presided_in_conflict"],
            id="presided in conflict",
        ),
        pytest.param(
            {
                "conflicts": (
                    replace(
                        LEAVES,
                        was_there=True,
                        treatment=Treatment(Participation.TAKE_PART),
                    ),
                )
            },
            [],
            id="noted and took part",
        ),
    ],
)
def test_assess_effect_names_what_robs_it(changes, expected):
    assert codes(**changes) == expected


@pytest.mark.parametrize(
    "outcome", [Outcome.DEFERRED, Outcome.NOTED, Outcome.WITHDRAWN]
)
def test_assess_effect_inquorate_committee_may_always_defer_or_note(outcome):
    """Story 5: B defers for want of quorum, and that stands."""
    assert (
        codes(
            outcome=outcome,
            quorum=quorum(is_quorate=False),
            authority=authority(Power.NONE),
            presiding=None,
            purpose=Purpose.NOTE,
            conflicts=(replace(LEAVES, treatment=None),),
        )
        == []
    )


def test_assess_effect_says_every_reason_and_the_way_open():
    result = assess_effect(
        replace(SOUND, quorum=quorum(is_quorate=False), scope=ScopeRole.NOTE)
    )

    assert [each["code"] for each in result.to_json()] == [
        "scope_is_not_decide",
        "not_quorate",
    ]
    assert all(each["sentence"] and each["way_open"] for each in result.to_json())


def test_untreated_lists_what_keeps_an_item_from_being_decided():
    proposed = replace(LEAVES, state=ConflictState.PROPOSED, treatment=None)
    dismissed = replace(LEAVES, state=ConflictState.DISMISSED, treatment=None)

    assert untreated([LEAVES, proposed, dismissed]) == [proposed]
