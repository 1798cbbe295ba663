"""What is plainly wrong on an agenda, before it goes out."""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

from core.verdict import Verdict, explain, no
from meetings.rules.notice import say_day


@dataclass(frozen=True, slots=True)
class AgendaFacts:
    """An agenda as it would be published.

    `references` are those of its own items; `earlier` those the same committees gave
    to other matters; `texts` are titles and notes in which dates may be written.
    """

    held_on: date
    references: tuple[str, ...] = ()
    earlier: frozenset[str] = frozenset()
    next_held_on: date | None = None
    starts_at: time | None = None
    ends_at: time | None = None
    texts: tuple[str, ...] = ()


_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name)}
_MONTH = "|".join(name for name in _MONTHS if name)
_DAY_NAME = "|".join(name.lower() for name in calendar.day_name)
_WRITTEN = re.compile(
    rf"\b(?:(?P<weekday>{_DAY_NAME}),?\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+"
    rf"(?:of\s+)?(?P<month>{_MONTH})(?P<second>\s+(?:{_MONTH}))?"
    rf"(?:,?\s+(?P<year>\d{{4}}))?\b",
    re.IGNORECASE,
)


def check_agenda(agenda: AgendaFacts) -> list[Verdict]:
    """List what looks wrong; each must be mended, or confirmed with a reason.

    Duplicate references, a next meeting that is not after this one, dates that no
    calendar has. A meeting that ends before it starts cannot be confirmed. Source:
    docs/field.md 6.5 (real errors), story 10.
    """
    return [
        *_references(agenda),
        *_days(agenda),
        *(
            explain("impossible_date", sentence)
            for text in agenda.texts
            for sentence in find_impossible_dates(text)
        ),
    ]


def find_impossible_dates(text: str) -> list[str]:
    """Say of each written date in a text that no calendar has why it cannot be.

    Two months, a day the month does not have, a weekday that does not fit the year.
    """
    return [
        sentence
        for found in _WRITTEN.finditer(text)
        for sentence in [_why_impossible(found)]
        if sentence
    ]


def _references(agenda: AgendaFacts) -> Iterator[Verdict]:
    counted = Counter(each for each in agenda.references if each)
    for reference in sorted(counted):
        if counted[reference] > 1:
            yield explain(
                "duplicate_reference",
                f"{counted[reference]} items have the reference {reference}.",
            )
        if reference in agenda.earlier:
            yield explain(
                "reference_used_before",
                f"The reference {reference} was given to another matter before.",
            )


def _days(agenda: AgendaFacts) -> Iterator[Verdict]:
    if agenda.next_held_on is not None and agenda.next_held_on <= agenda.held_on:
        yield explain(
            "next_meeting_not_later",
            f"The next meeting, on {say_day(agenda.next_held_on)}, is not after this "
            f"one, on {say_day(agenda.held_on)}.",
        )
    if (
        agenda.starts_at is not None
        and agenda.ends_at is not None
        and agenda.ends_at <= agenda.starts_at
    ):
        yield no(
            "ends_before_start",
            f"The meeting ends at {agenda.ends_at:%H:%M}, and starts at "
            f"{agenda.starts_at:%H:%M}.",
        )


def _why_impossible(found: re.Match[str]) -> str:
    written = " ".join(found.group().split())
    if found["second"]:
        return f"“{written}” has two months in it."
    month, day = _MONTHS[found["month"].lower()], int(found["day"])
    year = int(found["year"]) if found["year"] else None
    if not _exists(day, month, year):
        return f"“{written}” is no day of the calendar."
    if year is not None and found["weekday"]:
        real = date(year, month, day)
        if f"{real:%A}".lower() != found["weekday"].lower():
            return f"“{written}” is a {real:%A}."
    return ""


def _exists(day: int, month: int, year: int | None) -> bool:
    """Say whether a month has the day; without a year, whether it ever has."""
    if year == 0:
        return False
    _first, last = calendar.monthrange(2000 if year is None else year, month)
    return 1 <= day <= last
