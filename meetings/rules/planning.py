"""What looks wrong with the day and the times of a meeting, while it is planned."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, time

from core.rules.days import is_working_day
from core.verdict import Verdict, explain, no
from meetings.rules.notice import say_day


@dataclass(frozen=True, slots=True)
class When:
    """The day and times of a meeting as somebody typed them."""

    held_on: date
    starts_at: time
    ends_at: time | None = None
    part_two_at: time | None = None
    next_held_on: date | None = None


def check_when(when: When, *, today: date, holidays: Collection[date]) -> list[Verdict]:
    """List what is wrong with a day and its times.

    A day on which nobody works, or one that has passed, may be right: it asks for a
    reason. Times that run backwards and a next meeting that is not later are refused.
    """
    return [*_times(when), *_next(when), *_day(when, today, holidays)]


def _times(when: When) -> Iterator[Verdict]:
    if when.ends_at is not None and when.ends_at <= when.starts_at:
        yield no("ends_before_start", "The meeting must end after it starts.")
    if when.part_two_at is None:
        return
    too_early = when.part_two_at < when.starts_at
    too_late = when.ends_at is not None and when.part_two_at >= when.ends_at
    if too_early or too_late:
        yield no(
            "part_two_outside",
            "The private part must start between the start and the end of the meeting.",
        )


def _next(when: When) -> Iterator[Verdict]:
    if when.next_held_on is not None and when.next_held_on <= when.held_on:
        yield no(
            "next_meeting_not_later",
            f"The next meeting, on {say_day(when.next_held_on)}, must be after this "
            f"one, on {say_day(when.held_on)}.",
        )


def _day(when: When, today: date, holidays: Collection[date]) -> Iterator[Verdict]:
    if when.held_on < today:
        yield explain(
            "day_has_passed",
            f"{say_day(when.held_on)} has passed. If the meeting is being put on "
            "record afterwards, say so.",
        )
    for name, day in (
        ("The meeting", when.held_on),
        ("The next meeting", when.next_held_on),
    ):
        if day is None or is_working_day(day, holidays):
            continue
        what = "a bank holiday" if day in holidays else "at a weekend"
        yield explain(
            "not_a_working_day",
            f"{name} would be on {say_day(day)}, which is {what}. If that is meant, "
            "say why.",
        )
