"""One part of a reader's copy alone, taken from the copy: the same pages and numbers."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any, BinaryIO, cast

from core.documents.merging import save
from core.documents.tags import is_tagged, prune
from packs.build.assembly import AS_IT_IS


if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import pikepdf


def take_out(
    source: IO[bytes], into: IO[bytes], *, pages: Sequence[int], title: str
) -> None:
    """Write some pages of a copy, counted from 0, with their tags and bookmarks.

    Links to pages that are not there lead nowhere. The same copy and pages give the
    same bytes.

    Raises:
      pikepdf.PdfError: the copy cannot be read.
      ValueError: no pages are asked for.
    """
    import pikepdf

    if not pages:
        raise ValueError("A part has at least a page.")
    with pikepdf.open(cast("BinaryIO", source)) as pdf:
        kept = [pdf.pages[number] for number in pages]
        names: set[Any] = {page.objgen for page in kept}
        if is_tagged(pdf):
            prune(pdf, kept)
        with pdf.open_outline() as outline:
            outline.root[:] = [one for one in outline.root if _leads_to(one, names)]
        _cut_links(kept, names)
        gone = set(range(len(pdf.pages))) - set(pages)
        for number in sorted(gone, reverse=True):
            del pdf.pages[number]
        pdf.docinfo["/Title"] = title
        with pdf.open_metadata(
            set_pikepdf_as_editor=False, update_docinfo=False
        ) as meta:
            meta["dc:title"] = title
        save(pdf, into, static_id=True, **AS_IT_IS)


def _leads_to(item: pikepdf.OutlineItem, names: Collection[Any]) -> bool:
    target: Any = item.destination
    return bool(target) and target[0].objgen in names


def _cut_links(kept: Sequence[pikepdf.Page], names: Collection[Any]) -> None:
    """Leave links to what is not here as plain words."""
    import pikepdf

    for page in kept:
        for note in page.obj.get("/Annots") or []:
            target: Any = note.get("/Dest")
            if isinstance(target, pikepdf.Array) and target[0].objgen not in names:
                del note.Dest
