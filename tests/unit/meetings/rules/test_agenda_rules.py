"""Reading, order, times and planning: the pure rules of the agenda."""

from __future__ import annotations

from datetime import date, time
from itertools import permutations, product

import pytest

from core.verdict import Answer
from meetings.enums import Part, Sensitivity
from meetings.rules.ordering import Line, arrange, move_line, place_of
from meetings.rules.planning import When, check_when
from meetings.rules.reading import (
    ItemFacts,
    Standing,
    VersionFacts,
    Withholding,
    judge_reading,
    judge_title,
    judge_version,
)
from meetings.rules.timing import TimedLine, clock_times, minutes_over
from meetings.values import ItemId


def lines(*described):
    """Build lines from (id, part, parent)."""
    return [
        Line(ItemId(pk), Part(part), None if parent is None else ItemId(parent))
        for pk, part, parent in described
    ]


def test_judge_reading_exclusion_never_opens_anything():
    everything = product(Standing, Part, (False, True), (False, True), Withholding)

    for standing, part, is_draft, is_own, withheld in everything:
        facts = ItemFacts(part, is_draft=is_draft, is_own=is_own)
        free = judge_reading(standing, facts)
        held = judge_reading(standing, facts, withheld=withheld)

        assert free or not held
        assert judge_title(held) or not held
        if withheld and standing is not Standing.OFFICER:
            assert not held


def test_judge_version_never_opens_more_than_its_item():
    everything = product(
        Standing, Sensitivity, (False, True), (False, True), Withholding
    )

    for standing, sensitivity, is_current, is_withdrawn, withheld in everything:
        reading = judge_reading(standing, ItemFacts(), withheld=withheld)
        facts = VersionFacts(sensitivity, is_current, is_withdrawn)

        assert reading or not judge_version(standing, reading, facts)


def test_judge_title_outsiders_learn_nothing():
    reading = judge_reading(Standing.OUTSIDE, ItemFacts())

    assert not judge_title(reading)


@pytest.mark.parametrize(
    ("described", "expected"),
    [
        ([(1, "2", None), (2, "1", None)], [2, 1]),
        ([(1, "1", None), (2, "1", None), (3, "1", 1)], [1, 3, 2]),
        ([(3, "1", 1), (1, "1", None), (4, "1", 1)], [1, 3, 4]),
    ],
    ids=["private last", "a part follows its matter", "parts keep their order"],
)
def test_arrange(described, expected):
    assert arrange(lines(*described)) == expected


def test_move_line_moves_one_and_keeps_the_rest_in_order():
    for order, to, moved in product(permutations(range(1, 5)), range(-1, 7), (1, 4)):
        listed = lines(*((pk, "1", None) for pk in order))

        after = move_line(listed, ItemId(moved), to=to)

        others = [pk for pk in order if pk != moved]
        assert [pk for pk in after if pk != moved] == others
        assert after.index(moved) == min(max(to, 1), 4) - 1


def test_move_line_and_place_of_refuse_strangers():
    listed = lines((1, "1", None))

    with pytest.raises(ValueError, match="not on the agenda"):
        move_line(listed, ItemId(9), to=1)
    with pytest.raises(ValueError, match="not on the agenda"):
        place_of(listed, ItemId(9))
    assert place_of(listed, ItemId(1)) == (1, 1)


def test_clock_times_run_on_and_the_private_part_waits_for_its_time():
    timed = [
        TimedLine(is_heading=True),
        TimedLine(10),
        TimedLine(None),
        TimedLine(20, Part.TWO),
        TimedLine(5, Part.TWO),
    ]

    times = clock_times(timed, starts_at=time(14), part_two_at=time(15))

    assert times == [None, time(14), time(14, 10), time(15), time(15, 20)]


def test_clock_times_public_part_that_runs_over_pushes_the_private_one():
    timed = [TimedLine(90), TimedLine(10, Part.TWO)]

    assert clock_times(timed, starts_at=time(14), part_two_at=time(15))[1] == time(
        15, 30
    )


def test_clock_times_private_part_without_its_own_time_runs_on():
    timed = [TimedLine(45), TimedLine(10, Part.TWO)]

    assert clock_times(timed, starts_at=time(14)) == [time(14), time(14, 45)]


@pytest.mark.parametrize(
    ("ends_at", "over"), [(None, 0), (time(15), 30), (time(15, 30), 0), (time(16), 0)]
)
def test_minutes_over_the_end(ends_at, over):
    timed = [TimedLine(60), TimedLine(30)]

    assert minutes_over(timed, starts_at=time(14), ends_at=ends_at) == over


def test_minutes_over_midnight():
    timed = [TimedLine(60), TimedLine(90)]

    assert minutes_over(timed, starts_at=time(22), ends_at=time(23, 30)) == 60


def test_minutes_over_empty_agenda():
    assert minutes_over([], starts_at=time(14), ends_at=time(15)) == 0


@pytest.mark.parametrize(
    ("when", "codes"),
    [
        (When(date(2016, 6, 15), time(14)), []),
        (When(date(2016, 6, 15), time(14), time(14)), ["ends_before_start"]),
        (
            When(date(2016, 6, 15), time(14), time(16), time(16)),
            ["part_two_outside"],
        ),
        (
            When(date(2016, 6, 15), time(14), next_held_on=date(2016, 6, 15)),
            ["next_meeting_not_later"],
        ),
        (
            When(date(2016, 6, 18), time(14), next_held_on=date(2016, 8, 29)),
            ["not_a_working_day", "not_a_working_day"],
        ),
        (When(date(2016, 5, 31), time(14)), ["day_has_passed"]),
    ],
)
def test_check_when(when, codes):
    verdicts = check_when(when, today=date(2016, 6, 1), holidays={date(2016, 8, 29)})

    assert [one.code for one in verdicts] == codes
    refused = {"ends_before_start", "part_two_outside", "next_meeting_not_later"}
    for one in verdicts:
        assert (one.answer is Answer.NO) is (one.code in refused)
