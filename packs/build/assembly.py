"""Weave written pages and papers into one file: links, bookmarks, tags, stamps."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, String

from core.documents.merging import (
    carry_layers,
    hang_up,
    lead_links,
    merge,
    take_down,
)
from core.documents.tags import TagForest, first_page_of, prune
from core.uploads import ODDITIES
from packs.build.edition import BrokenPaper
from packs.build.front import HIDDEN, LINK
from packs.build.stamps import Stamper
from packs.values import EntryKind


if TYPE_CHECKING:
    from pathlib import Path

    from packs.build.edition import Edition
    from packs.build.front import Written
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

# Tells how far the work is: steps done, steps in all, what is done now.
Progress = Callable[[int, int, str], None]


def silent(_done: int, _total: int, _label: str) -> None:
    """Tell nobody how far the work is."""


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
    key: str
    place: Callable[[str], Path]
    pdf: pikepdf.Pdf = field(default_factory=pikepdf.new)
    _parts: dict[int, list[pikepdf.Object]] = field(default_factory=dict)
    _languages: dict[int, str] = field(default_factory=dict)
    _is_accessible: bool = True

    def weave(
        self,
        front: Written,
        sheets: Written,
        ready_paper: Callable[[PackEntry], Path],
        progress: Progress,
    ) -> pikepdf.Pdf:
        """Put every page in its place and finish the file; the caller saves it.

        `ready_paper` says where a paper lies that is ready to be merged.
        """
        ours = OwnPages(front, self.place(f"{self.key}.front.pdf"))
        covers = OwnPages(sheets, self.place(f"{self.key}.sheets.pdf"))
        total = len(self.plan.entries) + 2
        spans = [ours.keep(0)]
        for index, entry in enumerate(self.plan.entries):
            progress(index, total, entry.title)
            spans.append(self._span_of(index, entry, ours, covers, ready_paper))
        progress(total - 2, total, "Putting the pages together")
        ours.save()
        covers.save()
        self.pdf = self._merge(spans)
        forest = TagForest(self.pdf)
        self._take_in(forest, spans, ours, covers)
        progress(total - 1, total, "Page numbers and bookmarks")
        self._divide(ours.tops(forest) + covers.tops(forest))
        forest.plant(self._in_reading_order(forest))
        self._stamp()
        self._lead_links(ours.merged)
        self._add_bookmarks()
        self._describe()
        return self.pdf

    def _span_of(
        self,
        index: int,
        entry: PackEntry,
        ours: OwnPages,
        covers: OwnPages,
        ready_paper: Callable[[PackEntry], Path],
    ) -> tuple[Path, range]:
        """Return the file and the pages of it that one entry is made of."""
        if not entry.is_given:
            gaps = (one.is_given for one in self.plan.entries[:index])
            return ours.keep(1 + sum(not is_given for is_given in gaps))
        if entry.kind is EntryKind.COVER_SHEET:
            return covers.keep(list(self.edition.covers).index(entry.item_id))
        return ready_paper(entry), range(entry.pages)

    def _merge(self, spans: list[tuple[Path, range]]) -> pikepdf.Pdf:
        """Merge the files; if that fails, name the paper at which it does."""
        try:
            return merge(spans)
        except (pikepdf.PdfError, RuntimeError) as damage:
            for entry, span in zip(self.plan.entries, spans[1:], strict=True):
                if entry.kind is EntryKind.PAPER and entry.is_given:
                    self._try_alone(entry, span)
            raise damage

    def _try_alone(self, entry: PackEntry, span: tuple[Path, range]) -> None:
        try:
            merge([span])
        except (pikepdf.PdfError, RuntimeError) as damage:
            raise _broken(entry) from damage

    def _take_in(
        self,
        forest: TagForest,
        spans: list[tuple[Path, range]],
        ours: OwnPages,
        covers: OwnPages,
    ) -> None:
        """Sort the merged pages by where they came from; take in what papers brought."""
        pages = list(self.pdf.pages)
        at = 0
        for index, (path, numbers) in enumerate(spans, start=FRONT):
            found = pages[at : at + len(numbers)]
            at += len(numbers)
            if path == ours.path:
                ours.merged += found
            elif path == covers.path:
                covers.merged += found
            else:
                self._put_in(forest, index, self.plan.entries[index], found)

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
        numbers: dict[Any, int] = {
            page.objgen: at for at, page in enumerate(self.pdf.pages, start=1)
        }
        entries = {
            number: index
            for index, entry in enumerate(self.plan.entries)
            for number in range(entry.first_page, entry.last_page + 1)
        }
        for element in elements:
            page = first_page_of(element)
            number = numbers[page.objgen] if page is not None else 1
            place = entries.get(number, FRONT)
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
        entry = self.plan.entries[index]
        return HIDDEN if entry.is_withheld else entry.title

    def _stamp(self) -> None:
        stamper = Stamper(self.pdf, words=self.edition.stamp, key=self.key)
        for number, page in enumerate(self.pdf.pages, start=1):
            stamper.stamp(page, number)

    def _lead_links(self, pages: list[pikepdf.Page]) -> None:
        """Turn the agenda's private addresses into links to pages of this file."""
        for note in _notes(pages):
            action: Any = note.get("/A", {})
            address = str(action.get("/URI", ""))
            if not address.startswith(LINK):
                continue
            number = int(address.removeprefix(LINK))
            del note["/A"]
            note.Dest = Array([self.pdf.pages[number - 1].obj, Name.Fit])
            note.Contents = String(f"Page {number}")

    def _add_bookmarks(self) -> None:
        titles = {
            item.item_id: (item.number, item.title) for item in self.edition.items
        }
        with self.pdf.open_outline() as outline:
            outline.root.append(OutlineItem("Agenda", min(1, len(self.pdf.pages) - 1)))
            current: dict[ItemId, OutlineItem] = {}
            for entry in self.plan.entries:
                place = entry.first_page - 1
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


def _notes(pages: list[pikepdf.Page]) -> Iterator[Any]:
    for page in pages:
        yield from page.obj.get("/Annots") or []
