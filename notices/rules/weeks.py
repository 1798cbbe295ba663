"""Which reminders of a week are told in its first letter."""

from __future__ import annotations

from datetime import date, timedelta


def last_of_week(day: date) -> date:
    """Return the Sunday that ends the week of a day, Monday to Sunday.

    Who wants one letter a week gets with the first reminder of it those that fall due
    until then: none comes later than its own day.
    """
    return day + timedelta(days=6 - day.weekday())
