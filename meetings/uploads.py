"""From an uploaded file to a paper that may be kept: checked, cleaned, measured."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from django.core.files import File

from core.uploads import check_pdf


if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class Upload:
    """A cleaned PDF, open for reading, with what is known of it.

    `removed` says in words what was taken out because it would have acted by itself.
    """

    file: File[bytes]
    original_name: str
    sha256: str
    pages: int
    is_tagged: bool
    size_bytes: int
    removed: tuple[str, ...] = ()


@contextmanager
def checked(uploaded: File[bytes]) -> Iterator[Upload]:
    """Check and clean an uploaded PDF; it may be read until the block ends.

    Raises:
      RuleBroken: it is too large, no PDF, locked, damaged or empty.
    """
    with TemporaryDirectory(prefix="quorate-upload-") as folder:
        raw, clean = Path(folder, "raw.pdf"), Path(folder, "clean.pdf")
        with raw.open("wb") as copy:
            for chunk in uploaded.chunks():
                copy.write(chunk)
        found = check_pdf(raw, into=clean)
        with clean.open("rb") as stream:
            yield Upload(
                file=File(stream),
                original_name=Path(str(uploaded.name)).name[-LONGEST_NAME:],
                sha256=found.sha256,
                pages=found.pages,
                is_tagged=found.is_tagged,
                size_bytes=found.size_bytes,
                removed=found.removed,
            )
