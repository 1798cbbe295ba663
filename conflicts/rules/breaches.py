"""Periods, words without names, and what a late declaration looks like as a breach."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from conflicts.rules.lateness import Lateness


QUARTERS_OFFERED = 8
LONGEST_NAME = 4
WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
POSSESSIVE = ("'s", "\u2019s")


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both included, with the words people call it by."""

    first: date
    last: date
    label: str

    @property
    def key(self) -> str:
        """Return what a form sends: the first and the last day."""
        return f"{self.first.isoformat()}.{self.last.isoformat()}"


def ended_quarters(day: date, count: int = QUARTERS_OFFERED) -> list[Period]:
    """Return the quarters that have ended before `day`, the latest first."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    found = []
    for _ in range(count):
        last = first - timedelta(days=1)
        first = date(last.year, last.month - 2, 1)
        found.append(Period(first, last, f"{first:%B} to {last:%B %Y}"))
    return found


def ended_years(day: date, count: int = 2) -> list[Period]:
    """Return the financial years that have ended before `day`, the latest first."""
    begins = day.year - 1 if day >= date(day.year, 4, 1) else day.year - 2
    return [
        Period(
            date(year, 4, 1),
            date(year + 1, 3, 31),
            f"April {year} to March {year + 1}",
        )
        for year in range(begins, begins - count, -1)
    ]


def possible_names(words: str) -> frozenset[str]:
    """Return, in small letters, what in a text could be a family name.

    Capitalised words and up to four of them in a row, also without the possessive.
    """
    found: set[str] = set()
    said = [_bare(match[0]) for match in WORD.finditer(words)]
    for start, first in enumerate(said):
        if not first[0].isupper():
            continue
        for length in range(1, LONGEST_NAME + 1):
            found.add(" ".join(said[start : start + length]).lower())
    return frozenset(found)


def names_said(words: str, names: Iterable[tuple[str, str]]) -> list[str]:
    """Return which people (given name, family name) a text seems to name, in order."""
    possible = possible_names(words)
    return sorted(
        {
            f"{given} {family}".strip()
            for given, family in names
            if _plain(family) in possible
        }
    )


def late_nature(lateness: Lateness, declared_on: date) -> str:
    """Return words for the breach of a late declaration, in days and without names."""
    days = "1 day" if lateness.days_late == 1 else f"{lateness.days_late} days"
    due = _long(lateness.due_on) if lateness.due_on else "a day not stated"
    return (
        f"An interest was declared {days} late: it was due by {due} and was declared "
        f"on {_long(declared_on)}."
    )


def _bare(word: str) -> str:
    for ending in POSSESSIVE:
        if word.endswith(ending):
            return word.removesuffix(ending)
    return word


def _plain(family: str) -> str:
    return " ".join(_bare(match[0]) for match in WORD.finditer(family)).lower()


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
