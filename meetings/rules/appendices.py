"""What the appendices of an item are called: Appendix A, B, and so on."""

from __future__ import annotations

from typing import TYPE_CHECKING


if TYPE_CHECKING:
    from collections.abc import Iterable

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def letters_of(papers: Iterable[tuple[int, bool]]) -> dict[int, str]:
    """Give each appendix (key) its letter: A to Z, then AA, AB.

    `papers` are all of an item in their order, each with whether it is an appendix;
    those that were withdrawn or that the reader may not have count as well. So an
    appendix has the same letter for everybody, and a gap in them is seen.
    """
    appendices = [key for key, is_appendix in papers if is_appendix]
    return {key: _letter(at) for at, key in enumerate(appendices)}


def called(title: str, letter: str) -> str:
    """Say what a paper is called: "Appendix B: Rents", or its title alone."""
    return f"Appendix {letter}: {title}" if letter else title


def _letter(at: int) -> str:
    rest, last = divmod(at, len(LETTERS))
    return (_letter(rest - 1) if rest else "") + LETTERS[last]
