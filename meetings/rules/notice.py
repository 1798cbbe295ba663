"""Whether notice is given in time, by the committee's own rule."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from core.rules.days import DayBasis, clear_days_before, clear_days_between
from core.verdict import Verdict, explain, yes


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """How many clear days one committee's terms ask for, and how they are counted."""

    clear_days: int
    basis: DayBasis = DayBasis.WORKING
    source: str = "Terms of reference"

    @property
    def words(self) -> str:
        """Say the rule: "three clear working days" in figures."""
        kind = "working" if self.basis == DayBasis.WORKING else "calendar"
        noun = "day" if self.clear_days == 1 else "days"
        return f"{self.clear_days} clear {kind} {noun}"


def last_day_for_notice(
    meeting_on: date, rule: NoticeRule, *, holidays: Collection[date]
) -> date:
    """Return the last day on which notice is in time (docs/field.md 6.1)."""
    return clear_days_before(
        meeting_on, rule.clear_days, basis=rule.basis, holidays=holidays
    )


def check_notice(
    *,
    meeting_on: date,
    published_on: date,
    rule: NoticeRule,
    holidays: Collection[date],
) -> Verdict:
    """Say whether publishing on a day is in time; late notice needs a reason.

    Source: the committee's terms; the 1960 Act's three clear days; story 9.
    """
    last_day = last_day_for_notice(meeting_on, rule, holidays=holidays)
    if published_on <= last_day:
        return yes("notice_in_time")
    given = clear_days_between(
        published_on, meeting_on, basis=rule.basis, holidays=holidays
    )
    return explain(
        "notice_short",
        f"{rule.source}: {rule.words} of notice. Publishing on {say_day(published_on)} "
        f"leaves {given}; the last day in time was {say_day(last_day)}. If the meeting "
        "is urgent, say why it was called at short notice.",
    )


def say_day(day: date) -> str:
    """Write a day as "Thursday 4 February 2016"."""
    return f"{day:%A} {day.day} {day:%B %Y}"
