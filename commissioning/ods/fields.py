"""Check one field: a code, a date, a number, a name."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from commissioning.ods.refusals import BadField


PRACTICE: Final = re.compile(r"[A-HJ-NP-WY]\d{5}|(?:ALD|GUE|JER)\d{3}")
BRANCH_CODE: Final = re.compile(r"(?:[A-HJ-NP-WY]\d{5}|(?:ALD|GUE|JER)\d{3})\d{3}")
BODY: Final = re.compile(r"[A-Z0-9]{3}(?:[A-Z0-9]{2})?")
AUTHORITY: Final = re.compile(r"[A-Z](?:\d\d)?")
NETWORK: Final = re.compile(r"U\d{5}")
ANY_CODE: Final = re.compile(r"[A-Z0-9]{1,10}")

LONGEST_NAME: Final = 200


def code(text: str, form: re.Pattern[str], what: str) -> str:
    """Return the code when it has the form of its kind.

    Raises:
      BadField: it has another form.
    """
    if not form.fullmatch(text):
        raise BadField(f"“{text}” is not the form of a {what}.")
    return text


def code_or_empty(text: str, form: re.Pattern[str], what: str) -> str:
    """Return the code when there is one and it has the form of its kind.

    Raises:
      BadField: it has another form.
    """
    return code(text, form, what) if text else ""


@lru_cache(maxsize=50_000)
def _compact_day(text: str) -> date | None:
    if len(text) != 8 or not text.isascii() or not text.isdigit():
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def day(text: str, what: str) -> date:
    """Read a date written yyyymmdd.

    Raises:
      BadField: there is no such date.
    """
    found = _compact_day(text)
    if found is None:
        raise BadField(f"“{text}” is no {what} (a date is written yyyymmdd).")
    return found


def day_or_none(text: str, what: str) -> date | None:
    """Read a date written yyyymmdd, or nothing.

    Raises:
      BadField: there is no such date.
    """
    return day(text, what) if text else None


def iso_day(text: str, what: str) -> date:
    """Read a date written yyyy-mm-dd.

    Raises:
      BadField: there is no such date.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadField(
            f"“{text}” is no {what} (a date is written yyyy-mm-dd)."
        ) from None


@lru_cache(maxsize=100)
def worded_day(text: str) -> date:
    """Read a date written 01JAN2021.

    Raises:
      BadField: there is no such date.
    """
    try:
        return datetime.strptime(text, "%d%b%Y").date()  # noqa: DTZ007 # it has no zone
    except ValueError:
        raise BadField(f"“{text}” is no extract date (such as 01JAN2021).") from None


def name(text: str, what: str) -> str:
    """Return a name without the blanks around it.

    Raises:
      BadField: it is empty or longer than any name.
    """
    found = " ".join(text.split())
    if not found:
        raise BadField(f"The {what} is empty.")
    if len(found) > LONGEST_NAME:
        raise BadField(f"The {what} is longer than {LONGEST_NAME} characters.")
    return found


def short(text: str, longest: int, what: str) -> str:
    """Return a short text without the blanks around it.

    Raises:
      BadField: it is longer than its column.
    """
    found = text.strip()
    if len(found) > longest:
        raise BadField(f"The {what} is longer than {longest} characters.")
    return found


def number(text: str, what: str) -> int:
    """Read a whole number that is not negative.

    Raises:
      BadField: it is none.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise BadField(f"“{text}” is no {what}.")
    return int(text)


def in_order(first: date | None, last: date | None, what: str) -> None:
    """Check that two dates do not run backwards.

    Raises:
      BadField: the last lies before the first.
    """
    if first and last and last < first:
        raise BadField(f"{what}: {last:%Y-%m-%d} lies before {first:%Y-%m-%d}.")
