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
    moment = datetime.combine(A_DAY, starts_at)
    times: list[time | None] = []
    is_private = False
    for line in lines:
        if line.part is Part.TWO and not is_private:
            is_private = True
            if part_two_at is not None:
                moment = max(moment, datetime.combine(A_DAY, part_two_at))
        times.append(None if line.is_heading else moment.time())
        moment += timedelta(minutes=line.minutes or 0)
    return times


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
    listed = [*lines]
    closing = TimedLine(part=listed[-1].part if listed else Part.ONE)
    end = clock_times([*listed, closing], starts_at=starts_at, part_two_at=part_two_at)[
        -1
    ]
    if end is None:
        return 0
    planned = datetime.combine(A_DAY, end) - datetime.combine(A_DAY, ends_at)
    return max(0, int(planned.total_seconds() // 60))
