"""A copy on paper: its pages behind one that shows the address in a window."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING

from core.documents import render
from core.documents.merging import save
from core.web.dates import long_date


if TYPE_CHECKING:
    from packs.models import PackCopy

LABEL = "packs/build/templates/label.typ"


def with_label(copy: PackCopy) -> IO[bytes]:
    """Return the file of a copy behind a page with its reader's address, open to read.

    Streams of the copy are passed on unread, so a pack of any length takes little
    memory. Its `person` and `pack__gathering` are loaded.

    Raises:
      ValueError: no postal address of the reader is known.
      pikepdf.PdfError: the stored file cannot be read.
    """
    import pikepdf

    if not copy.person.postal_address.strip():
        raise ValueError("There is no address to print.")
    with tempfile.TemporaryDirectory(prefix="quorate-post-") as folder:
        stored, made = Path(folder, "copy.pdf"), Path(folder, "printed.pdf")
        with copy.file.open("rb") as kept, stored.open("wb") as file:
            for chunk in kept.chunks():
                file.write(chunk)
        with (
            pikepdf.open(stored) as pdf,
            pikepdf.open(io.BytesIO(_label(copy))) as label,
        ):
            pdf.pages.insert(0, label.pages[0])
            save(
                pdf,
                made,
                compress_streams=False,
                stream_decode_level=pikepdf.StreamDecodeLevel.none,
            )
        # Open, it can be read on after its folder is gone.
        return made.open("rb")


def _label(copy: PackCopy) -> bytes:
    gathering = copy.pack.gathering
    person = copy.person
    address = [str(person), *person.postal_address.splitlines()]
    pages = "page" if copy.pages == 1 else "pages"
    return render(
        LABEL,
        {
            "title": f"Your pack for {gathering.title}",
            "address": [line.strip() for line in address if line.strip()],
            "words": f"{gathering.title}, {long_date(gathering.held_on)}\n\n"
            f"{copy.pages} {pages}, made for you. Do not pass them on. If you are "
            "asked to give any of them back, tell the governance officer when it is "
            "done.",
        },
    )
