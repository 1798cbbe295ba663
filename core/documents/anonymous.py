"""A PDF without whoever made it: authors, programs, attachments, hidden notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.documents.merging import hang_up
from core.documents.tags import claims_to_be_accessible


if TYPE_CHECKING:
    from pathlib import Path

    import pikepdf

HIDDEN, NOT_VIEWED = 2, 32
# What a reader needs of the whole file; all else there says how it was made, or travels
# with it unseen.
OF_THE_FILE = frozenset(
    {
        "/Type",
        "/Version",
        "/Pages",
        "/PageLabels",
        "/PageLayout",
        "/PageMode",
        "/ViewerPreferences",
        "/Names",
        "/Dests",
        "/Outlines",
        "/AcroForm",
        "/OCProperties",
        "/OutputIntents",
        "/Lang",
        "/MarkInfo",
        "/StructTreeRoot",
        "/URI",
    }
)
OF_ANY_PART = ("/Metadata", "/PieceInfo", "/LastModified", "/CreatorInfo", "/AF")
# Who wrote a note and when; the name of a form's field is no person's.
OF_A_NOTE = ("/T", "/CreationDate", "/M", "/NM", "/RC", "/Subj", "/IRT", "/Popup")
_DEEPEST = 32


def write_anonymous(source: Path, *, into: Path, title: str) -> None:
    """Write a PDF at `into` that says nothing of its authors.

    It keeps what a reader sees and hears read out: pages, visible notes without their
    writers, links, tags, bookmarks and the language; and, where the file claimed to be
    accessible, that claim. `title` takes the place of the one it came with: a word
    that tells nothing, which readers of a screen are told.

    Raises:
      pikepdf.PdfError: the file is no PDF, or cannot be opened.
    """
    import pikepdf

    with pikepdf.open(source, access_mode=pikepdf.AccessMode.stream) as pdf:
        is_accessible = claims_to_be_accessible(pdf)
        _forget_making(pdf)
        for page in pdf.pages:
            _clear_notes(page)
        for each in pdf.objects:
            _clear(each, 0)
        _describe(pdf, title, is_accessible=is_accessible)
        # So that it need not be done again for every pack.
        hang_up(pdf)
        pdf.save(
            into,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
        )


def _forget_making(pdf: pikepdf.Pdf) -> None:
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    for key in set(pdf.Root.keys()) - OF_THE_FILE:
        del pdf.Root[key]
    names: Any = pdf.Root.get("/Names", {})
    if "/EmbeddedFiles" in names:
        del names["/EmbeddedFiles"]


def _clear_notes(page: pikepdf.Page) -> None:
    """Drop the notes nobody sees, and who wrote the others."""
    import pikepdf

    notes: Any = page.obj.get("/Annots")
    if not isinstance(notes, pikepdf.Array):
        return
    kept = [note for note in notes if _is_seen(note)]
    if len(kept) != len(notes):
        page.obj["/Annots"] = pikepdf.Array(kept)
    for note in kept:
        if str(note.get("/Subtype", "")) == "/Widget":
            continue
        for key in OF_A_NOTE:
            if key in note:
                del note[key]


def _is_seen(note: Any) -> bool:
    import pikepdf

    if not isinstance(note, pikepdf.Dictionary):
        return False
    if str(note.get("/Subtype", "")) in {"/Popup", "/FileAttachment"}:
        return False
    flags = note.get("/F", 0)
    return not (isinstance(flags, int) and flags & (HIDDEN | NOT_VIEWED))


def _clear(each: Any, depth: int) -> None:
    """Take out of a part, wherever it hangs, what tells of its making."""
    import pikepdf

    if depth > _DEEPEST or not isinstance(
        each, pikepdf.Dictionary | pikepdf.Stream | pikepdf.Array
    ):
        return
    if isinstance(each, pikepdf.Array):
        parts = list(each)
    else:
        _clear_keys(each)
        parts = list(dict(each).values())
    for part in parts:
        nests = isinstance(part, pikepdf.Dictionary | pikepdf.Array)
        if nests and not part.is_indirect:
            _clear(part, depth + 1)


def _clear_keys(each: Any) -> None:
    for key in OF_ANY_PART:
        if key in each:
            del each[key]
    # A signature names who signed, and no longer fits a file that was written anew.
    if str(each.get("/FT", "")) == "/Sig" and "/V" in each:
        del each["/V"]


def _describe(pdf: pikepdf.Pdf, title: str, *, is_accessible: bool) -> None:
    """Give it a title, and repeat its claim where it made one."""
    pdf.docinfo["/Title"] = title
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as meta:
        meta["dc:title"] = title
        if is_accessible:
            meta["pdfuaid:part"] = "1"
