"""Distrust what people upload: look twice, open, take out what acts, and measure."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import RuleBroken


if TYPE_CHECKING:
    import pikepdf

PDF = "application/pdf"
SNIFFED_BYTES = 8192
MEBIBYTE = 1024 * 1024
# Actions that only move a reader about, inside the file or to an address they see.
HARMLESS_ACTIONS = {"/GoTo", "/URI", "/Named"}
HARMLESS_SCHEMES = ("http://", "https://", "mailto:", "#")
ACTING_NOTES = {
    "/FileAttachment",
    "/Movie",
    "/Sound",
    "/Screen",
    "/RichMedia",
    "/3D",
}
ACTING_ROOTS = ("/OpenAction", "/AA", "/AF", "/Collection")
ACTING_NAMES = ("/JavaScript", "/EmbeddedFiles", "/Renditions")
# What a file that is not built as it should be makes a reader of it trip over.
ODDITIES = (ValueError, TypeError, AttributeError, KeyError, RecursionError)
_DEEPEST = 32
# A page of drawing: a thousandth of it, packed, unpacks to this and fills the memory.
MOST_DRAWN = 64 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """How much one upload may hold: bytes and pages."""

    bytes_: int = 200 * MEBIBYTE
    pages: int = 3000


@dataclass(frozen=True, slots=True)
class CheckedPdf:
    """What is known of an upload that was cleaned and kept at `path`.

    `sha256` and `size_bytes` are of the cleaned file; `removed` says in words what was
    taken out of it.
    """

    path: Path
    sha256: str
    size_bytes: int
    pages: int
    is_tagged: bool
    title: str
    language: str
    removed: tuple[str, ...]
    is_image_only: bool = False


def check_pdf(
    upload: Path, *, into: Path, limits: UploadLimits | None = None
) -> CheckedPdf:
    """Check an uploaded PDF, and write it, without anything that acts, at `into`.

    Raises:
      RuleBroken: the file is too large, no PDF, encrypted, damaged or empty; the
        sentence says what to do.
    """
    import pikepdf

    allowed = limits or UploadLimits()
    _refuse_by_size(upload, allowed)
    _refuse_by_kind(upload)
    try:
        with pikepdf.open(upload, access_mode=pikepdf.AccessMode.stream) as pdf:
            return _cleaned(pdf, into, allowed, _digest(upload))
    except pikepdf.PasswordError:
        raise _encrypted() from None
    except (pikepdf.PdfError, *ODDITIES) as damage:
        raise RuleBroken.because(
            "upload_broken",
            "The file is damaged and cannot be opened. Open it in the program it was "
            "made with, save it as PDF once more and upload that.",
        ) from damage


def _refuse_by_size(upload: Path, allowed: UploadLimits) -> None:
    size = upload.stat().st_size
    if size == 0:
        raise RuleBroken.because("upload_empty", "The file is empty.")
    if size > allowed.bytes_:
        raise RuleBroken.because(
            "upload_too_large",
            f"The file is larger than {allowed.bytes_ // MEBIBYTE} MB. Save it with "
            "smaller pictures, or divide it.",
        )


def _refuse_by_kind(upload: Path) -> None:
    # Two opinions: each alone can be led astray by a few well-placed bytes.
    import filetype
    import puremagic

    with upload.open("rb") as file:
        start = file.read(SNIFFED_BYTES)
    first = filetype.guess_mime(start)
    try:
        found = {guess.mime_type for guess in puremagic.magic_string(start)}
    except (puremagic.PureError, ValueError):
        found = set()
    if first != PDF or PDF not in found:
        raise RuleBroken.because(
            "upload_not_pdf",
            "The file is not a PDF, whatever its name says. Save the paper as PDF and "
            "upload that.",
        )


def _encrypted() -> RuleBroken:
    return RuleBroken.because(
        "upload_encrypted",
        "The file is locked with a password or restrictions. Save it without them and "
        "upload that.",
    )


def _cleaned(
    pdf: pikepdf.Pdf, into: Path, allowed: UploadLimits, original: str
) -> CheckedPdf:
    import pikepdf

    from core.documents.reading import is_image_only
    from core.documents.tags import is_tagged, name_apart

    if pdf.is_encrypted:
        raise _encrypted()
    pages = len(pdf.pages)
    if not 0 < pages <= allowed.pages:
        raise RuleBroken.because(
            "upload_pages",
            f"The file has {pages} pages; between 1 and {allowed.pages} are taken.",
        )
    removed = sorted(set(_take_out(pdf)))
    for page in pdf.pages:
        if _is_readable(page):
            _close_states(pdf, page)
    title, language = _title_of(pdf), str(pdf.Root.get("/Lang", ""))
    tagged = is_tagged(pdf)
    if tagged:
        name_apart(pdf, original[:12])
    pdf.save(
        into,
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        deterministic_id=True,
    )
    return CheckedPdf(
        path=into,
        sha256=_digest(into),
        size_bytes=into.stat().st_size,
        pages=pages,
        is_tagged=tagged,
        title=title,
        language=language,
        removed=tuple(removed),
        is_image_only=is_image_only(pdf),
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _take_out(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Take out what acts, and say in words what it was."""
    for key in ACTING_ROOTS:
        if key in pdf.Root:
            opens_page = key == "/OpenAction" and _only_opens_a_page(pdf.Root[key])
            del pdf.Root[key]
            if not opens_page:
                yield "actions on opening" if key != "/AF" else "attached files"
    names: Any = pdf.Root.get("/Names", {})
    for key in ACTING_NAMES:
        if key in names:
            del names[key]
            yield "attached files" if key == "/EmbeddedFiles" else "scripts"
    yield from _take_out_of_forms(pdf)
    for page in pdf.pages:
        yield from _take_out_of_page(page.obj)
    yield from _sweep(pdf)


