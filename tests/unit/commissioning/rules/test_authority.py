"""Who may decide what, at which level and to what value (docs/field.md 2.2, 8.1)."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from commissioning.rules.authority import (
    AuthorityResult,
    BodyFacts,
    SchemeLine,
    assess_authority,
    in_pounds,
)
from commissioning.values import Function, Level, Power


PCCC = BodyFacts("Havering PCCC", "pccc")
JOINT = BodyFacts("Camden joint committee", "joint", seats_nhs_england=True)
GROUP = BodyFacts("Primary care operational group", "operational", is_in_law=False)
ICB = BodyFacts("Primary care committee", "pccc", is_of_board=True)
BOARD = BodyFacts("Governing body", "governing_body", is_governing_body=True)
ENFIELD_PROCUREMENT = BodyFacts("Procurement Committee", "investment")
ENFIELD_SCHEME = (
    SchemeLine(Function.PROCUREMENT, "investment", limit_pence=500_000_00),
    SchemeLine(Function.PROCUREMENT, "governing_body"),
)
L1, L2, L3 = Level.GREATER_INVOLVEMENT, Level.JOINT, Level.DELEGATED
DECIDE, RECOMMEND, NONE = Power.DECIDE, Power.RECOMMEND, Power.NONE


def power(level, function, body, value=None, scheme=()):
    return assess_authority(
        level=level, function=function, body=body, value_pence=value, scheme=scheme
    ).power


@pytest.mark.parametrize(
    ("function", "at_1", "at_2", "at_3"),
    [
        (Function.GENERAL_PRACTICE, RECOMMEND, DECIDE, DECIDE),
        (Function.PHARMACY_EYE_DENTAL, RECOMMEND, RECOMMEND, RECOMMEND),
        (Function.INCENTIVE_SCHEMES, NONE, DECIDE, DECIDE),
        (Function.BUDGET, NONE, DECIDE, DECIDE),
        (Function.CONTRACT_PERFORMANCE, NONE, DECIDE, DECIDE),
        (Function.PERFORMERS_LIST, NONE, NONE, NONE),
        (Function.STRATEGY, DECIDE, DECIDE, DECIDE),
    ],
)
def test_assess_authority_functions_by_level(function, at_1, at_2, at_3):
    """The table of docs/field.md 8.1, a joint committee standing for level 2."""
    assert power(L1, function, PCCC) is at_1
    assert power(L2, function, JOINT) is at_2
    assert power(L3, function, PCCC) is at_3


@pytest.mark.parametrize(
    ("level", "body", "expected"),
    [
        (L1, ICB, RECOMMEND),
        (L2, ICB, RECOMMEND),
        (L2, replace(ICB, seats_nhs_england=True), DECIDE),
        (L3, ICB, DECIDE),
        (None, ICB, NONE),
    ],
)
def test_assess_authority_of_a_board_over_pharmacy_follows_its_level(
    level, body, expected
):
    assert power(level, Function.PHARMACY_EYE_DENTAL, body) is expected


def test_assess_authority_names_the_board_and_what_its_scheme_still_keeps():
    not_yet = SchemeLine(Function.PHARMACY_EYE_DENTAL, "pccc", RECOMMEND)

    result = assess_authority(
        level=L3,
        function=Function.PHARMACY_EYE_DENTAL,
        body=ICB,
        value_pence=None,
        scheme=(not_yet,),
    )

    assert result.power is RECOMMEND
    assert [one.sentence for one in result.reasons] == [
        "At level 3 the board decides; NHS England has no veto or casting vote.",
        "Under the scheme Primary care committee may only recommend.",
    ]


def test_assess_authority_at_level_2_alone_only_recommends():
    result = assess_authority(
        level=L2, function=Function.BUDGET, body=PCCC, value_pence=None
    )

    assert result.power is RECOMMEND
    assert not result.has_nhs_england_casting_vote
    assert result.reasons[0].code == "level_2_alone"


def test_assess_authority_casting_vote_ends_with_level_2():
    """Story 21: a March 2017 decision has it, an April one does not."""

    def casting(level: Level) -> bool:
        return assess_authority(
            level=level,
            function=Function.GENERAL_PRACTICE,
            body=JOINT,
            value_pence=None,
        ).has_nhs_england_casting_vote

    assert casting(L2)
    assert not casting(L3)


def test_assess_authority_without_a_level_may_not():
    assert power(None, Function.BUDGET, PCCC) is NONE
    assert power(None, Function.OWN_BUSINESS, PCCC) is DECIDE


def test_assess_authority_groups_only_recommend():
    result = assess_authority(
        level=L3, function=Function.PRACTICE_CHANGES, body=GROUP, value_pence=None
    )

    assert result.power is RECOMMEND
    assert [reason.code for reason in result.reasons] == ["level_3", "group"]
    assert power(L1, Function.BUDGET, GROUP) is NONE


@pytest.mark.parametrize(
    ("body", "value", "expected", "code"),
    [
        pytest.param(
            ENFIELD_PROCUREMENT, 500_000_00, DECIDE, "within_limit", id="at the limit"
        ),
        pytest.param(
            ENFIELD_PROCUREMENT, 500_000_01, RECOMMEND, "over_limit", id="a penny over"
        ),
        pytest.param(
            ENFIELD_PROCUREMENT, None, DECIDE, "value_not_stated", id="no value"
        ),
        pytest.param(BOARD, 900_000_00, DECIDE, "scheme_decide", id="governing body"),
        pytest.param(
            PCCC, 100_00, RECOMMEND, "given_to_another", id="given to another body"
        ),
    ],
)
def test_assess_authority_under_enfields_scheme(body, value, expected, code):
    """Up to £500,000; Enfield recommends what is larger (docs/field.md 2.3)."""
    result = assess_authority(
        level=L3,
        function=Function.PROCUREMENT,
        body=body,
        value_pence=value,
        scheme=ENFIELD_SCHEME,
    )

    assert result.power is expected
    assert result.reasons[-1].code == code


def test_assess_authority_over_the_limit_says_where_to():
    result = assess_authority(
        level=L3,
        function=Function.PROCUREMENT,
        body=ENFIELD_PROCUREMENT,
        value_pence=750_000_00,
        scheme=ENFIELD_SCHEME,
    )

    assert result.reasons[-1].sentence == (
        "£750,000 is over the limit of £500,000: Procurement Committee may only "
        "recommend it to the governing body."
    )


def test_assess_authority_reserved_matter_goes_to_its_body():
    """BaNES reserved contractual sanctions to the board (docs/field.md 8.2)."""
    scheme = (SchemeLine(Function.SANCTIONS, reserved_to="governing_body"),)

    assert power(L3, Function.SANCTIONS, PCCC, scheme=scheme) is RECOMMEND
    assert power(L3, Function.SANCTIONS, BOARD, scheme=scheme) is DECIDE


def test_assess_authority_own_row_comes_before_everybodys():
    scheme = (
        SchemeLine(Function.BUDGET, power=RECOMMEND),
        SchemeLine(Function.BUDGET, "pccc", limit_pence=100_00),
        SchemeLine(Function.BUDGET, "pccc", power=RECOMMEND),
    )

    assert power(L3, Function.BUDGET, PCCC, 50_00, scheme) is DECIDE
    assert power(L3, Function.BUDGET, PCCC, 101_00, scheme) is RECOMMEND
    assert power(L3, Function.BUDGET, BOARD, 50_00, scheme) is RECOMMEND


def test_assess_authority_scheme_never_widens_the_level():
    scheme = (SchemeLine(Function.BUDGET, "pccc"),)

    assert power(L1, Function.BUDGET, PCCC, scheme=scheme) is NONE


def test_assess_authority_flags_nhs_englands_consent():
    scheme = (SchemeLine(Function.LOCAL_CONTRACTS, "pccc", needs_consent=True),)

    result = assess_authority(
        level=L3,
        function=Function.LOCAL_CONTRACTS,
        body=PCCC,
        value_pence=None,
        scheme=scheme,
    )

    assert result.may_decide
    assert result.needs_nhs_england_consent


def test_authority_result_survives_freezing():
    result = assess_authority(
        level=L3,
        function=Function.PROCUREMENT,
        body=ENFIELD_PROCUREMENT,
        value_pence=1,
        scheme=ENFIELD_SCHEME,
    )

    stored = json.loads(json.dumps(result.to_json()))

    assert AuthorityResult.from_json(stored) == result


def test_in_pounds_writes_pence_only_where_there_are_some():
    assert [in_pounds(500_000_00), in_pounds(12_50), in_pounds(5)] == [
        "£500,000",
        "£12.50",
        "£0.05",
    ]


def test_power_reaches_as_far():
    assert DECIDE.is_at_least(RECOMMEND)
    assert not NONE.is_at_least(RECOMMEND)


def test_level_names_itself():
    assert Level.choices()[1] == (2, "Level 2: joint commissioning")
