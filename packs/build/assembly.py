"""Weave written pages and papers into one file: links, bookmarks, tags, stamps."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, String

from core.documents.merging import (
    carry_layers,
    hang_up,
    is_last_of_ready,
    lead_links,
    merge,
    take_down,
)
from core.documents.tags import TagForest, first_page_of, prune
from core.uploads import ODDITIES
from packs.build.edition import BrokenPaper
from packs.build.front import HIDDEN, LINK
from packs.build.stamps import Stamper
from packs.rules.page_numbers import read_page_number
from packs.values import EntryKind


if TYPE_CHECKING:
    from packs.build.edition import Edition
    from packs.build.front import Written
    from packs.build.layout import Layout, Number, Run
    from packs.rules.plan import PackEntry, PackPlan
    from packs.values import ItemId

LANGUAGE = "en-GB"
FRONT = -1
# Streams are kept as they are: to encode them again costs more than all the rest.
AS_IT_IS: dict[str, Any] = {
    "compress_streams": False,
    "stream_decode_level": pikepdf.StreamDecodeLevel.none,
    "object_stream_mode": pikepdf.ObjectStreamMode.generate,
}

# A file, and which of its pages, counted from 0.
Span = tuple[Path, range]
# Tells how far the work is: steps done, steps in all, what is done now.
Progress = Callable[[int, int, str], None]


def silent(_done: int, _total: int, _label: str) -> None:
    """Tell nobody how far the work is."""


@dataclass(frozen=True, slots=True)
class Papers:
    """How a paper's file is found: as it was kept, or made ready to be merged."""

    kept: Callable[[PackEntry], Path]
    made_ready: Callable[[PackEntry], Path]


@dataclass(frozen=True, slots=True)
class CoverPages:
    """Cover sheets as they were typeset together, and where an item's stands.

    A place is the number of the file, and of the section in it, both from 0.
    """

    written: tuple[Written, ...]
    places: Mapping[ItemId, tuple[int, int]]


class OwnPages:
    """Pages that Quorate wrote: some of them go into a pack, with their tags."""

    def __init__(self, written: Written, path: Path) -> None:
        self.written = written
        self.path = path
        self.kept: list[int] = []
        self.merged: list[pikepdf.Page] = []

    def keep(self, section: int) -> tuple[Path, range]:
        """Note that the pages of one section are wanted; say where they will lie."""
        numbers = self.written.section(section)
        self.kept.extend(numbers)
        return self.path, numbers

    def save(self) -> None:
        """Write the file, with the tags of the pages that are wanted, and of no other."""
        if not self.kept:
            return
        with pikepdf.open(io.BytesIO(self.written.content)) as pdf:
            prune(pdf, [pdf.pages[number] for number in self.kept])
            hang_up(pdf, last=self.kept[-1])
            pdf.save(self.path, **AS_IT_IS)

    def tops(self, forest: TagForest) -> list[Any]:
        """Take over the tags of these pages, once they were merged."""
        tags = take_down(self.merged).tags if self.merged else None
        if tags is None:
            return []
        adopted: list[Any] = forest.adopt(tags, self.merged)
        return [kid for top in adopted for kid in top.K]


