"""The pages that Quorate writes itself: agenda, cover sheets, placeholders."""

from __future__ import annotations

import io
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from core.documents import CannotTypeset, render
from packs.build.layout import Layout


if TYPE_CHECKING:
    from collections.abc import Mapping

    from packs.build.edition import AgendaLine, CoverFacts, Edition
    from packs.build.layout import Run
    from packs.rules.page_numbers import PageNumber
    from packs.rules.plan import PackPlan
    from packs.rules.script import Script
    from packs.values import ItemId

FRONT = "packs/build/templates/pack.typ"
SHEETS = "packs/build/templates/sheets.typ"
LINK = "https://pack.invalid/page/"
# One short word: a hidden line is never taller than the line it hides, so that no
# reader's agenda is longer than the one by which everybody's pages are counted.
HIDDEN = "Withheld"


@dataclass(frozen=True, slots=True)
class Written:
    """Typeset pages, and on which of them, counted from 0, each section begins.

    `script_pages` at the end of the first section are the script of the chair's copy.
    """

    content: bytes
    starts: tuple[int, ...]
    pages: int
    script_pages: int = 0

    def section(self, index: int) -> range:
        """Return the pages of a section; what comes before the first belongs to it."""
        first = self.starts[index] if index else 0
        following = self.starts[index + 1 :]
        return range(first, following[0] if following else self.pages)


NOTHING = Written(b"", (), 0)


def write_sheets(title: str, covers: Mapping[ItemId, CoverFacts]) -> Written:
    """Write cover sheets of a pack with a title, a section each, in their order."""
    sheets = [_sheet(cover) for cover in covers.values()]
    if not sheets:
        return NOTHING
    content = render(SHEETS, {"title": title, "sheets": sheets})
    return _found(content, len(sheets))


def count_front(edition: Edition) -> int:
    """Count the pages of cover and agenda when no title is hidden."""
    return _write(edition, None, Layout(())).pages


def write_front(
    edition: Edition, plan: PackPlan, layout: Layout, script: Script | None = None
) -> Written:
    """Write cover and agenda, then a section of placeholders for each gap.

    The front of a supplement has the note of what changed, and is as long as it is.
    The chair's has the `script` after the agenda.

    Raises:
      CannotTypeset: the agenda does not fit the pages that everybody has.
    """
    written = _write(edition, plan, layout, script)
    front_pages = len(written.section(0)) - written.script_pages
    if not layout.supplement and front_pages != plan.front_pages:
        raise CannotTypeset("The agenda is longer than the pages counted for it.")
    return written


def _write(
    edition: Edition,
    plan: PackPlan | None,
    layout: Layout,
    script: Script | None = None,
) -> Written:
    placeholders = [_placeholder(run) for run in layout.gaps]
    pages = 0 if plan is None or layout.supplement else plan.front_pages
    content = render(
        FRONT,
        {
            "title": edition.title,
            "held_on": edition.held_on,
            "place": edition.place,
            "committees": list(edition.committees),
            "front_pages": pages,
            "parts": _parts(edition, plan, layout),
            "placeholders": placeholders,
            "supplement": layout.supplement,
            "is_alone": layout.is_alone,
            "note": [asdict(line) for line in layout.note],
            "script": None if script is None else _script(script, layout),
        },
    )
    return _found(content, len(placeholders) + 1)


def _found(content: bytes, count: int) -> Written:
    """Find where the labelled sections begin, and the script within the first."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        numbers: dict[Any, int] = {page.objgen: at for at, page in enumerate(pdf.pages)}
        named: Any = pikepdf.NameTree(pdf.Root.Names.Dests)

        def start_of(label: str) -> int:
            target = named[label]
            place = target if isinstance(target, pikepdf.Array) else target.D
            return numbers[place[0].objgen]

        starts = tuple(start_of(f"section-{index}") for index in range(count))
        written = Written(content, starts, len(numbers))
        if "script" not in named:
            return written
        script = written.section(0).stop - start_of("script")
        return replace(written, script_pages=script)


def _script(script: Script, layout: Layout) -> dict[str, Any]:
    """Write the script down, with the page on which each item begins in this copy."""
    here = layout.numbers
    lines = []
    for line in script.lines:
        page = layout.begins.get(line.item_id)
        target = f"{LINK}{page}" if page in here else ""
        said = {**asdict(line), "page": "" if page is None else str(page)}
        lines.append({**said, "target": target})
    return {**asdict(script), "lines": lines}


def _sheet(cover: CoverFacts) -> dict[str, Any]:
    return {
        "kind": "sheet",
        "title": cover.title,
        "reference": cover.reference,
        "facts": [list(pair) for pair in cover.facts if pair[1].strip()],
    }


def _placeholder(run: Run) -> dict[str, Any]:
    return {
        "kind": "placeholder",
        "heading": run.gap.heading if run.gap else "",
        "pages": len(run.numbers),
        "words": run.words,
        "reason": run.gap.reason if run.gap else "",
    }


def _parts(
    edition: Edition, plan: PackPlan | None, layout: Layout
) -> list[dict[str, Any]]:
    hidden = set(plan.hidden_items) if plan else set()
    here = layout.numbers
    secret = _secret_headings(edition.agenda, hidden)
    parts: dict[str, list[dict[str, Any]]] = {}
    for index, line in enumerate(edition.agenda):
        is_hidden = index in secret or line.item_id in hidden
        page = layout.begins.get(line.item_id) if line.item_id is not None else None
        written = _line(line, is_hidden, page, len(edition.committees))
        if page is not None and page in here:
            written["target"] = f"{LINK}{page}"
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
    line: AgendaLine, is_hidden: bool, page: PageNumber | None, columns: int
) -> dict[str, Any]:
    return {
        "is_heading": line.item_id is None,
        "number": line.number,
        "title": HIDDEN if is_hidden else line.title,
        "reference": "" if is_hidden else line.reference,
        "lead": "" if is_hidden else line.lead,
        "time": line.time,
        "marks": [] if is_hidden else list(line.marks),
        "purpose": "" if is_hidden else line.purpose,
        "scopes": [""] * columns if is_hidden else list(line.scopes) or [""] * columns,
        "page": "" if page is None else str(page),
        "target": "",
    }
