"""All that files said about one code, weighed into one organisation."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.rules.organisations import derive_organisation
from tests.unit.commissioning.rules.weighing import day, said


def names(facts):
    return [(one.name, str(one.from_on), str(one.to_on or "")) for one in facts.names]


def test_derive_organisation_needs_a_statement():
    with pytest.raises(ValueError, match="Nobody"):
        derive_organisation([])


def test_derive_organisation_newest_gives_the_present():
    old = said("OLD", "2016-02-29", postcode="RM1 1AA")
    new = said("NEW", "2019-10-31", postcode="RM2 2BB")

    facts = derive_organisation([new, old])

    assert (facts.name, facts.postcode) == ("NEW", "RM2 2BB")


def test_derive_organisation_first_name_holds_from_the_opening():
    facts = derive_organisation([said("OLD"), said("NEW", "2019-10-31")])

    assert names(facts) == [
        ("OLD", "1974-04-01", "2019-10-30"),
        ("NEW", "2019-10-31", ""),
    ]


def test_derive_organisation_name_that_comes_back_is_dated_twice():
    told = [said("A"), said("B", "2018-01-31"), said("A", "2019-01-31")]

    assert [name for name, _, _ in names(derive_organisation(told))] == ["A", "B", "A"]


def test_derive_organisation_closed_says_so():
    facts = derive_organisation([said(closed_on="2017-10-31")])

    assert (facts.status, facts.closed_on) == ("closed", day("2017-10-31"))


@pytest.mark.parametrize("status", ["dormant", "proposed"])
def test_derive_organisation_status_is_the_newest_word(status):
    facts = derive_organisation([said(), said(on="2019-10-31", status=status)])

    assert (facts.status, facts.closed_on) == (status, None)


def test_derive_organisation_ccg_ends_by_law_and_its_record_lives_on():
    told = [
        said("NHS EAST CCG", "2016-02-29", kind="ccg", code="13T"),
        said("NHS BIG ICB - 13T", "2025-12-31", kind="ccg", code="13T"),
    ]

    facts = derive_organisation(told)

    assert (facts.name, facts.closed_on) == ("NHS EAST CCG", day("2022-06-30"))
    assert facts.lives_on
    assert names(facts) == [
        ("NHS EAST CCG", "1974-04-01", "2022-06-30"),
        ("NHS BIG ICB - 13T", "2022-07-01", ""),
    ]


def test_derive_organisation_ccg_known_only_from_the_icb_era():
    facts = derive_organisation(
        [said("NHS BIG ICB - 13T", "2025-12-31", kind="ccg", opened_on="2013-04-01")]
    )

    assert names(facts) == [("NHS BIG ICB - 13T", "2013-04-01", "")]
    assert facts.closed_on == day("2022-06-30")


def test_derive_organisation_ccg_merged_earlier_keeps_its_own_end():
    facts = derive_organisation(
        [said("A", "2025-12-31", kind="ccg", closed_on="2015-03-31")]
    )

    assert facts.closed_on == day("2015-03-31")
    assert not facts.lives_on


def test_derive_organisation_words_in_passing_only_fill_gaps():
    told = [
        said("NHS EAST CCG", "2016-02-29", kind="ccg"),
        said(
            "EAST",
            "2021-03-31",
            kind="ccg",
            is_full=False,
            opened_on="",
            closed_on="2021-03-31",
        ),
    ]

    facts = derive_organisation(told)

    assert names(facts) == [("NHS EAST CCG", "1974-04-01", "")]
    assert facts.closed_on == day("2021-03-31")


def test_derive_organisation_once_a_ccg_always_a_ccg():
    told = [said(kind="ccg"), said(on="2025-12-31", kind="sub_icb")]

    assert derive_organisation(told).kind == "ccg"


statements = st.lists(
    st.builds(
        said,
        name=st.sampled_from(["A", "B", "C"]),
        on=st.sampled_from(["2016-02-29", "2019-10-31", "2022-04-30", "2025-12-31"]),
        kind=st.sampled_from(["practice", "prescriber", "ccg"]),
        status=st.sampled_from(["active", "dormant"]),
        closed_on=st.sampled_from(["", "2017-01-31", "2021-03-31"]),
        is_full=st.booleans(),
        postcode=st.sampled_from(["", "RM1"]),
    ),
    min_size=1,
    max_size=6,
)


@given(statements, st.randoms(use_true_random=False))
def test_derive_organisation_ignores_order_and_repetition(told, order: random.Random):
    shuffled = told + told[:2]
    order.shuffle(shuffled)

    assert derive_organisation(shuffled) == derive_organisation(told)


@given(statements)
def test_derive_organisation_names_follow_each_other_without_gap(told):
    spans = derive_organisation(told).names

    assert spans[-1].to_on is None
    for one, following in pairwise(spans):
        assert one.from_on <= one.to_on
        assert (following.from_on - one.to_on).days == 1
