"""Permanent references by a committee's own pattern (docs/field.md 6.5)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.rules.references import (
    check_pattern,
    next_reference,
    number_in,
    write_reference,
)


DAY = date(2019, 6, 12)


@pytest.mark.parametrize(
    ("pattern", "day", "number", "written"),
    [
        ("PCC{yy}/{n:03}", DAY, 9, "PCC19/009"),
        ("PCCCiC/{yy}/{n:02}", date(2020, 9, 1), 7, "PCCCiC/20/07"),
        ("PC/{yy}/{n}", date(2016, 3, 1), 72, "PC/16/72"),
        ("PCCC-{yyyy}-2.{n:03}", date(2020, 1, 1), 1, "PCCC-2020-2.001"),
        ("PPCCC-{yy}-{n}", DAY, 22, "PPCCC-19-22"),
        ("GBP/{fy}/{n}", date(2022, 3, 31), 214, "GBP/2122/214"),
        ("GBP/{fy}/{n}", date(2022, 4, 1), 1, "GBP/2223/1"),
        ("PCC{yy}/{n:03}", DAY, 1234, "PCC19/1234"),
    ],
)
def test_write_reference_real_styles(pattern, day, number, written):
    assert check_pattern(pattern)
    assert write_reference(pattern, day=day, number=number) == written
    assert number_in(pattern, written, day=day) == number


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        pytest.param("PCC/{yy}", "{n} must stand in the pattern exactly once", id="n"),
        pytest.param("{n}/{n}", "exactly once", id="two numbers"),
        pytest.param("PCC/{m}/{n}", "{m} is not known", id="unknown place"),
        pytest.param("PCC/{n:3}", "{n:3} is not known", id="width without nought"),
        pytest.param("PCC/{n", "needs its }", id="open brace"),
        pytest.param("PCC/{{n}}", "needs its }", id="two braces"),
        pytest.param(" PCC/{n}", "spaces at the ends", id="space"),
        pytest.param("PCC£/{n}", "not £", id="strange character"),
        pytest.param("PCC{yy}{n}", "both sides of the number", id="two places touch"),
        pytest.param("PCC1{n}", "both sides of the number", id="figure touches"),
        pytest.param("P" * 40 + "/{n}", "at most 40", id="too long"),
    ],
)
def test_check_pattern_says_what_is_wrong_and_how_to_mend_it(pattern, words):
    verdict = check_pattern(pattern)

    assert not verdict
    assert words in verdict.reason
    assert "Try PCCC{yy}/{n:03}" in verdict.reason
    with pytest.raises(ValueError, match="Try"):
        write_reference(pattern, day=DAY, number=1)
    with pytest.raises(ValueError, match="Try"):
        number_in(pattern, "PCC/1", day=DAY)


def test_write_reference_numbers_from_one():
    with pytest.raises(ValueError, match="numbered from 1"):
        write_reference("PC/{n}", day=DAY, number=0)


def test_next_reference_follows_the_highest_of_its_year():
    taken = ["PCC19/001", "PCC19/007", "PCC18/099", "GB/19/200", ""]

    assert next_reference("PCC{yy}/{n:03}", day=DAY, taken=taken) == "PCC19/008"
    assert next_reference("PCC{yy}/{n:03}", day=DAY, taken=[]) == "PCC19/001"


@given(numbers=st.lists(st.integers(1, 2000), max_size=20))
def test_next_reference_is_never_one_that_is_taken(numbers):
    pattern = "PCCC/{yy}/{n:02}"
    taken = [write_reference(pattern, day=DAY, number=each) for each in numbers]

    assert next_reference(pattern, day=DAY, taken=taken) not in taken
