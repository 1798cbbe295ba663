"""How long an interest is held, and what stops its purge."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflicts.rules.retention import (
    Ending,
    RetentionFacts,
    can_be_purged,
    held_until,
    latest_end,
)


ENDED = date(2021, 8, 31)


def facts(**said):
    return RetentionFacts(**{"ended": Ending(ENDED), "private_years": 6, **said})


def test_held_until_is_the_same_day_years_later():
    assert held_until(ENDED, 6) == date(2027, 8, 31)
    assert held_until(date(2020, 2, 29), 6) == date(2026, 3, 1)
    assert held_until(date(2020, 2, 29), 8) == date(2028, 2, 29)


@given(ended_on=st.dates(date(2000, 1, 1), date(2080, 1, 1)), years=st.integers(0, 30))
def test_held_until_is_never_less_than_the_years(ended_on, years):
    until = held_until(ended_on, years)

    assert until.year - ended_on.year == years
    assert (until.month, until.day) >= (ended_on.month, ended_on.day)


def test_can_be_purged_from_the_day_on_and_not_before():
    refused = can_be_purged(facts(), today=date(2027, 8, 30))

    assert refused.code == "held_until"
    assert refused.reason == (
        "It ended on 31 August 2021 and is held privately for 6 years after that: it "
        "may be purged from 31 August 2027 on, not before."
    )
    assert can_be_purged(facts(), today=date(2027, 8, 31))


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"ended": None}, "still_held"),
        ({"is_purged": True}, "purged"),
        ({"held_because": ("A claim.",)}, "legal_hold"),
        ({"used_by": ("the meeting of June.",)}, "in_use"),
    ],
)
def test_can_be_purged_is_stopped_by(said, code):
    verdict = can_be_purged(facts(**said), today=date(2030, 1, 1))

    assert not verdict
    assert verdict.code == code


def test_can_be_purged_says_one_year():
    verdict = can_be_purged(facts(private_years=1), today=ENDED)

    assert "for 1 year after" in verdict.reason


DAYS = st.dates(date(2000, 1, 1), date(2080, 12, 31))


@given(ended_on=DAYS, today=DAYS, years=st.integers(0, 20))
def test_latest_end_is_held_until_the_other_way_round(ended_on, today, years):
    assert (ended_on <= latest_end(today, years)) == (
        held_until(ended_on, years) <= today
    )


@pytest.mark.parametrize(
    ("known_on", "first"),
    [
        (None, date(2016, 1, 1)),
        (date(2009, 5, 1), date(2016, 1, 1)),
        (date(2015, 6, 1), date(2021, 6, 1)),
    ],
)
def test_years_run_from_when_the_end_is_known_if_that_is_later(known_on, first):
    end = Ending(date(2010, 1, 1), known_on)

    for said in ({"ended": end}, {"ended": None, "left": end}):
        assert not can_be_purged(facts(**said), today=first - timedelta(1))
        assert can_be_purged(facts(**said), today=first)


@pytest.mark.parametrize(
    ("ended", "left", "words"),
    [
        (Ending(ENDED), None, "It ended on 31 August 2021"),
        (None, Ending(ENDED), "The person left on 31 August 2021"),
        (Ending(ENDED), Ending(date(2021, 9, 1)), "It ended on 31 August 2021"),
        (
            Ending(date(2021, 9, 1)),
            Ending(ENDED),
            "The person left on 31 August 2021",
        ),
        (Ending(ENDED), Ending(ENDED), "It ended on 31 August 2021"),
    ],
)
def test_earlier_of_end_and_leaving_starts_the_years(ended, left, words):
    told = facts(ended=ended, left=left)

    refused = can_be_purged(told, today=date(2027, 8, 30))

    assert refused.reason.startswith(words)
    assert can_be_purged(told, today=date(2027, 8, 31))


@pytest.mark.parametrize(
    ("ended", "left", "words"),
    [
        (
            Ending(date(2010, 1, 1), ENDED),
            None,
            "It ended on 1 January 2010, as the register knows since 31 August 2021,",
        ),
        (
            None,
            Ending(date(2010, 1, 1), ENDED),
            "The person left on 1 January 2010, as the register knows since 31 August",
        ),
    ],
)
def test_refusal_says_since_when_the_end_is_known(ended, left, words):
    refused = can_be_purged(facts(ended=ended, left=left), today=ENDED)

    assert refused.reason.startswith(words)
