"""What is out of the private part, by what each committee has released."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.rules.releases import ReleaseFacts, judge_day, released


DAY, LATER = date(2016, 7, 1), date(2016, 7, 5)
KEYS = st.frozensets(st.integers(1, 3), max_size=3)


def told(sitting, *versions, day=DAY, shows=False):
    return ReleaseFacts(sitting, day, frozenset(versions), shows)


def test_released_by_the_only_committee():
    found = released({1}, [told(1, 7, shows=True)])

    assert (found.since, found.versions, found.sittings) == (DAY, {7}, {1})


@pytest.mark.parametrize(
    "releases", [[], [told(1, 7)], [told(1, 7), told(1, 8)], [told(1), told(9)]]
)
def test_released_waits_for_the_last_committee(releases):
    assert released({1, 2}, releases) is None


def test_released_of_a_matter_that_nobody_takes_is_nothing():
    assert released(set(), [told(1, 7)]) is None


def test_released_papers_are_those_of_all_and_decisions_each_ones_own():
    found = released(
        {1, 2}, [told(1, 7, 8, shows=True), told(2, 8, 9, day=LATER), told(3, 7)]
    )

    assert (found.since, found.versions, found.sittings) == (LATER, {8}, {1})


def test_released_later_adds_to_what_a_committee_released_before():
    found = released({1}, [told(1, 7), told(1, 8, day=LATER)])

    assert (found.since, found.versions) == (DAY, {7, 8})


@given(
    scope=st.frozensets(st.integers(1, 3), min_size=1),
    releases=st.lists(
        st.builds(
            ReleaseFacts,
            sitting=st.integers(1, 4),
            decided_on=st.dates(DAY, LATER),
            versions=KEYS,
            shows_decision=st.booleans(),
        ),
        max_size=6,
    ),
)
def test_released_gives_nothing_that_a_committee_keeps(scope, releases):
    found = released(scope, releases)
    if found is None:
        assert scope - {one.sitting for one in releases}
        return
    for sitting in scope:
        own = [one for one in releases if one.sitting == sitting]
        assert found.versions <= frozenset().union(*(one.versions for one in own))
        assert found.since >= min(one.decided_on for one in own)
        shows = any(one.shows_decision for one in own)
        assert (sitting in found.sittings) is shows


@pytest.mark.parametrize(
    ("decided_on", "code"),
    [
        (date(2016, 6, 14), "released_before_meeting"),
        (date(2016, 7, 2), "released_to_come"),
    ],
)
def test_judge_day_refuses_what_cannot_be(decided_on, code):
    verdict = judge_day(decided_on, held_on=date(2016, 6, 15), today=DAY)

    assert not verdict
    assert verdict.code == code


@pytest.mark.parametrize("decided_on", [date(2016, 6, 15), DAY])
def test_judge_day_takes_the_day_of_the_meeting_and_today(decided_on):
    assert judge_day(decided_on, held_on=date(2016, 6, 15), today=DAY)