def _only_opens_a_page(action: Any) -> bool:
    import pikepdf

    return isinstance(action, pikepdf.Array) or action.get("/S") == "/GoTo"


def _take_out_of_forms(pdf: pikepdf.Pdf) -> Iterator[str]:
    form: Any = pdf.Root.get("/AcroForm")
    if form is None:
        return
    for key, words in (("/XFA", "a form with scripts"), ("/AA", "scripts")):
        if key in form:
            del form[key]
            yield words
    if "/CO" in form:
        del form["/CO"]


def _take_out_of_page(page: Any) -> Iterator[str]:
    import pikepdf

    for key in ("/AA", "/AF"):
        if key in page:
            del page[key]
            yield "actions on opening" if key == "/AA" else "attached files"
    notes: Any = page.get("/Annots")
    if notes is None:
        return
    kept = [note for note in notes if str(note.get("/Subtype", "")) not in ACTING_NOTES]
    if len(kept) != len(notes):
        page["/Annots"] = pikepdf.Array(kept)
        yield "attached files, sounds or films"


def _sweep(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Look at every object, wherever it hangs, for what acts."""
    import pikepdf

    for each in pdf.objects:
        if isinstance(each, pikepdf.Dictionary | pikepdf.Stream | pikepdf.Array):
            yield from _sweep_one(each, 0)


def _sweep_one(each: Any, depth: int) -> Iterator[str]:
    # Only what is written inside the object: what it refers to has its own turn.
    import pikepdf

    if depth > _DEEPEST:
        return
    if isinstance(each, pikepdf.Array):
        parts = list(each)
    else:
        yield from _defuse(each)
        parts = list(dict(each).values())
    for part in parts:
        nests = isinstance(part, pikepdf.Dictionary | pikepdf.Array)
        if nests and not part.is_indirect:
            yield from _sweep_one(part, depth + 1)


def _defuse(each: Any) -> Iterator[str]:
    import pikepdf

    action: Any = each.get("/A")
    if isinstance(action, pikepdf.Dictionary) and "/S" in action:
        if not _is_harmless(action):
            del each["/A"]
            yield "links that start programs, scripts or other files"
        elif "/Next" in action:
            del action["/Next"]
            yield "links that start programs, scripts or other files"
    for key, words in (
        ("/JS", "scripts"),
        ("/EF", "attached files"),
        ("/AA", "actions on opening"),
    ):
        if key in each:
            del each[key]
            yield words


def _is_harmless(action: Any) -> bool:
    kind = str(action.get("/S", ""))
    if kind == "/URI":
        return str(action.get("/URI", "")).lower().startswith(HARMLESS_SCHEMES)
    return kind in HARMLESS_ACTIONS


def _is_readable(page: pikepdf.Page) -> bool:
    """Say whether a page's drawing can be unpacked here without filling the memory.

    Raises:
      RuleBroken: it unpacks to more than any page needs.
    """
    import pikepdf

    contents: Any = page.obj.get("/Contents")
    streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    left = MOST_DRAWN
    for stream in streams:
        size = _unpacked(stream, left) if isinstance(stream, pikepdf.Stream) else 0
        if size is None:
            return False
        left -= size
        if left < 0:
            raise RuleBroken.because(
                "upload_swollen",
                "A page of the file unpacks to far more than a page can show. Open it "
                "in the program it was made with, save it as PDF once more and upload "
                "that.",
            )
    return True


def _unpacked(stream: pikepdf.Stream, most: int) -> int | None:
    """Return to how many bytes a stream unpacks, one past `most` at the most.

    None where only a library could tell, by unpacking all of it.
    """
    import pikepdf

    packing: Any = stream.get("/Filter", pikepdf.Array())
    filters = list(packing) if isinstance(packing, pikepdf.Array) else [packing]
    raw = stream.read_raw_bytes()
    if not filters:
        return len(raw)
    if [str(one) for one in filters] != ["/FlateDecode"]:
        return None
    try:
        return len(zlib.decompressobj().decompress(raw, most + 1))
    except zlib.error:
        return None


def _close_states(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """Close what a page's content leaves open, or what is drawn later would be moved."""
    import pikepdf

    try:
        found = pikepdf.parse_content_stream(page, operators="q Q")
    except pikepdf.PdfError:
        return
    open_now = 0
    for instruction in found:
        opens = str(instruction.operator) == "q"
        open_now = max(open_now + (1 if opens else -1), 0)
    if open_now:
        page.contents_add(b"\n" + b"Q " * open_now)


def _title_of(pdf: pikepdf.Pdf) -> str:
    return str(pdf.docinfo.get("/Title", "")).strip()[:300]
