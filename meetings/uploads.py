"""From an uploaded file to a paper that may be kept: checked, cleaned, measured."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from django.core.files import File

from core.documents.anonymous import write_anonymous
from core.documents.hidden import pages_with_hidden_text
from core.errors import RuleBroken
from core.office import LeftOut, OfficeKind, check_office, looks_like_office
from core.uploads import ODDITIES, check_pdf
from meetings.files import NAMELESS_TITLE


if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_NAME = 255
PREFIX = "quorate-upload-"
FIRST_BYTES = 8


@dataclass(frozen=True, slots=True)
class Upload:
    """A cleaned PDF, open for reading, with what is known of it.

    `clean_file` is the same without authors and hidden notes, for everybody but the
    keeper of the record. `removed` says in words what was taken out because it would
    have acted by itself. `hidden_pages`, from 1, hold text that nobody sees; None: nobody
    could look.
    """

    file: File[bytes]
    original_name: str
    sha256: str
    pages: int
    is_tagged: bool
    size_bytes: int
    clean_file: File[bytes]
    clean_sha256: str
    removed: tuple[str, ...] = ()
    has_language: bool | None = None
    has_title: bool | None = None
    is_image_only: bool | None = None
    hidden_pages: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class OfficeUpload:
    """A Word, Excel or PowerPoint file that may be kept, with what is known of it.

    `left_out` is what its PDF will not show.
    """

    file: File[bytes]
    original_name: str
    kind: OfficeKind
    sha256: str
    size_bytes: int
    left_out: tuple[LeftOut, ...]


def is_office(uploaded: File[bytes]) -> bool:
    """Say whether an upload is to be checked as an Office file, by its first bytes."""
    uploaded.seek(0)
    start = uploaded.read(FIRST_BYTES)
    uploaded.seek(0)
    return looks_like_office(start)


@contextmanager
def checked_office(uploaded: File[bytes]) -> Iterator[OfficeUpload]:
    """Check an uploaded Office file; it may be read until the block ends.

    Raises:
      RuleBroken: it is too large, none of the three kinds, locked, damaged, not
        settled, or brings along what it may not.
    """
    with TemporaryDirectory(prefix=PREFIX) as folder:
        raw = Path(folder, "raw")
        _copy(uploaded, raw)
        found = check_office(raw)
        with raw.open("rb") as stream:
            yield OfficeUpload(
                file=File(stream),
                original_name=_name_of(uploaded),
                kind=found.kind,
                sha256=found.sha256,
                size_bytes=found.size_bytes,
                left_out=found.left_out,
            )


@contextmanager
def checked(uploaded: File[bytes]) -> Iterator[Upload]:
    """Check and clean an uploaded PDF; it may be read until the block ends.

    Raises:
      RuleBroken: it is too large, no PDF, locked, damaged or empty.
    """
    with TemporaryDirectory(prefix=PREFIX) as folder:
        raw, clean = Path(folder, "raw.pdf"), Path(folder, "clean.pdf")
        nameless = Path(folder, "nameless.pdf")
        _copy(uploaded, raw)
        found = check_pdf(raw, into=clean)
        clean_sha256 = _write_nameless(clean, into=nameless)
        hidden = pages_with_hidden_text(clean, pages=found.pages)
        with clean.open("rb") as stream, nameless.open("rb") as second:
            yield Upload(
                file=File(stream),
                original_name=_name_of(uploaded),
                sha256=found.sha256,
                pages=found.pages,
                is_tagged=found.is_tagged,
                size_bytes=found.size_bytes,
                clean_file=File(second),
                clean_sha256=clean_sha256,
                removed=found.removed,
                has_language=bool(found.language.strip()),
                has_title=bool(found.title),
                is_image_only=found.is_image_only,
                hidden_pages=hidden,
            )


def _copy(uploaded: File[bytes], into: Path) -> None:
    with into.open("wb") as copy:
        for chunk in uploaded.chunks():
            copy.write(chunk)


def _name_of(uploaded: File[bytes]) -> str:
    return Path(str(uploaded.name)).name[-LONGEST_NAME:]


def _write_nameless(clean: Path, *, into: Path) -> str:
    """Write the copy that names nobody; return its digest."""
    import pikepdf

    try:
        write_anonymous(clean, into=into, title=NAMELESS_TITLE)
    except (pikepdf.PdfError, *ODDITIES) as damage:
        raise RuleBroken.because(
            "upload_broken",
            "The names of its authors cannot be taken out of the file. Open it in the "
            "program it was made with, save it as PDF once more and upload that.",
        ) from damage
    with into.open("rb") as made:
        return hashlib.file_digest(made, "sha256").hexdigest()
