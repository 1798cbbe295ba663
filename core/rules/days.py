"""Working days and clear days, with the bank holidays passed in."""

from __future__ import annotations

import enum
from collections.abc import Collection
from datetime import date, timedelta


ONE_DAY = timedelta(days=1)
SATURDAY = 5


class DayBasis(enum.StrEnum):
    """Whether a committee's notice rule counts every day or only working days."""

    CALENDAR = "calendar"
    WORKING = "working"

    @property
    def label(self) -> str:
        """Name the basis as a sentence would."""
        return "calendar days" if self is DayBasis.CALENDAR else "working days"

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """List value and label, as a form or a model field wants them."""
        return [(each.value, each.label) for each in cls]


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    """Say whether `day` is Monday to Friday and no bank holiday."""
    return day.weekday() < SATURDAY and day not in holidays


def previous_working_day(day: date, holidays: Collection[date]) -> date:
    """Return `day` when it is a working day, or else the nearest one before it."""
    while not is_working_day(day, holidays):
        day -= ONE_DAY
    return day


def next_working_day(day: date, holidays: Collection[date]) -> date:
    """Return `day` when it is a working day, or else the nearest one after it."""
    while not is_working_day(day, holidays):
        day += ONE_DAY
    return day


def clear_days_before(
    day: date, count: int, *, basis: DayBasis, holidays: Collection[date]
) -> date:
    """Return the last day on which notice leaves `count` clear days before `day`.

    Neither the day of notice nor `day` itself is counted (docs/field.md 6.1).

    Raises:
      ValueError: `count` is negative.
    """
    if count < 0:
        raise ValueError(f"Clear days cannot be negative, and {count} is.")
    if basis is DayBasis.CALENDAR:
        return day - timedelta(days=count + 1)
    notice = day - ONE_DAY
    while count:
        count -= is_working_day(notice, holidays)
        notice -= ONE_DAY
    return notice


def clear_days_after(
    day: date, count: int, *, basis: DayBasis, holidays: Collection[date]
) -> date:
    """Return the first day that leaves `count` clear days after `day`.

    Neither end is counted, as before a meeting (docs/field.md 6.1).

    Raises:
      ValueError: `count` is negative.
    """
    if count < 0:
        raise ValueError(f"Clear days cannot be negative, and {count} is.")
    if basis is DayBasis.CALENDAR:
        return day + timedelta(days=count + 1)
    later = day + ONE_DAY
    while count:
        count -= is_working_day(later, holidays)
        later += ONE_DAY
    return later


def clear_days_between(
    first: date, second: date, *, basis: DayBasis, holidays: Collection[date]
) -> int:
    """Count the clear days between two dates, counting neither end.

    Zero when `second` is the day after `first`, the same day or earlier.
    """
    span = (second - first).days - 1
    if span <= 0:
        return 0
    if basis is DayBasis.CALENDAR:
        return span
    days = (first + timedelta(days=step) for step in range(1, span + 1))
    return sum(is_working_day(day, holidays) for day in days)
