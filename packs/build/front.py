"""The pages that Quorate writes itself: cover, agenda, cover sheets, placeholders."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from core.documents import render


if TYPE_CHECKING:
    from packs.build.edition import AgendaLine, CoverFacts, Edition
    from packs.rules.plan import PackEntry, PackPlan
    from packs.values import ItemId

FOLDER = "packs/build/templates"
HIDDEN = "Withheld from this copy"


def front_pages(edition: Edition, plan: PackPlan | None, *, reader: str) -> bytes:
    """Write cover and agenda; without a plan, to count the pages everybody has.

    What a reader may not know of stands as a withheld line in its place.
    """
    hidden = set(plan.hidden_items) if plan else set()
    pages = _first_pages(plan)
    committees = list(edition.committees)
    parts: dict[str, list[dict[str, Any]]] = {}
    for line in edition.agenda:
        parts.setdefault(line.part, []).append(
            _line(line, hidden, pages, len(committees))
        )
    return render(
        f"{FOLDER}/front.typ",
        {
            "title": edition.title,
            "held_on": edition.held_on,
            "place": edition.place,
            "committees": committees,
            "reader": reader,
            "parts": [
                {"name": name, "lines": lines, "scopes": committees}
                for name, lines in parts.items()
            ],
        },
    )


def cover_sheet(cover: CoverFacts) -> bytes:
    """Write the cover sheet of one item."""
    return render(
        f"{FOLDER}/cover_sheet.typ",
        {
            "title": cover.title,
            "reference": cover.reference,
            "facts": [list(pair) for pair in cover.facts if pair[1].strip()],
        },
    )


@lru_cache(maxsize=512)
def _placeholder(pages: int, words: str, reason: str) -> bytes:
    return render(
        f"{FOLDER}/placeholder.typ",
        {
            "title": "Withheld from your copy",
            "pages": pages,
            "words": words,
            "reason": reason,
        },
    )


def placeholder(entry: PackEntry) -> bytes:
    """Write as many placeholder pages as an entry has; the title only if it may."""
    span = f"Page {entry.first_page}"
    if entry.pages > 1:
        span = f"Pages {entry.first_page} to {entry.last_page}"
    words = span if entry.hides_title else f"{span}: {entry.title}"
    reason = "" if entry.hides_title else entry.rule
    return _placeholder(entry.pages, words, reason)


def _first_pages(plan: PackPlan | None) -> dict[ItemId, int]:
    first: dict[ItemId, int] = {}
    for entry in plan.entries if plan else ():
        first.setdefault(entry.item_id, entry.first_page)
    return first


def _line(
    line: AgendaLine, hidden: set[ItemId], pages: dict[ItemId, int], columns: int
) -> dict[str, Any]:
    page = pages.get(line.item_id) if line.item_id is not None else None
    if line.item_id is not None and line.item_id in hidden:
        return {
            "number": line.number,
            "title": HIDDEN,
            "reference": "",
            "lead": "",
            "purpose": "",
            "scopes": [""] * columns,
            "page": page,
        }
    return {
        "number": line.number,
        "title": line.title,
        "reference": line.reference,
        "lead": line.lead,
        "purpose": line.purpose,
        "scopes": list(line.scopes) or [""] * columns,
        "page": page,
    }
