"""Whether a file may be for everybody in which words lie that nobody sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.verdict import YES, Verdict, no


if TYPE_CHECKING:
    from collections.abc import Sequence

HIDDEN_TEXT = "hidden_text"
NOT_LOOKED_THROUGH = (
    "This file could not be looked through for text that nobody sees, as under a black "
    "bar. Save it as PDF once more and hand that in; or look through it yourself, and "
    "say as you hand it in that everybody may read whatever is in it."
)


def judge_hidden(
    pages: Sequence[int] | None, *, is_for_everybody: bool, is_meant: bool
) -> Verdict:
    """Say whether a file may be handed in, by the pages on which text lies hidden.

    `pages` count from 1; None: nobody could look, so there may be some. A bar over a
    name leaves the name in the file, so what everybody is given is held back, until
    somebody says that it is meant (docs/adr/0042). What members are given is only told
    in the checks.
    """
    if not is_for_everybody or is_meant:
        return YES
    if pages is None:
        return no(HIDDEN_TEXT, NOT_LOOKED_THROUGH)
    if not pages:
        return YES
    return no(
        HIDDEN_TEXT,
        f"{in_words(pages)} Whoever has the file can copy it. Take the words out with a "
        "program made for redacting, or say below that everybody may read them.",
    )


def in_words(pages: Sequence[int]) -> str:
    """Say on which pages text lies hidden, counted from 1."""
    *most, last = (str(page) for page in pages)
    named = f"{', '.join(most)} and {last}" if most else last
    where = f"pages {named}" if most else f"page {named}"
    return f"On {where} text lies under a box, or in the colour of what is behind it."
