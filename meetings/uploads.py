"""Look into an uploaded paper before it is kept: a whole, open, quiet PDF, or none."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pikepdf

from core.errors import RuleBroken


if TYPE_CHECKING:
    from django.core.files import File

MOST_BYTES = 200 * 1024 * 1024
SIGNATURE = b"%PDF-"
# What a reader's program would do by itself, where a paper may only be read.
ACTIVE = ("/JavaScript", "/JS", "/Launch", "/SubmitForm", "/ImportData", "/RichMedia")


@dataclass(frozen=True, slots=True)
class Upload:
    """A PDF that may be kept, with what is known of it."""

    file: File[bytes]
    original_name: str
    sha256: str
    pages: int
    is_tagged: bool
    size_bytes: int


def inspect(file: File[bytes]) -> Upload:
    """Return what is known of an uploaded PDF.

    Raises:
      RuleBroken: it is no PDF, too large, broken, encrypted, or it would act by itself.
    """
    size = int(file.size or 0)
    if size > MOST_BYTES:
        raise _refusal(
            "paper_too_large", "The file is over 200 MB. Save it with smaller pictures."
        )
    file.seek(0)
    if not file.read(1024).lstrip().startswith(SIGNATURE):
        raise _refusal("not_a_pdf", "The file is no PDF. Save the paper as PDF first.")
    pages, is_tagged = _look_inside(file)
    digest = hashlib.sha256()
    file.seek(0)
    for chunk in iter(lambda: file.read(1 << 20), b""):
        digest.update(chunk)
    file.seek(0)
    return Upload(
        file=file,
        original_name=str(file.name or "paper.pdf").rsplit("/", 1)[-1][-255:],
        sha256=digest.hexdigest(),
        pages=pages,
        is_tagged=is_tagged,
        size_bytes=size,
    )


def _look_inside(file: File[bytes]) -> tuple[int, bool]:
    file.seek(0)
    try:
        with pikepdf.open(file) as pdf:  # type: ignore[arg-type]
            if pdf.is_encrypted:
                raise _refusal(
                    "paper_encrypted",
                    "The file is protected. Save it without a password or restrictions.",
                )
            pages, is_tagged = len(pdf.pages), _is_tagged(pdf)
            is_active = _is_active(pdf)
    except pikepdf.PasswordError:
        raise _refusal(
            "paper_encrypted", "The file asks for a password. Save it without one."
        ) from None
    except (pikepdf.PdfError, ValueError, RecursionError):
        raise _refusal(
            "paper_broken", "The file is damaged. Open it, print it to PDF, try again."
        ) from None
    if is_active:
        raise _refusal(
            "paper_active",
            "The file contains scripts, forms that send themselves, or other files. "
            "Print it to PDF and upload that.",
        )
    if pages < 1:
        raise _refusal("paper_empty", "The file has no page.")
    return pages, is_tagged


def _is_tagged(pdf: pikepdf.Pdf) -> bool:
    marks: Any = pdf.Root.get("/MarkInfo", {})
    return bool(marks.get("/Marked", False)) and "/StructTreeRoot" in pdf.Root


def _is_active(pdf: pikepdf.Pdf) -> bool:
    """Say whether any object acts by itself or carries another file."""
    names: Any = pdf.Root.get("/Names", {})
    if "/JavaScript" in names or len(pdf.attachments):
        return True
    return any(_acts(found) for found in pdf.objects)


def _acts(found: Any) -> bool:
    """Look at one object and what is written inside it, not at what it refers to."""
    if isinstance(found, pikepdf.Array):
        inside = list(found)
    elif isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
        if "/JS" in found or str(found.get("/S", "")) in ACTIVE:
            return True
        if str(found.get("/Subtype", "")) in ACTIVE:
            return True
        inside = [found[key] for key in found.keys()]  # noqa: SIM118 - not a dict
    else:
        return False
    return any(
        _acts(one)
        for one in inside
        if isinstance(one, pikepdf.Array | pikepdf.Dictionary) and not one.is_indirect
    )


def _refusal(code: str, sentence: str) -> RuleBroken:
    return RuleBroken.because(code, sentence)