@dataclass
class Assembly:
    """One pack in the making, from the first page to the last.

    `place` says where to put a file that lasts until the pack is saved.
    """

    edition: Edition
    plan: PackPlan
    layout: Layout
    key: str
    place: Callable[[str], Path]
    pdf: pikepdf.Pdf = field(default_factory=pikepdf.new)
    _parts: dict[int, list[pikepdf.Object]] = field(default_factory=dict)
    _languages: dict[int, str] = field(default_factory=dict)
    _is_accessible: bool = True
    # Of each page in turn: its number, and the run on whose place it lies.
    _numbers: list[Number] = field(default_factory=list)
    _places: list[int] = field(default_factory=list)
    _at: dict[Number, int] = field(default_factory=dict)

    def weave(
        self,
        front: Written,
        sheets: CoverPages,
        papers: Papers,
        progress: Progress,
    ) -> pikepdf.Pdf:
        """Put every page in its place and finish the file; the caller saves it."""
        ours = OwnPages(front, self.place(f"{self.key}.front.pdf"))
        covers = [
            OwnPages(one, self.place(f"{self.key}.sheets{at or ''}.pdf"))
            for at, one in enumerate(sheets.written)
        ]
        total = len(self.layout.runs) + 2
        spans = [ours.keep(0)]
        self._number(len(spans[0][1]))
        gaps = 0
        for index, run in enumerate(self.layout.runs):
            progress(index, total, run.title)
            if run.gap is not None or run.entry is None:
                gaps += 1
                spans.append(ours.keep(gaps))
            elif entry := _paper_in(run):
                spans.append((papers.kept(entry), range(len(run.numbers))))
            else:
                group, section = sheets.places[run.entry.item_id]
                spans.append(covers[group].keep(section))
        progress(total - 2, total, "Putting the pages together")
        own = [ours, *covers]
        for each in own:
            each.save()
        self.pdf, spans = self._merged(spans, papers)
        forest = TagForest(self.pdf)
        self._take_in(forest, spans, own)
        progress(total - 1, total, "Page numbers and bookmarks")
        self._divide([top for each in own for top in each.tops(forest)])
        forest.plant(self._in_reading_order(forest))
        self._stamp()
        self._lead_links(ours.merged)
        self._add_bookmarks()
        self._describe()
        return self.pdf

    def _number(self, front_pages: int) -> None:
        """Note which page lies where: the front first, then run after run."""
        self._numbers = list(self.layout.front(front_pages))
        self._places = [FRONT] * front_pages
        for index, run in enumerate(self.layout.runs):
            self._numbers.extend(run.numbers)
            self._places.extend([index] * len(run.numbers))
        self._at = {number: at for at, number in enumerate(self._numbers)}

    def _merged(
        self, spans: list[Span], papers: Papers
    ) -> tuple[pikepdf.Pdf, list[Span]]:
        """Merge the files as they were kept, or once more when one was not kept ready.

        Return the file, and what it was merged from.
        """
        try:
            pdf = merge(spans)
            if self._is_complete(pdf):
                return pdf, spans
        except (pikepdf.PdfError, RuntimeError):
            pass  # The second try says which paper it is.
        ready = list(spans)
        for at, run in enumerate(self.layout.runs, start=1):
            if entry := _paper_in(run):
                ready[at] = papers.made_ready(entry), spans[at][1]
        return self._merge(ready), ready

    def _is_complete(self, pdf: pikepdf.Pdf) -> bool:
        """Say whether each paper came with its own last page, ready to be merged."""
        last = dict(zip(self._places, pdf.pages, strict=True))
        return all(
            is_last_of_ready(last[index])
            for index, run in enumerate(self.layout.runs)
            if _paper_in(run)
        )

    def _merge(self, spans: list[Span]) -> pikepdf.Pdf:
        """Merge the files; if that fails, name the paper at which it does."""
        try:
            return merge(spans)
        except (pikepdf.PdfError, RuntimeError) as damage:
            for run, span in zip(self.layout.runs, spans[1:], strict=True):
                if entry := _paper_in(run):
                    self._try_alone(entry, span)
            raise damage

    def _try_alone(self, entry: PackEntry, span: Span) -> None:
        try:
            merge([span])
        except (pikepdf.PdfError, RuntimeError) as damage:
            raise _broken(entry) from damage

    def _take_in(
        self,
        forest: TagForest,
        spans: list[Span],
        own: list[OwnPages],
    ) -> None:
        """Sort the merged pages by where they came from; take in what papers brought."""
        pages = list(self.pdf.pages)
        by_path = {each.path: each for each in own}
        at = 0
        for index, (path, numbers) in enumerate(spans, start=FRONT):
            found = pages[at : at + len(numbers)]
            at += len(numbers)
            entry = self.layout.runs[index].entry if index >= 0 else None
            if path in by_path:
                by_path[path].merged += found
            elif entry is not None:
                self._put_in(forest, index, entry, found)

    def _put_in(
        self,
        forest: TagForest,
        index: int,
        entry: PackEntry,
        pages: list[pikepdf.Page],
    ) -> None:
        try:
            self._add_paper(forest, index, entry, pages)
        except (pikepdf.PdfError, *ODDITIES) as damage:
            raise _broken(entry) from damage

    def _add_paper(
        self,
        forest: TagForest,
        index: int,
        entry: PackEntry,
        pages: list[pikepdf.Page],
    ) -> None:
        kept = take_down(pages)
        lead_links(pages)
        if kept.layers is not None:
            carry_layers(self.pdf, kept.layers)
        self._is_accessible &= kept.is_accessible
        if kept.tags is not None:
            kids = forest.adopt(kept.tags, pages)
        else:
            kids = [
                forest.describe_page(page, f"Page {number} of {entry.title}, a picture")
                for number, page in enumerate(pages, start=1)
            ]
        self._parts[index] = kids
        if kept.language not in {"", LANGUAGE}:
            self._languages[index] = kept.language

    def _divide(self, elements: list[Any]) -> None:
        """Sort the tags of our own pages by the entry they belong to."""
        places: dict[Any, int] = {
            page.objgen: place
            for page, place in zip(self.pdf.pages, self._places, strict=True)
        }
        for element in elements:
            page = first_page_of(element)
            place = places[page.objgen] if page is not None else FRONT
            self._parts.setdefault(place, []).append(element)

    def _in_reading_order(self, forest: TagForest) -> list[pikepdf.Object]:
        return [
            forest.part(
                self._parts[index],
                self._title_of(index),
                self._languages.get(index, ""),
            )
            for index in sorted(self._parts)
        ]

    def _title_of(self, index: int) -> str:
        if index == FRONT:
            return "Agenda"
        return self.layout.runs[index].heading or HIDDEN

    def _stamp(self) -> None:
        stamper = Stamper(self.pdf, key=self.key)
        now, before = self.edition.stamp, self.layout.stamp or self.edition.stamp
        lying = zip(self.pdf.pages, self._numbers, self._places, strict=True)
        for page, number, place in lying:
            is_later = place == FRONT or self.layout.runs[place].is_later
            stamper.stamp(page, number, now if is_later else before)

    def _lead_links(self, pages: list[pikepdf.Page]) -> None:
        """Turn the agenda's private addresses into links to pages of this file."""
        for note in _notes(pages):
            action: Any = note.get("/A", {})
            address = str(action.get("/URI", ""))
            if not address.startswith(LINK):
                continue
            number = read_page_number(address.removeprefix(LINK))
            del note["/A"]
            note.Dest = Array([self.pdf.pages[self._at[number]].obj, Name.Fit])
            note.Contents = String(number.in_words)

    def _add_bookmarks(self) -> None:
        titles = {
            item.item_id: (item.number, item.title) for item in self.edition.items
        }
        with self.pdf.open_outline() as outline:
            outline.root.append(OutlineItem("Agenda", min(1, len(self.pdf.pages) - 1)))
            if self.layout.script_pages:
                place = self._at[self.layout.script[0]]
                outline.root.append(OutlineItem("Script for the chair", place))
            current: dict[ItemId, OutlineItem] = {}
            found = self.layout.by_entry
            for entry in [one for one in self.plan.entries if one in found]:
                place = self._at[found[entry].numbers[0]]
                if entry.item_id not in current:
                    number, title = titles[entry.item_id]
                    is_hidden = entry.item_id in self.plan.hidden_items
                    words = f"{number} {HIDDEN if is_hidden else title}".strip()
                    current[entry.item_id] = OutlineItem(words, place)
                    outline.root.append(current[entry.item_id])
                if entry.kind is EntryKind.PAPER:
                    words = HIDDEN if entry.hides_title else entry.title
                    current[entry.item_id].children.append(OutlineItem(words, place))

    def _describe(self) -> None:
        pdf, title = self.pdf, self.edition.title
        if self.layout.is_alone:
            title = f"Supplement {self.layout.supplement}: {title}"
        pdf.Root.Lang = String(LANGUAGE)
        pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        pdf.Root.PageMode = Name.UseOutlines
        pdf.docinfo["/Title"] = title
        with pdf.open_metadata(
            set_pikepdf_as_editor=False, update_docinfo=False
        ) as meta:
            meta["dc:title"] = title
            meta["dc:language"] = {LANGUAGE}
            if self._is_accessible:
                meta["pdfuaid:part"] = "1"


def _broken(entry: PackEntry) -> BrokenPaper:
    return BrokenPaper(
        entry.title, "its pages cannot be put into a pack.", entry.paper_id
    )


def _paper_in(run: Run) -> PackEntry | None:
    """Return the paper whose pages a run is, if it is that."""
    entry = run.entry
    is_paper = entry is not None and entry.kind is EntryKind.PAPER
    return entry if is_paper and run.gap is None else None


def _notes(pages: list[pikepdf.Page]) -> Iterator[Any]:
    for page in pages:
        yield from page.obj.get("/Annots") or []
