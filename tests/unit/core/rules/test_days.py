"""Clear days: neither end counts; calendar or working days by the committee's rule."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rules.days import (
    DayBasis,
    clear_days_after,
    clear_days_before,
    clear_days_between,
    is_working_day,
    next_working_day,
    previous_working_day,
)


NO_HOLIDAYS: frozenset[date] = frozenset()
EASTER_2016 = frozenset({date(2016, 3, 25), date(2016, 3, 28)})
DAYS = st.dates(date(2013, 4, 1), date(2030, 3, 31))
BASES = st.sampled_from(DayBasis)
HOLIDAYS = st.frozensets(DAYS, max_size=30)


@pytest.mark.parametrize(
    ("basis", "last_day"),
    [
        pytest.param(DayBasis.CALENDAR, date(2016, 2, 6), id="calendar: Saturday"),
        pytest.param(DayBasis.WORKING, date(2016, 2, 4), id="working: Thursday"),
    ],
)
def test_clear_days_before_bhr_meeting_three_days(basis, last_day):
    wednesday = date(2016, 2, 10)

    found = clear_days_before(wednesday, 3, basis=basis, holidays=NO_HOLIDAYS)

    assert found == last_day


def test_clear_days_before_skips_bank_holidays():
    after_easter = date(2016, 3, 30)

    found = clear_days_before(
        after_easter, 2, basis=DayBasis.WORKING, holidays=EASTER_2016
    )

    assert found == date(2016, 3, 23)  # Thursday 24 and Tuesday 29 are clear


def test_clear_days_before_no_days_wanted_is_the_day_before():
    day = date(2016, 2, 10)

    for basis in DayBasis:
        found = clear_days_before(day, 0, basis=basis, holidays=NO_HOLIDAYS)
        assert found == date(2016, 2, 9)


def test_clear_days_before_negative_count_is_refused():
    with pytest.raises(ValueError, match="cannot be negative"):
        clear_days_before(
            date(2016, 2, 10), -1, basis=DayBasis.WORKING, holidays=NO_HOLIDAYS
        )


@pytest.mark.parametrize(
    ("published", "clear"),
    [
        pytest.param(date(2016, 2, 5), 2, id="Friday leaves two"),
        pytest.param(date(2016, 2, 4), 3, id="Thursday leaves three"),
        pytest.param(date(2016, 2, 9), 0, id="the day before leaves none"),
        pytest.param(date(2016, 2, 10), 0, id="the day itself leaves none"),
        pytest.param(date(2016, 2, 11), 0, id="afterwards leaves none"),
    ],
)
def test_clear_days_between_working_days_before_bhr_meeting(published, clear):
    found = clear_days_between(
        published, date(2016, 2, 10), basis=DayBasis.WORKING, holidays=NO_HOLIDAYS
    )

    assert found == clear


def test_is_working_day_knows_weekends_and_holidays():
    assert is_working_day(date(2016, 3, 24), EASTER_2016)
    assert not is_working_day(date(2016, 3, 25), EASTER_2016)
    assert not is_working_day(date(2016, 3, 26), EASTER_2016)


def test_nearest_working_days_around_easter():
    sunday = date(2016, 3, 27)

    assert previous_working_day(sunday, EASTER_2016) == date(2016, 3, 24)
    assert next_working_day(sunday, EASTER_2016) == date(2016, 3, 29)


def test_day_basis_has_words_for_people():
    assert DayBasis.choices() == [
        ("calendar", "calendar days"),
        ("working", "working days"),
    ]


@given(day=DAYS, count=st.integers(0, 30), basis=BASES, holidays=HOLIDAYS)
def test_clear_days_after_is_the_earliest_sufficient_day(day, count, basis, holidays):
    reached = clear_days_after(day, count, basis=basis, holidays=holidays)
    earlier = reached - timedelta(days=1)

    assert clear_days_between(day, reached, basis=basis, holidays=holidays) >= count
    assert (
        earlier == day
        or clear_days_between(day, earlier, basis=basis, holidays=holidays) < count
    )


def test_clear_days_after_over_easter_and_never_negative():
    thursday = date(2016, 3, 24)
    asked = {"basis": DayBasis.WORKING, "holidays": EASTER_2016}

    assert clear_days_after(thursday, 1, **asked) == date(2016, 3, 30)
    with pytest.raises(ValueError, match="negative"):
        clear_days_after(thursday, -1, **asked)


@given(day=DAYS, count=st.integers(0, 30), basis=BASES, holidays=HOLIDAYS)
def test_clear_days_before_is_the_latest_sufficient_day(day, count, basis, holidays):
    notice = clear_days_before(day, count, basis=basis, holidays=holidays)
    later = notice + timedelta(days=1)

    assert clear_days_between(notice, day, basis=basis, holidays=holidays) >= count
    assert (
        later == day
        or clear_days_between(later, day, basis=basis, holidays=holidays) < count
    )


@given(first=DAYS, second=DAYS, holidays=HOLIDAYS)
def test_clear_days_between_working_never_exceed_calendar(first, second, holidays):
    working = clear_days_between(
        first, second, basis=DayBasis.WORKING, holidays=holidays
    )
    calendar = clear_days_between(
        first, second, basis=DayBasis.CALENDAR, holidays=holidays
    )

    assert 0 <= working <= calendar
