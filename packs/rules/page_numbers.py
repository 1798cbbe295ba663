"""The numbers of pages: whole in the pack, with letters in what comes after it."""

from __future__ import annotations

import re
from collections.abc import Sequence
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

    @property
    def in_words(self) -> str:
        """Say it as the page itself does: Page 47a."""
        return f"Page {self}"


@dataclass(frozen=True, slots=True)
class FrontNumber:
    """A page of the front of a supplement: a series of its own, beside the pack's.

    `is_script`: a page of the chair's script, which no other copy has; of a pack that
    is no supplement, `supplement` is 0.
    """

    supplement: int
    page: int
    is_script: bool = False

    def __post_init__(self) -> None:
        if self.page < 1 or self.supplement < (0 if self.is_script else 1):
            raise ValueError("Supplements and their pages are numbered from 1.")

    @property
    def in_words(self) -> str:
        """Say it as the page itself does: Supplement 1, page 2, or Script, page 2."""
        if not self.is_script:
            return f"Supplement {self.supplement}, page {self.page}"
        if not self.supplement:
            return f"Script, page {self.page}"
        return f"Supplement {self.supplement}, script, page {self.page}"


def span(numbers: Sequence[PageNumber]) -> str:
    """Name the pages from the first to the last: Page 4, or Pages 47a to 47c.

    Raises:
      ValueError: there are none.
    """
    if not numbers:
        raise ValueError("No pages have no name.")
    first, last = numbers[0], numbers[-1]
    return first.in_words if first == last else f"Pages {first} to {last}"


def whole(first: int, last: int) -> tuple[PageNumber, ...]:
    """Number pages as in a pack, from the first to the last, both included."""
    return tuple(PageNumber(number) for number in range(first, last + 1))


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
