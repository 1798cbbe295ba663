"""The stored files of papers, as readers are given them."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.core.files import File

from core.documents.anonymous import write_anonymous


if TYPE_CHECKING:
    from meetings.models.paper import KeptFile

NAMELESS_TITLE = "Meeting paper"
"""What every paper is called inside its file, where its own title could name somebody."""


def open_nameless(version: KeptFile) -> IO[bytes] | File[bytes]:
    """Open a version, or a redacted twin, without its authors, programs and hidden notes.

    A version kept before such copies were made gets one for this reader alone.

    Raises:
      pikepdf.PdfError: such a version cannot be read as a PDF.
    """
    if version.clean_file:
        opened: File[bytes] = version.clean_file.open("rb")
        return opened
    with tempfile.TemporaryDirectory(prefix="quorate-paper-") as folder:
        source, made = Path(folder, "kept.pdf"), Path(folder, "nameless.pdf")
        with version.file.open("rb") as kept, source.open("wb") as copy:
            for chunk in kept.chunks():
                copy.write(chunk)
        write_anonymous(source, into=made, title=NAMELESS_TITLE)
        # Open, it can be read on after its folder is gone.
        return made.open("rb")
