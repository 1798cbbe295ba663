"""The 28 days of the whole way to the register."""

from __future__ import annotations

from datetime import date

import pytest

from conflicts.rules.chain import days_over


AWARE, DECLARED = date(2016, 7, 1), date(2016, 7, 20)


@pytest.mark.parametrize(
    ("aware_on", "entered_on", "over"),
    [
        (AWARE, date(2016, 7, 29), 0),
        (AWARE, date(2016, 7, 30), 1),
        (None, date(2016, 8, 17), 0),
        (None, date(2016, 8, 18), 1),
    ],
)
def test_days_over_from_awareness_else_from_the_declaration(aware_on, entered_on, over):
    found = days_over(
        aware_on=aware_on,
        declared_on=DECLARED,
        entered_on=entered_on,
        limit_days=28,
    )

    assert found == over
