"""Permanent references of items, written by a committee's own pattern."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from core.verdict import Verdict, no, yes


MAX_LENGTH = 40
_PLACE = re.compile(r"\{([^{}]*)\}")
_NUMBER = re.compile(r"n(?::0([1-6]))?")
_ALLOWED = re.compile(r"[A-Za-z0-9 ./_-]*")
_EXAMPLES = "PCCC{yy}/{n:03}, PCCCiC/{yy}/{n:02} or PC/{yy}/{n}"


def check_pattern(pattern: str) -> Verdict:
    """Say whether a pattern can write references, and if not, how to mend it.

    A pattern is plain text with {n} or {n:03} for the number in the year, and {yy},
    {yyyy} or {fy} (2122 for April 2021 to March 2022) for the year.
    """
    for check in (_braces, _characters, _places, _length):
        fault = check(pattern)
        if fault:
            return no("bad_pattern", f"{fault} Try {_EXAMPLES}.")
    return yes()


def write_reference(pattern: str, *, day: date, number: int) -> str:
    """Write the reference with a number in the year of a day.

    Raises:
      ValueError: the pattern cannot write references, or the number is not positive.
    """
    verdict = check_pattern(pattern)
    if not verdict:
        raise ValueError(verdict.reason)
    if number < 1:
        raise ValueError(f"References are numbered from 1, and {number} is not.")
    return _PLACE.sub(lambda place: _fill(place.group(1), day, number), pattern)


def next_reference(pattern: str, *, day: date, taken: Collection[str]) -> str:
    """Write the first reference of the year that follows all that are taken.

    A gap is never filled again: a reference names one matter for ever.

    Raises:
      ValueError: the pattern cannot write references.
    """
    numbers = (number_in(pattern, each, day=day) for each in taken)
    highest = max((number for number in numbers if number is not None), default=0)
    return write_reference(pattern, day=day, number=highest + 1)


def number_in(pattern: str, reference: str, *, day: date) -> int | None:
    """Read the number out of a reference of the year of a day, None if it is no such.

    Raises:
      ValueError: the pattern cannot write references.
    """
    verdict = check_pattern(pattern)
    if not verdict:
        raise ValueError(verdict.reason)
    expected = ""
    rest = 0
    for place in _PLACE.finditer(pattern):
        expected += re.escape(pattern[rest : place.start()])
        name = place.group(1)
        is_number = name.startswith("n")
        expected += r"(\d+)" if is_number else re.escape(_fill(name, day, 1))
        rest = place.end()
    found = re.fullmatch(expected + re.escape(pattern[rest:]), reference)
    return int(found.group(1)) if found else None


def _fill(name: str, day: date, number: int) -> str:
    width = _NUMBER.fullmatch(name)
    if width:
        return str(number).zfill(int(width.group(1) or 1))
    return _years(day)[name]


def _years(day: date) -> dict[str, str]:
    first = day.year if day.month >= 4 else day.year - 1
    return {
        "yy": f"{day.year % 100:02}",
        "yyyy": f"{day.year:04}",
        "fy": f"{first % 100:02}{(first + 1) % 100:02}",
    }


def _braces(pattern: str) -> str:
    if "{" in _PLACE.sub("", pattern) or "}" in _PLACE.sub("", pattern):
        return "Every { needs its } and nothing may stand in both."
    return ""


def _characters(pattern: str) -> str:
    text = _PLACE.sub("", pattern)
    if text != text.strip() or pattern != pattern.strip():
        return "Leave out the spaces at the ends."
    strange = sorted(set(_ALLOWED.sub("", text)))
    if strange:
        return f"Use letters, figures and . / - _ only, not {' '.join(strange)}"
    return ""


def _places(pattern: str) -> str:
    names = _PLACE.findall(pattern)
    numbers = [name for name in names if _NUMBER.fullmatch(name)]
    known = {"yy", "yyyy", "fy"}
    unknown = [name for name in names if name not in known and name not in numbers]
    if unknown:
        listed = ", ".join(f"{{{name}}}" for name in unknown)
        return f"{listed} is not known: there are {{n}}, {{yy}}, {{yyyy}} and {{fy}}."
    if len(numbers) != 1:
        return "The number {n} must stand in the pattern exactly once."
    if re.search(r"\}\{|\d\{n|\{n[^}]*\}\d", pattern):
        return "Put something that is no figure on both sides of the number."
    return ""


def _length(pattern: str) -> str:
    if len(pattern) > MAX_LENGTH:
        return f"A pattern has at most {MAX_LENGTH} characters."
    return ""
