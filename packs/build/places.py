"""Where in a finished file its reader's name belongs, and the digest up to there."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from packs.build.shelf import CHUNK
from packs.build.stamps import reader_drawings


if TYPE_CHECKING:
    from pathlib import Path

# What qpdf writes for /ID when told to be reproducible; twice in the trailer.
BLANK_ID = b"31415926535897932384626433832795"


def digest_before(path: Path, end: int) -> hashlib._Hash:
    """Return the digest of a file up to a place, to go on with from there."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while end > 0 and (piece := file.read(min(CHUNK, end))):
            digest.update(piece)
            end -= len(piece)
    return digest


def places_of(path: Path, key: str) -> dict[bytes, int]:
    """Find where in the file a reader's name and an identity of its own belong.

    They lie near its end, so it is read from there, and piece by piece: a pack of scans
    is larger than what a worker may hold.
    """
    wanted = {*reader_drawings(key, ""), BLANK_ID}
    overlap = max(len(marker) for marker in wanted)
    places: dict[bytes, int] = {}
    start, head = path.stat().st_size, b""
    with path.open("rb") as file:
        while start > 0 and wanted:
            length = min(CHUNK, start)
            start -= length
            file.seek(start)
            window = file.read(length) + head
            for marker in list(wanted):
                at = window.rfind(marker)
                if at >= 0:
                    places[marker] = start + at
                    wanted.remove(marker)
            head = window[:overlap]
    if wanted:
        raise RuntimeError("The pack has no place for its reader's name.")
    return places
