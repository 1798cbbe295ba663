"""What the public is given of a paper: it whole, its redacted twin, or nothing."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from core.verdict import YES, Verdict, no
from meetings.enums import Sensitivity


class Published(enum.StrEnum):
    """In which form a paper is for everybody, once its item is."""

    NOTHING = "nothing"
    FULL = "full"
    REDACTED = "redacted"


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What it turns on; `has_twin`: the current version has one that stands."""

    sensitivity: Sensitivity = Sensitivity.PUBLIC
    is_redacted: bool = False
    is_withdrawn: bool = False
    has_twin: bool = False


def published_as(paper: PaperFacts) -> Published:
    """Say in which form a paper may be published (docs/adr/0037).

    Once a redacted twin was handed in the full paper is never public again, whatever is
    set; a version that has no twin yet is not published at all.
    """
    if paper.is_withdrawn:
        return Published.NOTHING
    if paper.is_redacted:
        return Published.REDACTED if paper.has_twin else Published.NOTHING
    is_public = paper.sensitivity is Sensitivity.PUBLIC
    return Published.FULL if is_public else Published.NOTHING


def lacks_twin(paper: PaperFacts) -> bool:
    """Say whether the public waits for a redacted twin of a version that has none."""
    return paper.is_redacted and not paper.is_withdrawn and not paper.has_twin


def judge_length(*, full: int, redacted: int) -> Verdict:
    """Say whether a redacted file is as long, in pages, as the full one.

    Only then is page 7 of the one page 7 of the other, in packs and in minutes.
    """
    if full == redacted:
        return YES
    return no(
        "twin_length",
        f"The full paper has {_pages(full)}, and this file has {_pages(redacted)}. Both "
        "must be equally long, so that page numbers stay the same: black out what the "
        "public may not read, and leave the pages in.",
    )


def _pages(count: int) -> str:
    return f"{count} page" if count == 1 else f"{count} pages"
