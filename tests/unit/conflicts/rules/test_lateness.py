"""The days to declare, from awareness and from the interest arising (docs/field.md 5.4)."""

from __future__ import annotations

from datetime import date

import pytest

from conflicts.rules.lateness import assess_lateness, due_on


AWARE = date(2021, 7, 1)


@pytest.mark.parametrize(
    ("declared_on", "days_late", "sentence"),
    [
        pytest.param(
            date(2021, 7, 29), 0, "In time: it was due by 29 July 2021.", id="day 28"
        ),
        pytest.param(
            date(2021, 7, 30),
            1,
            "Declared 1 day late: it was due by 29 July 2021.",
            id="day 29",
        ),
        pytest.param(
            date(2021, 8, 10),
            12,
            "Declared 12 days late: it was due by 29 July 2021.",
            id="day 40",
        ),
    ],
)
def test_assess_lateness_from_awareness(declared_on, days_late, sentence):
    """Story 1."""
    answer = assess_lateness(
        arose_on=None, aware_on=AWARE, declared_on=declared_on, limit_days=28
    )

    assert answer.days_late == days_late
    assert answer.is_late is bool(days_late)
    assert answer.sentence == sentence


def test_assess_lateness_by_the_form_alone_is_only_flagged():
    answer = assess_lateness(
        arose_on=date(2021, 5, 1),
        aware_on=AWARE,
        declared_on=date(2021, 7, 10),
        limit_days=28,
    )

    assert not answer.is_late
    assert answer.is_late_by_form_only
    assert answer.form_due_on == date(2021, 5, 29)
    assert "42 days late by that count" in answer.sentence


def test_assess_lateness_not_stated_makes_nobody_late():
    answer = assess_lateness(
        arose_on=None, aware_on=None, declared_on=date(2021, 7, 10), limit_days=28
    )

    assert (answer.due_on, answer.is_late, answer.is_late_by_form_only) == (
        None,
        False,
        False,
    )
    assert answer.sentence.startswith("Not stated")


def test_assess_lateness_shorter_limit_of_a_local_policy():
    answer = assess_lateness(
        arose_on=None, aware_on=AWARE, declared_on=date(2021, 7, 16), limit_days=14
    )

    assert answer.days_late == 1


def test_due_on_counts_from_awareness():
    assert due_on(AWARE, limit_days=28) == date(2021, 7, 29)
