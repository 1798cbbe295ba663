"""Which rule set judges an entry."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflicts.rules.rule_sets import RuleSetFacts, in_force, in_force_for


JUNE_2016 = RuleSetFacts(1, "2016", date(2016, 6, 28))
JUNE_2017 = RuleSetFacts(2, "2017", date(2017, 6, 16))
LOCAL = RuleSetFacts(3, "Local", date(2016, 9, 1), organisation_id=7)
ALL = [JUNE_2017, LOCAL, JUNE_2016]


@pytest.mark.parametrize(
    ("organisation", "day", "expected"),
    [
        (None, date(2016, 6, 28), JUNE_2016),
        (None, date(2017, 6, 15), JUNE_2016),
        (None, date(2017, 6, 16), JUNE_2017),
        (7, date(2016, 9, 1), LOCAL),
        (7, date(2017, 6, 16), JUNE_2017),
        (8, date(2016, 9, 1), JUNE_2016),
        (8, date(2013, 4, 1), JUNE_2016),
    ],
)
def test_in_force_for_takes_the_latest_begun(organisation, day, expected):
    assert in_force_for(ALL, organisation, day) is expected


def test_in_force_prefers_the_bodys_own_on_the_same_day():
    own = RuleSetFacts(9, "Own", JUNE_2017.effective_from, organisation_id=7)

    assert in_force([own, JUNE_2017], date(2018, 1, 1)) is own


def test_in_force_refuses_to_judge_by_nothing():
    with pytest.raises(ValueError, match="No rule set"):
        in_force([], date(2016, 1, 1))


@given(st.permutations(ALL), st.dates(date(2014, 1, 1), date(2020, 1, 1)))
def test_in_force_knows_no_order_of_rows(rule_sets, day):
    assert in_force(rule_sets, day) is in_force(ALL, day)
