"""The pages that Quorate writes itself: agenda, cover sheets, placeholders."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.documents import CannotTypeset, render


if TYPE_CHECKING:
    from packs.build.edition import AgendaLine, CoverFacts, Edition
    from packs.rules.plan import PackEntry, PackPlan
    from packs.values import ItemId

FRONT = "packs/build/templates/pack.typ"
SHEETS = "packs/build/templates/sheets.typ"
LINK = "https://pack.invalid/page/"
# One short word: a hidden line is never taller than the line it hides, so that no
# reader's agenda is longer than the one by which everybody's pages are counted.
HIDDEN = "Withheld"
# What stands over the pages of a gap.
WITHHELD = "Withheld from your copy"
BROKEN = "Not in this pack: the file is broken"


@dataclass(frozen=True, slots=True)
class Written:
    """Typeset pages, and on which of them, counted from 0, each section begins."""

    content: bytes
    starts: tuple[int, ...]
    pages: int

    def section(self, index: int) -> range:
        """Return the pages of a section; what comes before the first belongs to it."""
        first = self.starts[index] if index else 0
        following = self.starts[index + 1 :]
        return range(first, following[0] if following else self.pages)


NOTHING = Written(b"", (), 0)


def write_sheets(edition: Edition) -> Written:
    """Write the cover sheets, a section each, in the order of `edition.covers`."""
    sheets = [_sheet(cover) for cover in edition.covers.values()]
    if not sheets:
        return NOTHING
    content = render(SHEETS, {"title": edition.title, "sheets": sheets})
    return _found(content, len(sheets))


def count_front(edition: Edition) -> int:
    """Count the pages of cover and agenda when no title is hidden."""
    return _write(edition, None, []).pages


def write_front(edition: Edition, plan: PackPlan) -> Written:
    """Write cover and agenda, then a section of placeholders for each gap.

    Raises:
      CannotTypeset: the agenda does not fit the pages that everybody has.
    """
    written = _write(edition, plan, [_placeholder(entry) for entry in plan.gaps])
    if len(written.section(0)) != plan.front_pages:
        raise CannotTypeset("The agenda is longer than the pages counted for it.")
    return written


def _write(
    edition: Edition, plan: PackPlan | None, placeholders: list[dict[str, Any]]
) -> Written:
    content = render(
        FRONT,
        {
            "title": edition.title,
            "held_on": edition.held_on,
            "place": edition.place,
            "committees": list(edition.committees),
            "front_pages": plan.front_pages if plan else 0,
            "parts": _parts(edition, plan),
            "placeholders": placeholders,
        },
    )
    return _found(content, len(placeholders) + 1)


def _found(content: bytes, count: int) -> Written:
    """Find where the labelled sections begin."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        numbers: dict[Any, int] = {page.objgen: at for at, page in enumerate(pdf.pages)}
        named: Any = pikepdf.NameTree(pdf.Root.Names.Dests)
        starts = []
        for index in range(count):
            target = named[f"section-{index}"]
            place = target if isinstance(target, pikepdf.Array) else target.D
            starts.append(numbers[place[0].objgen])
        return Written(content, tuple(starts), len(numbers))


def _sheet(cover: CoverFacts) -> dict[str, Any]:
    return {
        "kind": "sheet",
        "title": cover.title,
        "reference": cover.reference,
        "facts": [list(pair) for pair in cover.facts if pair[1].strip()],
    }


def _placeholder(entry: PackEntry) -> dict[str, Any]:
    span = f"Page {entry.first_page}"
    if entry.pages > 1:
        span = f"Pages {entry.first_page} to {entry.last_page}"
    return {
        "kind": "placeholder",
        "heading": WITHHELD if entry.is_withheld else BROKEN,
        "pages": entry.pages,
        "words": span if entry.hides_title else f"{span}: {entry.title}",
        # The rule may name the tie, and so the matter.
        "reason": "" if entry.hides_title else entry.rule,
    }


def _parts(edition: Edition, plan: PackPlan | None) -> list[dict[str, Any]]:
    hidden = set(plan.hidden_items) if plan else set()
    pages: dict[ItemId, int] = {}
    for entry in plan.entries if plan else ():
        pages.setdefault(entry.item_id, entry.first_page)
    secret = _secret_headings(edition.agenda, hidden)
    parts: dict[str, list[dict[str, Any]]] = {}
    for index, line in enumerate(edition.agenda):
        is_hidden = index in secret or line.item_id in hidden
        page = pages.get(line.item_id) if line.item_id is not None else None
        written = _line(line, is_hidden, page, len(edition.committees))
        parts.setdefault(line.part, []).append(written)
    return [{"name": name, "lines": lines} for name, lines in parts.items()]


def _secret_headings(
    agenda: tuple[AgendaLine, ...], hidden: set[ItemId]
) -> frozenset[int]:
    """Find the headings under which every item is hidden: they would tell of them."""
    below: dict[int, list[bool]] = {}
    heading = -1
    for index, line in enumerate(agenda):
        if line.item_id is None:
            heading = index
        elif heading >= 0 and agenda[heading].part == line.part:
            below.setdefault(heading, []).append(line.item_id in hidden)
    return frozenset(index for index, found in below.items() if all(found))


def _line(
    line: AgendaLine, is_hidden: bool, page: int | None, columns: int
) -> dict[str, Any]:
    return {
        "is_heading": line.item_id is None,
        "number": line.number,
        "title": HIDDEN if is_hidden else line.title,
        "reference": "" if is_hidden else line.reference,
        "lead": "" if is_hidden else line.lead,
        "time": line.time,
        "purpose": "" if is_hidden else line.purpose,
        "scopes": [""] * columns if is_hidden else list(line.scopes) or [""] * columns,
        "page": "" if page is None else str(page),
        "target": "" if page is None else f"{LINK}{page}",
    }
