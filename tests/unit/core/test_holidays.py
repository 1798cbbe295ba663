"""England's bank holidays, with the days that were proclaimed."""

from __future__ import annotations

from datetime import date

import pytest

from core.holidays import england


@pytest.mark.parametrize(
    ("year", "days"),
    [
        pytest.param(
            2016,
            [(1, 1), (3, 25), (3, 28), (5, 2), (5, 30), (8, 29), (12, 26), (12, 27)],
            id="Christmas on a Sunday",
        ),
        pytest.param(
            2012,
            [
                (1, 2),
                (4, 6),
                (4, 9),
                (5, 7),
                (6, 4),
                (6, 5),
                (8, 27),
                (12, 25),
                (12, 26),
            ],
            id="Diamond Jubilee",
        ),
        pytest.param(
            2020,
            [(1, 1), (4, 10), (4, 13), (5, 8), (5, 25), (8, 31), (12, 25), (12, 28)],
            id="VE Day moved, Boxing Day observed on Monday",
        ),
        pytest.param(
            2022,
            [
                (1, 3),
                (4, 15),
                (4, 18),
                (5, 2),
                (6, 2),
                (6, 3),
                (8, 29),
                (9, 19),
                (12, 26),
                (12, 27),
            ],
            id="Platinum Jubilee and State Funeral",
        ),
        pytest.param(
            2023,
            [
                (1, 2),
                (4, 7),
                (4, 10),
                (5, 1),
                (5, 8),
                (5, 29),
                (8, 28),
                (12, 25),
                (12, 26),
            ],
            id="coronation",
        ),
    ],
)
def test_england_lists_the_year(year, days):
    assert sorted(england(year, year)) == [date(year, *day) for day in days]


def test_england_includes_both_ends_and_what_is_between():
    assert {day.year for day in england(2015, 2017)} == {2015, 2016, 2017}


def test_england_has_no_weekend_in_it():
    assert all(day.weekday() < 5 for day in england(2013, 2030))
