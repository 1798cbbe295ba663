"""What copies share while they are built: papers made ready, packs without a name."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pikepdf

from core.documents.merging import hang_up, is_hung_up
from core.uploads import ODDITIES
from packs.build.assembly import AS_IT_IS
from packs.build.edition import BrokenPaper
from packs.build.leftovers import make_folder


if TYPE_CHECKING:
    from pathlib import Path

    from packs.build.edition import Edition
    from packs.rules.note import Held
    from packs.rules.plan import PackEntry, PackPlan

CHUNK = 1 << 20


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
    pages: int

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

    `ready` are papers by the digest of their files.

    Copies that withhold the same are one file until the name is written on it, so
    sixty copies cost as many builds as there are different withholdings. Close the
    shelf when all copies are made.
    """

    ready: dict[str, Path] = field(default_factory=dict)
    nameless: dict[tuple[str, PackPlan, Held, bool], Nameless] = field(
        default_factory=dict
    )
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


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def kept(edition: Edition, entry: PackEntry, shelf: Shelf) -> Path:
    """Return where a paper lies, once it is known to be what was uploaded.

    It is not opened here: the merge opens it, and a build of forty papers is too short
    to open each of them twice. `made_ready` is for those that the merge cannot use.

    Raises:
      BrokenPaper: its file is gone, or is not what it was.
    """
    if entry.version is None:
        raise BrokenPaper(entry.title, "it has no file.", entry.paper_id)
    if entry.sha256 in shelf.ready:
        return shelf.ready[entry.sha256]
    path = edition.file_of(entry)
    if path is None or not path.exists():
        raise BrokenPaper(
            entry.title, "its file is not where it was kept.", entry.paper_id
        )
    if _digest(path) != entry.sha256:
        raise BrokenPaper(
            entry.title, "its file is not what was uploaded.", entry.paper_id
        )
    shelf.ready[entry.sha256] = path
    return path


def made_ready(edition: Edition, entry: PackEntry, shelf: Shelf) -> Path:
    """Return where a paper lies that can be merged, written anew if it was not kept so.

    Raises:
      BrokenPaper: it cannot be opened, or has not the pages that were counted.
    """
    path = kept(edition, entry, shelf)
    made = _written_ready(path, entry, shelf.place(f"paper-{entry.sha256}.pdf"))
    shelf.ready[entry.sha256] = made
    return made


def _written_ready(path: Path, entry: PackEntry, other: Path) -> Path:
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
