"""One reader's copy, byte for byte the same whenever it is built from the same facts."""

from __future__ import annotations

import hashlib
import io
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, String

from packs.build.edition import BrokenPaper
from packs.build.front import cover_sheet, front_pages, placeholder
from packs.build.stamps import Stamper
from packs.build.tags import TagTree
from packs.rules.plan import PackPlan, plan_pack
from packs.values import EntryKind, ItemId


if TYPE_CHECKING:
    from collections.abc import Mapping

    from packs.build.edition import Edition
    from packs.rules.plan import ItemFacts, PackEntry, PaperTreatment
    from packs.values import PaperId, Part

LINK = "https://pack.invalid/page/"


@dataclass(frozen=True, slots=True)
class Prepared:
    """An edition with what all its copies share: cover sheets and page counts."""

    edition: Edition
    items: tuple[ItemFacts, ...]
    covers: Mapping[ItemId, bytes]
    front_pages: int


@dataclass(frozen=True, slots=True)
class BuiltCopy:
    """The bytes of one copy, with the manifest that says what is in it and why."""

    content: bytes
    sha256: str
    pages: int
    manifest: dict[str, Any]


@dataclass(slots=True)
class Shelf:
    """Opened files that several copies are made from; close it when all are made."""

    opened: dict[object, pikepdf.Pdf] = field(default_factory=dict)

    def close(self) -> None:
        """Close every file."""
        for pdf in self.opened.values():
            pdf.close()
        self.opened.clear()


def prepare(edition: Edition) -> Prepared:
    """Write what all copies share and count the pages that everybody has.

    The agenda is written with the whole of its titles to count its pages; a reader's
    own agenda is never longer, and is filled up where it is shorter.
    """
    covers = {item_id: cover_sheet(one) for item_id, one in edition.covers.items()}
    counts = {item_id: _count(made) for item_id, made in covers.items()}
    items = tuple(
        _with_cover(item, counts.get(item.item_id, 0)) for item in edition.items
    )
    return Prepared(
        edition=edition,
        items=items,
        covers=covers,
        front_pages=_count(front_pages(edition, None, reader="x" * 60)),
    )


def plan_for(
    prepared: Prepared,
    *,
    items: Mapping[ItemId, PaperTreatment],
    papers: Mapping[PaperId, PaperTreatment],
    parts: frozenset[Part],
) -> PackPlan:
    """Plan one reader's copy of a prepared edition."""
    known_items = {item.item_id for item in prepared.items}
    known_papers = {paper.paper_id for paper in prepared.edition.papers}
    return plan_pack(
        prepared.items,
        prepared.edition.papers,
        treatments={pk: one for pk, one in items.items() if pk in known_items},
        paper_treatments={pk: one for pk, one in papers.items() if pk in known_papers},
        policy=prepared.edition.policy,
        front_pages=prepared.front_pages,
        parts=parts,
    )


def build_copy(
    prepared: Prepared, plan: PackPlan, *, reader: str, shelf: Shelf
) -> BuiltCopy:
    """Build one reader's copy.

    Raises:
      BrokenPaper: a paper cannot be opened or is not as long as it was; names it.
    """
    pdf = pikepdf.new()
    tags = TagTree(pdf)
    _append_front(pdf, tags, prepared, plan, reader)
    for entry in plan.entries:
        _append(pdf, tags, _source(prepared, entry, shelf), entry)
    stamper = Stamper(pdf, words=prepared.edition.stamp, reader=reader)
    for number, page in enumerate(pdf.pages, start=1):
        stamper.stamp(page.obj, number)
    _link_pages(pdf, prepared.front_pages)
    _outline(pdf, prepared, plan)
    tags.write()
    _describe(pdf, prepared.edition)
    content = _saved(pdf)
    pdf.close()
    digest = hashlib.sha256(content).hexdigest()
    return BuiltCopy(content, digest, plan.pages, _manifest(plan, reader))


def _append_front(
    pdf: pikepdf.Pdf, tags: TagTree, prepared: Prepared, plan: PackPlan, reader: str
) -> None:
    front = pikepdf.open(io.BytesIO(front_pages(prepared.edition, plan, reader=reader)))
    pdf.pages.extend(front.pages)
    tags.take(front, [page.obj for page in pdf.pages])
    while len(pdf.pages) < prepared.front_pages:
        pdf.add_blank_page(page_size=(595.28, 841.89))


