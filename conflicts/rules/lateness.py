"""Whether a declaration came within its days, by both clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Lateness:
    """How a declaration stands against its limit; None where a date is not stated.

    The statute counts from awareness and decides; the national form counts from the
    day the interest arose, and is only flagged.
    """

    due_on: date | None
    days_late: int
    form_due_on: date | None
    form_days_late: int
    sentence: str

    @property
    def is_late(self) -> bool:
        """Say whether the statute's limit was missed."""
        return self.days_late > 0

    @property
    def is_late_by_form_only(self) -> bool:
        """Say whether only the national form's count was missed."""
        return self.form_days_late > 0 and not self.is_late


def due_on(day: date, *, limit_days: int) -> date:
    """Return the last day in time: of 28 days, aware on 1 July, due on 29 July."""
    return day + timedelta(days=limit_days)


def assess_lateness(
    *,
    arose_on: date | None,
    aware_on: date | None,
    declared_on: date,
    limit_days: int,
) -> Lateness:
    """Count days late from awareness and from the interest arising.

    `limit_days` are those of the rules in force on the day of declaring, and the last
    of them is in time. A date that is not stated makes nobody late by its count.
    Source: docs/field.md 5.4, story 1.
    """
    due, late = _count(aware_on, declared_on, limit_days)
    form_due, form_late = _count(arose_on, declared_on, limit_days)
    return Lateness(due, late, form_due, form_late, _say(due, late, form_late))


def _count(
    start: date | None, declared_on: date, limit: int
) -> tuple[date | None, int]:
    if start is None:
        return None, 0
    due = due_on(start, limit_days=limit)
    return due, max((declared_on - due).days, 0)


def _say(due: date | None, late: int, form_late: int) -> str:
    if late and due is not None:
        return f"Declared {_days(late)} late: it was due by {_words(due)}."
    if form_late:
        return (
            "In time from becoming aware, but the national form counts from the "
            f"interest arising: {_days(form_late)} late by that count."
        )
    if due is None:
        return "Not stated when the person became aware, so lateness is not known."
    return f"In time: it was due by {_words(due)}."


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
