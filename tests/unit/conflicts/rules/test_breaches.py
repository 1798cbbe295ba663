"""Periods, words without names, and the words of a late declaration."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflicts.rules.breaches import (
    ended_quarters,
    ended_years,
    late_nature,
    names_said,
    possible_names,
)
from conflicts.rules.lateness import assess_lateness


NAMES = [("Samuel", "Okafor"), ("Ruth", "May"), ("Jo", "van Dyke"), ("Pat", "O’Neil")]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Dr Okafor stayed in the room.", ["Samuel Okafor"]),
        ("okafor without a capital", []),
        ("It was Okafor's practice.", ["Samuel Okafor"]),
        ("It was Okafor’s practice.", ["Samuel Okafor"]),
        ("In May the matter came back.", ["Ruth May"]),
        ("It may happen again.", []),
        ("Mr Van Dyke left.", ["Jo van Dyke"]),
        ("Ms O'Neil left.", ["Pat O’Neil"]),
        ("A member stayed in the room.", []),
        ("", []),
    ],
)
def test_names_said_finds_family_names_with_a_capital(words, found):
    straight = [(given, family.replace("’", "'")) for given, family in NAMES]
    shown = [name.replace("’", "'") for name in found]

    assert names_said(words, straight) == shown


@given(st.text())
def test_possible_names_takes_any_text(words):
    assert all(each == each.lower() for each in possible_names(words))


def test_ended_quarters_begin_with_the_last_that_is_over():
    found = ended_quarters(date(2016, 6, 1), count=3)

    assert [(each.first, each.last) for each in found] == [
        (date(2016, 1, 1), date(2016, 3, 31)),
        (date(2015, 10, 1), date(2015, 12, 31)),
        (date(2015, 7, 1), date(2015, 9, 30)),
    ]
    assert found[0].label == "January to March 2016"
    assert found[0].key == "2016-01-01.2016-03-31"


@given(st.dates(date(2013, 1, 1), date(2040, 12, 31)), st.integers(1, 12))
def test_ended_quarters_follow_each_other_and_are_over(day, count):
    found = ended_quarters(day, count)

    assert len(found) == count
    assert all(each.last < day for each in found)
    for later, earlier in pairwise(found):
        assert earlier.last + timedelta(days=1) == later.first


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2016, 3, 31), date(2014, 4, 1)),
        (date(2016, 4, 1), date(2015, 4, 1)),
        (date(2016, 12, 31), date(2015, 4, 1)),
    ],
)
def test_ended_years_begin_on_1_april(day, first):
    found = ended_years(day)

    assert found[0].first == first
    assert all(each.last < day for each in found)


@pytest.mark.parametrize(
    ("declared_on", "words"),
    [(date(2021, 7, 30), "1 day late"), (date(2021, 8, 10), "12 days late")],
)
def test_late_nature_counts_days_and_names_nobody(declared_on, words):
    lateness = assess_lateness(
        arose_on=None, aware_on=date(2021, 7, 1), declared_on=declared_on, limit_days=28
    )

    said = late_nature(lateness, declared_on)

    assert words in said
    assert "due by 29 July 2021" in said


def test_late_nature_where_the_due_day_is_not_stated():
    lateness = assess_lateness(
        arose_on=None, aware_on=None, declared_on=date(2021, 7, 30), limit_days=28
    )

    assert "a day not stated" in late_nature(lateness, date(2021, 7, 30))