def _source(prepared: Prepared, entry: PackEntry, shelf: Shelf) -> pikepdf.Pdf:
    if entry.is_withheld:
        return pikepdf.open(io.BytesIO(placeholder(entry)))
    key: object = (entry.kind, entry.item_id, entry.version)
    if key not in shelf.opened:
        shelf.opened[key] = _opened(prepared, entry)
    return shelf.opened[key]


def _opened(prepared: Prepared, entry: PackEntry) -> pikepdf.Pdf:
    if entry.kind is EntryKind.COVER_SHEET:
        return pikepdf.open(io.BytesIO(prepared.covers[entry.item_id]))
    path = prepared.edition.files.get(entry.version) if entry.version else None
    if path is None or not path.exists():
        raise BrokenPaper(entry.title, "its file is not where it was kept.")
    if hashlib.sha256(path.read_bytes()).hexdigest() != entry.sha256:
        raise BrokenPaper(entry.title, "its file is not what was uploaded.")
    try:
        return pikepdf.open(path)
    except pikepdf.PdfError as broken:
        raise BrokenPaper(entry.title, "its file cannot be opened.") from broken


def _append(
    pdf: pikepdf.Pdf, tags: TagTree, source: pikepdf.Pdf, entry: PackEntry
) -> None:
    before = len(pdf.pages)
    if len(source.pages) != entry.pages:
        raise BrokenPaper(
            entry.title,
            f"it has {len(source.pages)} pages and was recorded with {entry.pages}.",
        )
    pdf.pages.extend(source.pages)
    tags.take(source, [page.obj for page in list(pdf.pages)[before:]])


def _link_pages(pdf: pikepdf.Pdf, front: int) -> None:
    """Turn the agenda's private addresses into links to pages of this file."""
    for page in list(pdf.pages)[:front]:
        for note in page.obj.get("/Annots", []):
            action: Any = note.get("/A", {})
            address = str(action.get("/URI", ""))
            if address.startswith(LINK):
                number = int(address.removeprefix(LINK))
                target = pdf.pages[number - 1]
                del note["/A"]
                note["/Contents"] = String(f"Page {number}")
                note["/Dest"] = Array([target.obj, Name.Fit])


def _outline(pdf: pikepdf.Pdf, prepared: Prepared, plan: PackPlan) -> None:
    titles = {
        item.item_id: f"{item.number} {item.title}".strip() for item in prepared.items
    }
    with pdf.open_outline() as outline:
        outline.root.append(OutlineItem("Agenda", min(1, prepared.front_pages - 1)))
        current: dict[ItemId, OutlineItem] = {}
        for entry in plan.entries:
            hidden = entry.item_id in plan.hidden_items
            if entry.item_id not in current:
                words = "Withheld" if hidden else titles[entry.item_id]
                node = OutlineItem(words, entry.first_page - 1)
                current[entry.item_id] = node
                outline.root.append(node)
            if entry.kind is EntryKind.PAPER:
                words = "Withheld" if entry.hides_title else entry.title
                current[entry.item_id].children.append(
                    OutlineItem(words, entry.first_page - 1)
                )


def _describe(pdf: pikepdf.Pdf, edition: Edition) -> None:
    pdf.Root["/Lang"] = String("en-GB")
    pdf.Root["/ViewerPreferences"] = Dictionary(DisplayDocTitle=True)
    pdf.docinfo["/Title"] = edition.title
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as meta:
        meta["dc:title"] = edition.title


def _saved(pdf: pikepdf.Pdf) -> bytes:
    made = io.BytesIO()
    pdf.remove_unreferenced_resources()
    pdf.save(
        made,
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        deterministic_id=True,
    )
    return made.getvalue()


def _manifest(plan: PackPlan, reader: str) -> dict[str, Any]:
    return {
        "reader": reader,
        "pages": plan.pages,
        "front_pages": plan.front_pages,
        "policy": plan.policy.value,
        "tools": {"pikepdf": version("pikepdf"), "typst": version("typst")},
        "entries": [
            asdict(entry) | {"kind": entry.kind.value, "grant": entry.grant.value}
            for entry in plan.entries
        ],
    }


def _count(made: bytes) -> int:
    with pikepdf.open(io.BytesIO(made)) as pdf:
        return len(pdf.pages)


def _with_cover(item: ItemFacts, pages: int) -> ItemFacts:
    return replace(item, cover_pages=pages)
