"""What the plan says of one committee and one item, and how parts become percentages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from committees.rules.quorum_result import Clause, CountedSeat, QuorumResult
from committees.values import SeatId
from meetings.rules.forward_plan import last_day_of_plan, percent, prospect_of
from people.values import PersonId


MET = QuorumResult(
    is_quorate=True,
    counted=(),
    not_counted=(),
    clauses=(),
    fragile=(),
    rule_version="version 1",
)
SPARE = CountedSeat(SeatId(1), "GP", PersonId(1), "Dr A", "gp", True, False)
UNMET = replace(
    MET,
    is_quorate=False,
    clauses=(Clause("a GP", 0, 1, False, "None is counted."),),
)


def test_prospect_of_a_quorum_says_no_more():
    found = prospect_of(MET, untreated=0)

    assert (found.words, found.why) == ("Quorate", ())
    assert found.colour == "green"


def test_prospect_of_a_quorum_in_spite_of_open_conflicts_says_them():
    found = prospect_of(MET, untreated=2)

    assert (found.words, found.why) == ("Quorate", ("2 conflicts not ruled on.",))


def test_prospect_of_a_quorum_with_nobody_to_spare():
    found = prospect_of(replace(MET, fragile=(SPARE,)), untreated=0)

    assert (found.words, found.why) == ("Quorate", ("Nobody to spare.",))


def test_prospect_of_no_quorum_says_what_lacks():
    found = prospect_of(UNMET, untreated=0)

    assert found.words == "Not quorate"
    assert found.why == ("Needed: a GP; none is counted.",)
    assert found.colour == "red"


def test_prospect_that_hangs_on_rulings_says_how_many():
    found = prospect_of(UNMET, untreated=1, hoped=MET)

    assert found.words == "1 conflict not ruled on"
    assert found.why == ("Quorate if they may take part.",)


def test_prospect_that_no_ruling_mends_says_both():
    found = prospect_of(UNMET, untreated=1, hoped=UNMET)

    assert found.words == "Not quorate"
    assert found.why[-1] == "1 conflict not ruled on."


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (0, 0, 0),
        (0, 8, 0),
        (1, 3, 33),
        (2, 3, 67),
        (1, 8, 13),
        (1, 400, 1),
        (399, 400, 99),
        (5, 5, 100),
    ],
)
def test_percent_rounds_and_never_hides_some(part, whole, expected):
    assert percent(part, whole) == expected


def test_last_day_of_plan_is_half_a_year_on():
    assert last_day_of_plan(date(2016, 6, 1)) == date(2016, 12, 1)
