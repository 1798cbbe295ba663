"""One reader's copy, byte for byte the same whenever it is built from the same facts."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pikepdf

from core.documents.merging import hang_up, is_hung_up
from core.uploads import ODDITIES
from packs.build.assembly import AS_IT_IS, Assembly, Progress, silent
from packs.build.edition import BrokenPaper, Edition
from packs.build.front import Written, count_front, write_front, write_sheets
from packs.build.leftovers import make_folder
from packs.build.manifest import ENGINE, manifest_of, plain, read_manifest, tools
from packs.build.stamps import reader_drawings
from packs.rules.plan import GIVEN, PackPlan, broken, plan_pack
from packs.values import PaperId


if TYPE_CHECKING:
    from packs.rules.plan import ItemFacts, PackEntry, PaperTreatment
    from packs.values import ItemId, PaperVersionId, Part

# What qpdf writes for /ID when told to be reproducible; twice in the trailer.
BLANK_ID = b"31415926535897932384626433832795"
CHUNK = 1 << 20
NO_FAULTS: Mapping[PaperId, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Prepared:
    """An edition with what all its copies share: cover sheets and page counts."""

    edition: Edition
    items: tuple[ItemFacts, ...]
    sheets: Written
    front_pages: int
    facts: dict[str, Any]
    key: str


@dataclass(frozen=True, slots=True)
class BuiltCopy:
    """The bytes of one copy, with the manifest that says what is in it and why."""

    content: bytes
    sha256: str
    pages: int
    manifest: dict[str, Any]


@dataclass(frozen=True, slots=True)
class WrittenCopy:
    """One copy in a file, for packs too large to be held in memory."""

    path: Path
    sha256: str
    pages: int
    manifest: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Nameless:
    """A pack before a reader's name is written on it, and where that is to be done.

    `begun` is the digest of what comes before the first of these places, which is most
    of the file and the same in all copies.
    """

    path: Path
    key: str
    places: dict[bytes, int]
    begun: hashlib._Hash

    def digest_of(self, copy: Path) -> str:
        """Return the SHA-256 of a copy of this pack, whatever is in the places."""
        digest = self.begun.copy()
        with copy.open("rb") as file:
            file.seek(min(self.places.values()))
            while piece := file.read(CHUNK):
                digest.update(piece)
        return digest.hexdigest()


@dataclass(slots=True)
class Shelf:
    """What several copies share: papers made ready, packs without a reader's name.

    Copies that withhold the same are one file until the name is written on it, so
    sixty copies cost as many builds as there are different withholdings. Close the
    shelf when all copies are made.
    """

    ready: dict[PaperVersionId, Path] = field(default_factory=dict)
    nameless: dict[tuple[str, PackPlan], Nameless] = field(default_factory=dict)
    folder: Path | None = None

    def place(self, name: str) -> Path:
        """Return where to put a file that lasts as long as the shelf."""
        if self.folder is None:
            self.folder = make_folder()
        return self.folder / name

    def close(self) -> None:
        """Throw away what was only for the build."""
        self.ready.clear()
        self.nameless.clear()
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = None


def prepare(edition: Edition) -> Prepared:
    """Count the pages that everybody has: the front and every cover sheet.

    The agenda is counted with the whole of its titles; a reader's own agenda is never
    longer, and is filled up where it is shorter.
    """
    sheets = write_sheets(edition)
    lengths = {
        item_id: len(sheets.section(at)) for at, item_id in enumerate(edition.covers)
    }
    items = tuple(
        replace(item, cover_pages=lengths.get(item.item_id, 0))
        for item in edition.items
    )
    facts = plain(edition)
    return Prepared(edition, items, sheets, count_front(edition), facts, _key_of(facts))


def plan_for(
    prepared: Prepared,
    *,
    items: Mapping[ItemId, PaperTreatment],
    papers: Mapping[PaperId, PaperTreatment],
    parts: frozenset[Part],
    faults: Mapping[PaperId, str] = NO_FAULTS,
) -> PackPlan:
    """Plan one reader's copy of a prepared edition.

    `faults` says of papers whose files are broken what is wrong with them: nobody is
    given these, and from whom they are withheld, they are withheld.
    """
    known_items = {item.item_id for item in prepared.items}
    known_papers = {paper.paper_id for paper in prepared.edition.papers}
    given = {pk: one for pk, one in papers.items() if pk in known_papers}
    for pk, reason in faults.items():
        if not given.get(pk, GIVEN).is_withheld:
            given[pk] = broken(reason)
    return plan_pack(
        prepared.items,
        prepared.edition.papers,
        treatments={pk: one for pk, one in items.items() if pk in known_items},
        paper_treatments=given,
        policy=prepared.edition.policy,
        front_pages=prepared.front_pages,
        parts=parts,
    )


def build_copy(
    prepared: Prepared,
    plan: PackPlan,
    *,
    reader: str,
    shelf: Shelf,
    progress: Progress = silent,
) -> BuiltCopy:
    """Build one reader's copy in memory.

    Raises:
      BrokenPaper: a paper cannot be opened or is not what it was; names it.
      CannotTypeset: a page of our own cannot be written.
    """
    made = write_copy(prepared, plan, reader=reader, shelf=shelf, progress=progress)
    content = made.path.read_bytes()
    made.path.unlink()
    return BuiltCopy(content, made.sha256, made.pages, made.manifest)


def rebuild(
    manifest: Mapping[str, Any], files: Mapping[PaperVersionId, Path]
) -> BuiltCopy:
    """Build a copy again from its manifest: the same bytes, given the same tools.

    Raises:
      BrokenPaper: a paper is no longer what the manifest says.
    """
    edition, plan, reader = read_manifest(manifest, files)
    shelf = Shelf()
    try:
        made = write_copy(prepare(edition), plan, reader=reader, shelf=shelf)
        content = made.path.read_bytes()
        return BuiltCopy(content, made.sha256, made.pages, made.manifest)
    finally:
        shelf.close()


def write_copy(
    prepared: Prepared,
    plan: PackPlan,
    *,
    reader: str,
    shelf: Shelf,
    into: Path | None = None,
    progress: Progress = silent,
) -> WrittenCopy:
    """Build one reader's copy into a file, by default one that goes with the shelf.

    Raises:
      BrokenPaper: a paper cannot be opened or is not what it was; names it.
      CannotTypeset: a page of our own cannot be written.
    """
    nameless = shelf.nameless.get((prepared.key, plan))
    if nameless is None:
        nameless = _build_nameless(prepared, plan, shelf, progress)
        shelf.nameless[prepared.key, plan] = nameless
    name = hashlib.sha256(f"{nameless.key} {reader}".encode()).hexdigest()
    path = into or shelf.place(f"{name}.pdf")
    shutil.copyfile(nameless.path, path)
    with path.open("r+b") as file:
        for form, drawing in reader_drawings(prepared.key, reader).items():
            file.seek(nameless.places[form])
            file.write(drawing)
        file.seek(nameless.places[BLANK_ID])
        file.write(name[: len(BLANK_ID)].encode())
    manifest = manifest_of(prepared.facts, plan, reader)
    return WrittenCopy(path, nameless.digest_of(path), plan.pages, manifest)


def _build_nameless(
    prepared: Prepared, plan: PackPlan, shelf: Shelf, progress: Progress
) -> Nameless:
    edition = prepared.edition
    # Marks are named by the edition alone: the same page is the same in every copy.
    key = _key_of([prepared.facts, plain(plan)])
    pdf = Assembly(edition, plan, prepared.key, shelf.place).weave(
        write_front(edition, plan),
        prepared.sheets,
        lambda entry: _ready(edition, entry, shelf),
        progress,
    )
    path = shelf.place(f"{key}.nameless.pdf")
    pdf.save(path, static_id=True, **AS_IT_IS)
    pdf.close()
    places = _places(path, prepared.key)
    return Nameless(path, key, places, _digest_before(path, min(places.values())))


def _digest_before(path: Path, end: int) -> hashlib._Hash:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while end > 0 and (piece := file.read(min(CHUNK, end))):
            digest.update(piece)
            end -= len(piece)
    return digest


def _places(path: Path, key: str) -> dict[bytes, int]:
    """Find where in the file a reader's name and an identity of its own belong.

    Read piece by piece: a pack of scans is larger than what a worker may hold.
    """
    wanted = [*reader_drawings(key, ""), BLANK_ID]
    overlap = max(len(marker) for marker in wanted)
    places: dict[bytes, int] = {}
    start, tail = 0, b""
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            window = tail + piece
            for marker in wanted:
                at = window.rfind(marker)
                if at >= 0:
                    places[marker] = start - len(tail) + at
            start += len(piece)
            tail = window[-overlap:]
    if len(places) != len(wanted):
        raise RuntimeError("The pack has no place for its reader's name.")
    return places


def _key_of(facts: Any) -> str:
    """Name something by everything its bytes depend on."""
    known = json.dumps([facts, ENGINE, tools()], sort_keys=True)
    return hashlib.sha256(known.encode()).hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _ready(edition: Edition, entry: PackEntry, shelf: Shelf) -> Path:
    """Return where a paper lies, checked and ready to be merged."""
    if entry.version is None:
        raise BrokenPaper(entry.title, "it has no file.", entry.paper_id)
    if entry.version in shelf.ready:
        return shelf.ready[entry.version]
    path = edition.files.get(entry.version)
    if path is None or not path.exists():
        raise BrokenPaper(
            entry.title, "its file is not where it was kept.", entry.paper_id
        )
    if _digest(path) != entry.sha256:
        raise BrokenPaper(
            entry.title, "its file is not what was uploaded.", entry.paper_id
        )
    other = shelf.place(f"paper-{entry.version}.pdf")
    shelf.ready[entry.version] = _made_ready(path, entry, other)
    return shelf.ready[entry.version]


def _made_ready(path: Path, entry: PackEntry, other: Path) -> Path:
    """Return where a paper lies that is ready: at `other`, if it was not kept so."""
    try:
        # Not mapped into memory: a pack of scans is larger than what a worker has.
        with pikepdf.open(path, access_mode=pikepdf.AccessMode.stream) as pdf:
            pages = len(pdf.pages)
            is_kept_so = is_hung_up(pdf)
            if not is_kept_so:
                hang_up(pdf)
                pdf.save(other, **AS_IT_IS)
    except (pikepdf.PdfError, *ODDITIES) as broken:
        raise BrokenPaper(
            entry.title, "its file cannot be opened.", entry.paper_id
        ) from broken
    if pages != entry.pages:
        raise BrokenPaper(
            entry.title,
            f"it has {pages} pages and was recorded with {entry.pages}.",
            entry.paper_id,
        )
    return path if is_kept_so else other
