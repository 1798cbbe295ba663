"""Every quorum clause can be said in plain English."""

from __future__ import annotations

import pytest

from committees.enums import Among, QuorumKind, SeatCategory, SeatRole
from committees.rules.sentences import (
    describe_rule,
    describe_terms,
    in_words,
    needed,
)
from committees.rules.terms import QuorumRule, QuorumTerms


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (
            QuorumRule(QuorumKind.MIN_TOTAL, 1),
            "At least one member with a vote is present.",
        ),
        (
            QuorumRule(QuorumKind.MIN_TOTAL, 12, Among.ALL),
            "At least 12 members, with or without a vote, are present.",
        ),
        (
            QuorumRule(
                QuorumKind.MIN_OF_CATEGORY,
                categories=frozenset({SeatCategory.LAY, SeatCategory.NHS_ENGLAND}),
            ),
            "A lay member or an NHS England member is present.",
        ),
        (
            QuorumRule(
                QuorumKind.MIN_OF_ROLES,
                2,
                roles=frozenset({SeatRole.CFO, SeatRole.COO, SeatRole.CHIEF_NURSE}),
            ),
            (
                "At least two of the chief finance officer, the chief operating "
                "officer and the chief nurse are present."
            ),
        ),
        (
            QuorumRule(QuorumKind.ONE_OF_EACH, roles=frozenset({SeatRole.CFO})),
            "The chief finance officer is present.",
        ),
        (
            QuorumRule(QuorumKind.MIN_NONVOTING),
            "At least one member without a vote is present.",
        ),
        (
            QuorumRule(QuorumKind.LAY_EXEC_MAJORITY),
            (
                "Lay and executive members are more than half of those who can vote "
                "on the item."
            ),
        ),
    ],
)
def test_describe_rule_in_plain_english(rule, sentence):
    assert describe_rule(rule) == sentence


def test_describe_rule_knows_every_kind():
    for kind in QuorumKind:
        rule = QuorumRule(
            kind,
            2,
            categories=frozenset({SeatCategory.LAY}),
            roles=frozenset({SeatRole.CFO}),
        )
        sentence = describe_rule(rule)
        assert sentence.endswith(".")
        assert sentence[0].isupper()


def test_describe_terms_joins_alternatives_and_says_who_counts():
    def money(role: SeatRole) -> QuorumRule:
        return QuorumRule(
            QuorumKind.MIN_OF_ROLES, roles=frozenset({role}), alternative_group="m"
        )

    terms = QuorumTerms(
        (money(SeatRole.CFO), money(SeatRole.COO)),
        deputies_count=False,
        remote_counts=False,
    )

    assert describe_terms(terms) == [
        (
            "Either the chief finance officer is present or the chief operating "
            "officer is present."
        ),
        "Deputies do not count.",
        "People who join remotely do not count.",
    ]


OWN = {"own_people": True}


@pytest.mark.parametrize(
    ("rules", "sentences"),
    [
        pytest.param(
            (
                QuorumRule(QuorumKind.MIN_TOTAL, 4),
                QuorumRule(QuorumKind.CHAIR_OR_VICE, **OWN),
                QuorumRule(
                    QuorumKind.MIN_OF_CATEGORY,
                    categories=frozenset({SeatCategory.EXECUTIVE}),
                    number=2,
                    **OWN,
                ),
                QuorumRule(
                    QuorumKind.ONE_OF_EACH,
                    categories=frozenset({SeatCategory.LAY, SeatCategory.GP}),
                    **OWN,
                ),
            ),
            [
                "At least four members with a vote are present.",
                (
                    "All of these are present, each a different person: the chair or "
                    "the vice chair; two executive members; a lay member and a GP."
                ),
            ],
            id="different people",
        ),
        pytest.param(
            (
                QuorumRule(QuorumKind.MIN_NONVOTING),
                QuorumRule(QuorumKind.MIN_TOTAL, 3, **OWN),
            ),
            [
                "At least one member without a vote is present.",
                "At least three members with a vote are present.",
            ],
            id="nobody to be told apart from",
        ),
        pytest.param(
            (
                QuorumRule(QuorumKind.CHAIR_OR_VICE, alternative_group="a", branch="x"),
                QuorumRule(QuorumKind.MIN_TOTAL, 5, alternative_group="a"),
                QuorumRule(
                    QuorumKind.MIN_OF_EITHER,
                    categories=frozenset({SeatCategory.LAY}),
                    roles=frozenset({SeatRole.CFO}),
                    alternative_group="a",
                    branch="x",
                ),
            ),
            [
                (
                    "Either the chair or the vice chair is present and a lay member or "
                    "the chief finance officer is present; or at least five members "
                    "with a vote are present."
                ),
            ],
            id="this and that, or something else",
        ),
        pytest.param(
            (
                QuorumRule(QuorumKind.CHAIR_OR_VICE, alternative_group="a", branch="x"),
                QuorumRule(QuorumKind.MIN_TOTAL, 5, alternative_group="a", branch="x"),
            ),
            [
                (
                    "The chair or the vice chair is present and at least five members "
                    "with a vote are present."
                ),
            ],
            id="one alternative alone",
        ),
    ],
)
def test_describe_terms_of_what_belongs_together(rules, sentences):
    assert describe_terms(QuorumTerms(rules))[:-1] == sentences


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        ({"roles": {SeatRole.CFO}}, "The chief finance officer is present."),
        ({"categories": {SeatCategory.GP}}, "A GP is present."),
        (
            {"number": 2, "categories": {SeatCategory.LAY}, "roles": {SeatRole.CFO}},
            "At least two of lay members and the chief finance officer are present.",
        ),
    ],
)
def test_describe_rule_of_categories_or_offices(named, sentence):
    rule = QuorumRule(
        QuorumKind.MIN_OF_EITHER,
        named.get("number", 1),
        categories=frozenset(named.get("categories", ())),
        roles=frozenset(named.get("roles", ())),
    )

    assert describe_rule(rule) == sentence


def test_describe_terms_without_a_rule_says_so():
    assert describe_terms(QuorumTerms()) == [
        "No quorum rule is recorded in the terms of reference."
    ]


def test_in_words_leaves_large_numbers_in_figures():
    assert [in_words(0), in_words(10), in_words(11)] == ["no", "ten", "11"]


@pytest.mark.parametrize(
    ("sentence", "asked"),
    [
        ("A GP is present.", "a GP"),
        (
            "At least 12 members, with or without a vote, are present.",
            "at least 12 members, with or without a vote",
        ),
        (
            "A GP and the chief officer are present, each a different person.",
            "a GP and the chief officer, each a different person",
        ),
        (
            "The chair is present, or the vice chair if the chair has a conflict.",
            "the chair, or the vice chair if the chair has a conflict",
        ),
    ],
)
def test_needed_says_what_is_asked_without_saying_it_is_so(sentence, asked):
    assert needed([[sentence]]) == asked


def test_needed_never_says_that_anybody_is_present():
    for kind in QuorumKind:
        for number in (1, 2):
            rule = QuorumRule(
                kind,
                number,
                categories=frozenset({SeatCategory.LAY}),
                roles=frozenset({SeatRole.CFO}),
            )
            assert "present" not in needed([[describe_rule(rule)]])
