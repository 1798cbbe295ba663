"""At what time each item begins, by the minutes planned for those before it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from meetings.enums import Part


A_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class TimedLine:
    """One line of an agenda in its order; `minutes` is None where none are planned."""

    minutes: int | None = None
    part: Part = Part.ONE
    is_heading: bool = False


def clock_times(
    lines: Iterable[TimedLine], *, starts_at: time, part_two_at: time | None = None
) -> list[time | None]:
    """Return when each line begins, in order; headings have no time.

    The private part begins at its own time, unless the public part would run past it.
    """
    listed = [*lines]
    moments = _moments(listed, starts_at, part_two_at)
    return [
        None if line.is_heading else moment.time()
        for line, moment in zip(listed, moments, strict=False)
    ]


def minutes_over(
    lines: Iterable[TimedLine],
    *,
    starts_at: time,
    ends_at: time | None,
    part_two_at: time | None = None,
) -> int:
    """Return by how many minutes the plan runs past the end of the meeting, or 0."""
    if ends_at is None:
        return 0
    *_, end = _moments([*lines], starts_at, part_two_at)
    over = end - datetime.combine(A_DAY, ends_at)
    return max(0, int(over.total_seconds() // 60))


def _moments(
    lines: Iterable[TimedLine], starts_at: time, part_two_at: time | None
) -> list[datetime]:
    """Return when each line begins, and last when all of them are over."""
    moment = datetime.combine(A_DAY, starts_at)
    moments = []
    is_private = False
    for line in lines:
        if line.part is Part.TWO and not is_private:
            is_private = True
            if part_two_at is not None:
                moment = max(moment, datetime.combine(A_DAY, part_two_at))
        moments.append(moment)
        moment += timedelta(minutes=line.minutes or 0)
    return [*moments, moment]
