"""Days as people type them into spreadsheets."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from core.enums import LabelledEnum


class DateOrder(LabelledEnum):
    """In which order a spreadsheet writes its days; 2016-02-10 is always known."""

    DAY_FIRST = "dmy", "Day first: 10/02/2016"
    MONTH_FIRST = "mdy", "Month first: 02/10/2016"


class NotADay(ValueError):
    """What stands there is no day; the text says how to write one."""


_MONTHS: Final = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
# Words that stand in such columns for no day.
NO_DAY: Final = frozenset(
    {
        "",
        "-",
        "n/a",
        "na",
        "not stated",
        "not known",
        "unknown",
        "n/k",
        "none",
        "ongoing",
        "on going",
        "on-going",
        "current",
        "present",
        "to date",
        "continuing",
    }
)
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?$")
_FIGURES: Final = re.compile(r"(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4}|\d{2})$")
_WORDS: Final = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[ \-]([a-z]+)[ \-,]+(\d{4}|\d{2})$"
)
_CURES: Final = {
    DateOrder.DAY_FIRST: "day/month/year",
    DateOrder.MONTH_FIRST: "month/day/year",
}


def read_day(text: str, order: DateOrder) -> date | None:
    """Return the day that a text means, None where it says there is none.

    Raises:
      NotADay: it is no day, or a part of one; the sentence says how to write it.
    """
    plain = " ".join(text.split()).casefold()
    if plain in NO_DAY:
        return None
    day = _of_parts(plain, order)
    if day is None or not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise NotADay(f"“{text.strip()[:40]}” is not a date: write {_CURES[order]}.")
    return day


def _of_parts(plain: str, order: DateOrder) -> date | None:
    if found := _ISO.match(plain):
        year, month, day = (int(part) for part in found.groups())
        return _day(year, month, day)
    if found := _FIGURES.match(plain):
        first, second, year = (int(part) for part in found.groups())
        if order is DateOrder.MONTH_FIRST:
            first, second = second, first
        return _day(_whole(year), second, first)
    if found := _WORDS.match(plain):
        month = _month(found[2])
        return _day(_whole(int(found[3])), month, int(found[1])) if month else None
    return None


def _month(word: str) -> int:
    """Return the number of a month by three letters or more; 0 for none."""
    if len(word) < 3:
        return 0
    return next((n for n, name in enumerate(_MONTHS, 1) if name.startswith(word)), 0)


def _whole(year: int) -> int:
    """Return a year of two figures in full: 16 is 2016, 84 is 1984."""
    if year >= 100:
        return year
    return year + (2000 if year < 50 else 1900)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
