"""Files of signed returns on their way in and out: checked, and shown page by page."""

from __future__ import annotations

import io
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from django.http import FileResponse, Http404

from core.uploads import CheckedPdf, check_pdf


if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.core.files import File

    from conflicts.models import ReturnFile

SANDBOX = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
)


@contextmanager
def checked(uploaded: File[bytes]) -> Iterator[CheckedPdf]:
    """Check and clean an uploaded PDF; it may be read until the block ends.

    Raises:
      RuleBroken: it is too large, no PDF, locked, damaged or empty.
    """
    with TemporaryDirectory(prefix="quorate-returns-") as folder:
        raw, clean = Path(folder, "raw.pdf"), Path(folder, "clean.pdf")
        with raw.open("wb") as copy:
            for chunk in uploaded.chunks():
                copy.write(chunk)
        yield check_pdf(raw, into=clean)


def one_page(row: ReturnFile, number: int) -> FileResponse:
    """Send one page of a stored file; no typed name goes out with it.

    Raises:
      Http404: the file has no such page.
    """
    import pikepdf

    if not 1 <= number <= row.pages:
        raise Http404("The file has no such page.")
    made = io.BytesIO()
    stored = io.BytesIO(_bytes_of(row))
    with pikepdf.open(stored) as whole:
        single = pikepdf.new()
        single.pages.append(whole.pages[number - 1])
        single.save(made)
    made.seek(0)
    return pdf_response(made, f"returns-{row.pk}-page-{number}")


def _bytes_of(row: ReturnFile) -> bytes:
    with row.file.open("rb") as stored:
        return bytes(stored.read())


def pdf_response(made: io.BytesIO, name: str) -> FileResponse:
    """Send a PDF to be looked at by its reader alone."""
    response = FileResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "private, no-store"
    return response
