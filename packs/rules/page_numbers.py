"""The numbers of pages: whole in the pack, with letters in what comes after it."""

from __future__ import annotations

import re
from dataclasses import dataclass


ALPHABET = 26
_WRITTEN = re.compile(r"([1-9][0-9]*)([a-z]*)", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class PageNumber:
    """A page's number, as 47, and its place among those after it: 1 is 47a, 27 47aa."""

    number: int
    suffix: int = 0

    def __post_init__(self) -> None:
        if self.number < 1 or self.suffix < 0:
            raise ValueError("Pages are numbered from 1, and letters from a.")

    def __str__(self) -> str:
        return f"{self.number}{letters(self.suffix)}"


def letters(place: int) -> str:
    """Write a place in letters: none for 0, then a to z, aa, ab and so on."""
    written = ""
    while place > 0:
        place, last = divmod(place - 1, ALPHABET)
        written = chr(ord("a") + last) + written
    return written


def read_page_number(written: str) -> PageNumber:
    """Read a number back as it stands on the page, as in "47a".

    Raises:
      ValueError: it is no page number.
    """
    found = _WRITTEN.fullmatch(written)
    if found is None:
        raise ValueError(f"“{written}” is no page number.")
    place = 0
    for letter in found[2]:
        place = place * ALPHABET + ord(letter) - ord("a") + 1
    return PageNumber(int(found[1]), place)
