"""What a treatment lets a person do (docs/field.md 6.4)."""

from __future__ import annotations

import pytest

from conflicts.enums import Nature, Severity
from meetings.enums import PaperHandling, Participation
from meetings.rules.participation import (
    DEFAULT_TABLE,
    FREE,
    Treatment,
    allowed_under,
    excluded_from_decision,
    propose_treatment,
    strictest,
)
from people.values import PersonId


WITHHELD = PaperHandling.WITHHELD


@pytest.mark.parametrize(
    ("participation", "attends", "discusses", "decides"),
    [
        (Participation.NOT_ATTEND, False, False, False),
        (Participation.LEAVE_ITEM, False, False, False),
        (Participation.DISCUSS_THEN_LEAVE, True, True, False),
        (Participation.STAY_NO_VOTE, True, True, False),
        (Participation.TAKE_PART, True, True, True),
    ],
)
def test_allowed_under_follows_the_national_list(
    participation, attends, discusses, decides
):
    allowed = allowed_under(Treatment(participation))

    assert (allowed.may_attend, allowed.may_discuss) == (attends, discusses)
    assert allowed.may_decide is decides
    assert allowed.counts_to_quorum is decides
    assert allowed.gets_papers


def test_allowed_under_papers_are_apart_from_taking_part():
    allowed = allowed_under(Treatment(Participation.TAKE_PART, WITHHELD))

    assert allowed.may_decide
    assert not allowed.gets_papers


def test_strictest_exclusion_beats_every_grant():
    joined = strictest(
        [
            FREE,
            Treatment(Participation.STAY_NO_VOTE),
            Treatment(Participation.TAKE_PART, WITHHELD),
        ]
    )

    assert joined == Treatment(Participation.STAY_NO_VOTE, WITHHELD)
    assert strictest([]) == FREE


def test_excluded_from_decision_is_what_the_quorum_rule_wants():
    ann, bob = PersonId(1), PersonId(2)

    excluded = excluded_from_decision(
        {ann: [FREE], bob: [FREE, Treatment(Participation.DISCUSS_THEN_LEAVE)]}
    )

    assert excluded == {bob: "leaves before the decision, for a conflict"}


def test_propose_treatment_takes_the_strictest_of_several_matches():
    proposed = propose_treatment(
        [(Nature.PERSONAL, Severity.REMOTE), (Nature.FINANCIAL, Severity.DIRECT)]
    )

    assert proposed == Treatment(Participation.LEAVE_ITEM, WITHHELD)


def test_propose_treatment_follows_the_committees_own_table():
    table = {(Nature.FINANCIAL, Severity.REMOTE): FREE}

    assert propose_treatment([(Nature.FINANCIAL, Severity.REMOTE)], table=table) == FREE
    assert propose_treatment(
        [(Nature.PERSONAL, Severity.REMOTE)], table=table
    ) == Treatment(Participation.LEAVE_ITEM)


def test_default_table_answers_every_pair():
    pairs = {(nature, severity) for nature in Nature for severity in Severity}

    assert set(DEFAULT_TABLE) == pairs
