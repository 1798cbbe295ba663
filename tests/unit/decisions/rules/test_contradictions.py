"""What contradicts itself in a record (docs/field.md 9.6)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from decisions.enums import Choice, Method, Outcome
from decisions.rules.contradictions import RecordFacts, find_contradictions
from decisions.rules.effect import VoteFacts
from people.values import PersonId


ANN, BOB, CAT = PersonId(1), PersonId(2), PersonId(3)
OUT = {CAT: "left for the item"}
CONSENSUS = RecordFacts(
    line="item 9",
    outcome=Outcome.APPROVED,
    method=Method.CONSENSUS,
    excluded=OUT,
    taking_part=frozenset({ANN, BOB}),
    counted=frozenset({ANN, BOB}),
    entitled=frozenset({ANN, BOB}),
    presiding=ANN,
    mover=ANN,
    seconder=BOB,
    names={ANN: "Ann", BOB: "Bob", CAT: "Cat"},
)
VOTE = replace(
    CONSENSUS,
    method=Method.VOTE,
    votes={ANN: Choice.FOR, BOB: Choice.ABSTAIN, CAT: Choice.RECUSED},
    totals=VoteFacts(1, 0, 1),
)


def codes(record: RecordFacts, **changes: object) -> list[str]:
    return [each.code for each in find_contradictions(replace(record, **changes))]


def test_find_contradictions_sound_records_have_none():
    assert find_contradictions(CONSENSUS) == []
    assert find_contradictions(VOTE) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"mover": CAT}, ["excluded_moved", "absent_moved"], id="moved"),
        pytest.param(
            {"listening": frozenset({CAT})},
            ["excluded_listened"],
            id="sat in the public seats of a private item",
        ),
        pytest.param(
            {"seconder": CAT}, ["excluded_seconded", "absent_seconded"], id="seconded"
        ),
        pytest.param(
            {"presiding": CAT}, ["excluded_presided", "absent_presided"], id="presided"
        ),
        pytest.param(
            {"counted": frozenset({ANN, CAT})},
            ["excluded_counted", "absent_counted"],
            id="counted to the quorum",
        ),
        pytest.param(
            {"action_owners": frozenset({CAT})},
            ["excluded_given_action"],
            id="given the action",
        ),
        pytest.param(
            {"taking_part": frozenset({ANN}), "counted": frozenset({ANN})},
            ["absent_seconded"],
            id="left at item 4, seconded at item 6",
        ),
        pytest.param(
            {"action_owners": frozenset({PersonId(9)})}, [], id="action to an outsider"
        ),
    ],
)
def test_find_contradictions_hands_that_should_not_be_there(changes, expected):
    assert codes(CONSENSUS, **changes) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            {
                "votes": {**VOTE.votes, CAT: Choice.FOR},
                "totals": VoteFacts(2, 0, 1),
            },
            ["excluded_voted", "absent_voted", "voted_without_a_vote"],
            id="excluded person voted",
        ),
        pytest.param(
            {"totals": VoteFacts(2, 0, 1)}, ["total_for"], id="totals differ from names"
        ),
        pytest.param({"totals": None}, ["vote_without_totals"], id="no numbers"),
        pytest.param({"votes": {}}, [], id="counted by show of hands"),
        pytest.param(
            {"votes": {}, "totals": VoteFacts(1, 2)},
            ["outcome_against_vote"],
            id="approved though voted down",
        ),
        pytest.param(
            {"votes": {}, "outcome": Outcome.NOT_APPROVED},
            ["outcome_against_vote"],
            id="not approved though carried",
        ),
        pytest.param(
            {"votes": {}, "outcome": Outcome.DEFERRED}, [], id="deferred after a vote"
        ),
    ],
)
def test_find_contradictions_votes(changes, expected):
    assert codes(VOTE, **changes) == expected


def test_find_contradictions_reasoned_waiver_lets_one_line_stand():
    waived = {(CAT, "excluded_given_action"): "Only she holds the lease."}
    empty = {(CAT, "excluded_given_action"): " "}

    owners = frozenset({CAT})

    assert codes(CONSENSUS, action_owners=owners, waivers=waived) == []
    assert codes(CONSENSUS, action_owners=owners, waivers=empty) == [
        "excluded_given_action"
    ]


def test_find_contradictions_names_the_line_and_the_person():
    found = find_contradictions(replace(CONSENSUS, mover=CAT))

    assert found[0].line == "item 9"
    assert found[0].sentence == (
        "Cat moved the item but was excluded from it (left for the item)."
    )


def test_find_contradictions_unknown_name_is_somebody():
    record = replace(CONSENSUS, mover=CAT, names={})

    assert find_contradictions(record)[0].sentence.startswith("Somebody moved")
