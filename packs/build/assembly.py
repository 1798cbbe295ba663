"""Weave written pages and papers into one file: links, bookmarks, tags, stamps."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, String

from core.documents.merging import carry_layers, freeze_links, thaw_links
from core.documents.tags import TagForest, first_page_of, is_tagged, prune
from core.uploads import ODDITIES
from packs.build.edition import BrokenPaper
from packs.build.front import HIDDEN, LINK
from packs.build.stamps import Stamper
from packs.values import EntryKind


if TYPE_CHECKING:
    from packs.build.edition import Edition
    from packs.build.front import Written
    from packs.rules.plan import PackEntry, PackPlan
    from packs.values import ItemId

LANGUAGE = "en-GB"
TAGGED_BY_RULE = b"pdfuaid:part"
FRONT = -1

# Tells how far the work is: steps done, steps in all, what is done now.
Progress = Callable[[int, int, str], None]


def silent(_done: int, _total: int, _label: str) -> None:
    """Tell nobody how far the work is."""


class OwnPages:
    """Pages that Quorate wrote: some of them are copied into a pack, with their tags."""

    def __init__(self, written: Written, pdf: pikepdf.Pdf) -> None:
        self.written = written
        self.pdf = pdf
        self.kept: list[pikepdf.Page] = []
        self.copies: list[pikepdf.Page] = []
        self._source: pikepdf.Pdf | None = None

    def copy(self, section: int) -> None:
        """Append the pages of one section to the pack."""
        if self._source is None:
            self._source = pikepdf.open(io.BytesIO(self.written.content))
        for number in self.written.section(section):
            page = self._source.pages[number]
            self.pdf.pages.append(page)
            self.kept.append(page)
            self.copies.append(self.pdf.pages[-1])

    def tops(self, forest: TagForest) -> list[Any]:
        """Copy the tags of the pages that were copied, and of no other."""
        if self._source is None:
            return []
        prune(self._source, self.kept)
        adopted: list[Any] = forest.adopt(self._source, self.copies)
        return [kid for top in adopted for kid in top.K]


@dataclass
class Assembly:
    """One pack in the making, from the first page to the last."""

    edition: Edition
    plan: PackPlan
    key: str
    pdf: pikepdf.Pdf = field(default_factory=pikepdf.new)
    _parts: dict[int, list[pikepdf.Object]] = field(default_factory=dict)
    _languages: dict[int, str] = field(default_factory=dict)
    _is_accessible: bool = True

    def weave(
        self,
        front: Written,
        sheets: Written,
        open_paper: Callable[[PackEntry], pikepdf.Pdf],
        progress: Progress,
    ) -> pikepdf.Pdf:
        """Put every page in its place and finish the file; the caller saves it."""
        forest = TagForest(self.pdf)
        ours, covers = OwnPages(front, self.pdf), OwnPages(sheets, self.pdf)
        sheet_of = {pk: at for at, pk in enumerate(self.edition.covers)}
        total = len(self.plan.entries) + 2
        progress(0, total, "Agenda")
        ours.copy(0)
        gaps = 0
        for index, entry in enumerate(self.plan.entries):
            progress(index + 1, total, entry.title)
            if not entry.is_given:
                gaps += 1
                ours.copy(gaps)
            elif entry.kind is EntryKind.COVER_SHEET:
                covers.copy(sheet_of[entry.item_id])
            else:
                self._put_in(forest, index, entry, open_paper(entry))
        progress(total - 1, total, "Page numbers and bookmarks")
        self._divide(ours.tops(forest) + covers.tops(forest))
        forest.plant(self._in_reading_order(forest))
        self._stamp()
        self._lead_links(ours.copies)
        self._add_bookmarks()
        self._describe()
        return self.pdf

    def _put_in(
        self, forest: TagForest, index: int, entry: PackEntry, source: pikepdf.Pdf
    ) -> None:
        try:
            self._add_paper(forest, index, entry, source)
        except (pikepdf.PdfError, *ODDITIES) as damage:
            raise BrokenPaper(
                entry.title, "its pages cannot be put into a pack.", entry.paper_id
            ) from damage

    def _add_paper(
        self, forest: TagForest, index: int, entry: PackEntry, source: pikepdf.Pdf
    ) -> None:
        freeze_links(source)
        first = len(self.pdf.pages)
        self.pdf.pages.extend(source.pages)
        pages = [self.pdf.pages[at] for at in range(first, len(self.pdf.pages))]
        thaw_links(pages)
        carry_layers(self.pdf, source)
        self._is_accessible &= _claims_to_be_accessible(source)
        if is_tagged(source):
            kids = forest.adopt(source, pages)
        else:
            kids = [
                forest.describe_page(page, f"Page {number} of {entry.title}, a picture")
                for number, page in enumerate(pages, start=1)
            ]
        self._parts[index] = kids
        language = str(source.Root.get("/Lang", LANGUAGE))
        if language != LANGUAGE:
            self._languages[index] = language

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


def _claims_to_be_accessible(source: pikepdf.Pdf) -> bool:
    described = source.Root.get("/Metadata")
    if not isinstance(described, pikepdf.Stream):
        return False
    return TAGGED_BY_RULE in described.read_bytes()


def _notes(pages: list[pikepdf.Page]) -> Iterator[Any]:
    for page in pages:
        yield from page.obj.get("/Annots") or []
