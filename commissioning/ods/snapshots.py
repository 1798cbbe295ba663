"""The day a file speaks of, from its name: the files themselves carry none."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Final


_DAY: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_]?(\d\d)[-_]?(\d\d)(?!\d)")
_MONTHS: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_](\d\d)-(\d\d)(?!\d)")
_MONTH: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_]?(\d\d)(?!\d)")
_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


def day_in_name(name: str) -> date | None:
    """Return the day that a file's name gives: the last day of what it names.

    `2016-02-11` is that day, `2016_01-03` (January to March) 31 March, `2016-02` its
    last day, a bare `2026` 31 December. The last day, because no line of a file can lie
    after it: a file "of November 2021" has practices that opened on 4 November.
    """
    return _months(name) or _exact(name) or _month(name) or _year(name)


def _months(name: str) -> date | None:
    found = _MONTHS.search(name)
    if not found:
        return None
    year, first, last = (int(part) for part in found.groups())
    # 2016_01-03 is a quarter, 2016-01-03 a day: only the underscore tells them apart.
    if found[0][4] != "_" or first >= last:
        return None
    return _last_of(year, last)


def _exact(name: str) -> date | None:
    for found in _DAY.finditer(name):
        try:
            return date(*(int(part) for part in found.groups()))
        except ValueError:
            continue
    return None


def _month(name: str) -> date | None:
    for found in _MONTH.finditer(name):
        day = _last_of(int(found[1]), int(found[2]))
        if day:
            return day
    return None


def _year(name: str) -> date | None:
    found = _YEAR.search(name)
    return date(int(found[1]), 12, 31) if found else None


def _last_of(year: int, month: int) -> date | None:
    if not 1 <= month <= 12:
        return None
    return date(year, month, calendar.monthrange(year, month)[1])
