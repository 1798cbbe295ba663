"""Dates and times as they read on a page."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from core.web import dates


TENTH = date(2016, 2, 10)


def test_long_date_has_no_leading_zero() -> None:
    assert dates.long_date(TENTH) == "10 February 2016"
    assert dates.long_date(date(2016, 6, 1)) == "1 June 2016"


def test_weekday_date_and_short_date() -> None:
    assert dates.weekday_date(TENTH) == "Wednesday 10 February 2016"
    assert dates.short_date(TENTH) == "10 Feb 2016"


def test_long_date_of_a_moment_is_the_local_day() -> None:
    late = datetime(2016, 6, 30, 23, 30, tzinfo=UTC)

    assert dates.long_date(late) == "1 July 2016"


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (time(0, 0), "midnight"),
        (time(0, 5), "12:05am"),
        (time(9, 0), "9am"),
        (time(12, 0), "midday"),
        (time(12, 30), "12:30pm"),
        (time(14, 30), "2:30pm"),
        (time(23, 59), "11:59pm"),
    ],
    ids=lambda value: str(value),
)
def test_clock_time_on_the_twelve_hour_clock(moment: time, words: str) -> None:
    assert dates.clock_time(moment) == words


def test_long_moment_is_in_local_time() -> None:
    summer = datetime(2016, 6, 1, 13, 30, tzinfo=UTC)

    assert dates.long_moment(summer) == "1 June 2016 at 2:30pm"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (TENTH, date(2016, 3, 31), "10 February 2016 to 31 March 2016"),
        (TENTH, None, "from 10 February 2016"),
        (None, TENTH, "until 10 February 2016"),
        (None, None, "always"),
    ],
    ids=["both", "open end", "open start", "neither"],
)
def test_day_range_in_words(first: date | None, last: date | None, words: str) -> None:
    assert dates.day_range(first, last) == words
