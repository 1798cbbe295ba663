"""Many files made one by qpdf, and what that loses kept: tags, layers, links.

qpdf carries pages over with everything they lead to, streams unread, and drops what
hangs on a file's root. So each file's tags and layers are hung on its last page before,
and taken down after: by then every page that they speak of has been carried over.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, BinaryIO, cast

from core.documents.tags import claims_to_be_accessible, is_tagged


if TYPE_CHECKING:
    from pathlib import Path

    import pikepdf

KEPT, LEADS = "/QuorateKept", "/QuorateLeads"


@dataclass(frozen=True, slots=True)
class Kept:
    """What was hung on a file's last page: structure tree, layers, language, a claim."""

    tags: Any | None = None
    layers: Any | None = None
    language: str = ""
    is_accessible: bool = False


def hang_up(source: pikepdf.Pdf, *, last: int = -1) -> None:
    """Hang on a page of a source, in memory, what merging would lose.

    `last` is the index of the last page of it that will be merged. Links within the
    source are told the numbers of their pages: references would lead nowhere, and
    names would mean the target of another file.
    """
    import pikepdf

    for page in source.pages:
        if KEPT in page.obj:
            del page.obj[KEPT]
    _number_links(source)
    kept = pikepdf.Dictionary(Accessible=claims_to_be_accessible(source))
    if is_tagged(source):
        kept.Tags = source.Root.StructTreeRoot
    if "/OCProperties" in source.Root:
        kept.Layers = source.Root.OCProperties
    if "/Lang" in source.Root:
        kept.Lang = pikepdf.String(str(source.Root.Lang))
    source.pages[last].obj[KEPT] = kept


def is_hung_up(source: pikepdf.Pdf) -> bool:
    """Say whether a file is ready to be merged."""
    return is_last_of_ready(source.pages[-1])


def is_last_of_ready(page: pikepdf.Page) -> bool:
    """Say whether a page, merged or not, is the last of a file that is ready."""
    return KEPT in page.obj


def merge(parts: Sequence[tuple[Path, range]]) -> pikepdf.Pdf:
    """Put pages of files behind one another: files, with pages counted from 0 each.

    Streams are read from the files when the result is saved, piece by piece; so the
    files must stay until then.

    Raises:
      pikepdf.PdfError, RuntimeError: a file cannot be read.
    """
    import pikepdf

    words = ["qpdf", "--empty", "--remove-unreferenced-resources=no", "--pages"]
    for path, numbers in parts:
        words += [str(path), f"{numbers.start + 1}-{numbers.stop}"]
    job: Any = pikepdf.Job([*words, "--", "-"])
    pdf: pikepdf.Pdf = job.create_pdf()
    # Fields of a form mean nothing in a pack; what they show stays on their pages.
    if "/AcroForm" in pdf.Root:
        del pdf.Root["/AcroForm"]
    return pdf


def save(pdf: pikepdf.Pdf, into: Path | IO[bytes], **options: Any) -> None:
    """Write what was merged; `options` are those of pikepdf.

    Of fields that belong to no form it is not told again: that is meant (see `merge`).
    """
    import pikepdf

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pikepdf.exceptions.PageCopyWarning)
        pdf.save(cast("BinaryIO", into), **options)


def take_down(pages: Sequence[pikepdf.Page]) -> Kept:
    """Take what was kept off the last of a source's merged pages."""
    kept = pages[-1].obj.get(KEPT)
    if kept is None:
        return Kept()
    del pages[-1].obj[KEPT]
    return Kept(
        tags=kept.get("/Tags"),
        layers=kept.get("/Layers"),
        language=str(kept.get("/Lang", "")),
        is_accessible=bool(kept.get("/Accessible", False)),
    )


def lead_links(pages: Sequence[pikepdf.Page]) -> None:
    """Lead the links within a source to its merged pages, which are all of them."""
    import pikepdf

    for page in pages:
        for note in _links(page):
            lead: Any = note.get(LEADS)
            for key in _targeting(note):
                del note[key]
            if lead is not None and int(lead[0]) < len(pages):
                note.Dest = pikepdf.Array([pages[int(lead[0])].obj, *list(lead)[1:]])


def _targeting(note: pikepdf.Object) -> Iterator[str]:
    """Name the keys of a link that lead to a place in its own file."""
    action = note.get("/A")
    if action is not None and action.get("/S") == "/GoTo":
        yield "/A"
    for key in ("/Dest", LEADS):
        if key in note:
            yield key


def carry_layers(pdf: pikepdf.Pdf, layers: pikepdf.Object) -> None:
    """Keep what a source shows and hides by layers, in the file it was merged into."""
    import pikepdf

    ours = pdf.Root.get("/OCProperties")
    if ours is None:
        pdf.Root.OCProperties = layers
        return
    ours.OCGs.extend(layers.get("/OCGs") or [])
    for state in ("/OFF", "/ON", "/Order", "/AS", "/Locked"):
        added = (layers.get("/D") or pikepdf.Dictionary()).get(state)
        if added is not None:
            if state not in ours.D:
                ours.D[state] = pikepdf.Array()
            ours.D[state].extend(added)


def _number_links(source: pikepdf.Pdf) -> None:
    links = [note for page in source.pages for note in _links(page)]
    if not links:
        return
    numbers: dict[Any, int] = {page.objgen: at for at, page in enumerate(source.pages)}
    named = _named_targets(source)
    for note in links:
        if LEADS in note:
            del note[LEADS]
        place = _numbered(_target_of(note, named), numbers)
        if place is not None:
            note[LEADS] = place


def _target_of(note: pikepdf.Object, named: dict[str, Any]) -> Any:
    import pikepdf

    action = note.get("/A")
    target = note.get("/Dest")
    if target is None and action is not None and action.get("/S") == "/GoTo":
        target = action.get("/D")
    if target is None or isinstance(target, pikepdf.Array):
        return target
    return named.get(str(target))


def _links(page: pikepdf.Page) -> Iterator[pikepdf.Object]:
    for note in page.obj.get("/Annots") or []:
        if note.get("/Subtype") == "/Link":
            yield note


def _named_targets(source: pikepdf.Pdf) -> dict[str, Any]:
    import pikepdf

    found: dict[str, Any] = {}
    old = source.Root.get("/Dests")
    if old is not None:
        found |= {name: _place_of(target) for name, target in old.items()}
    names: Any = source.Root.get("/Names") or {}
    if "/Dests" in names:
        tree = pikepdf.NameTree(names["/Dests"])
        found |= {str(name): _place_of(target) for name, target in tree.items()}
    return found


def _place_of(target: Any) -> Any:
    import pikepdf

    if isinstance(target, pikepdf.Dictionary):
        return target.get("/D")
    return target


def _numbered(target: Any, numbers: dict[Any, int]) -> pikepdf.Array | None:
    import pikepdf

    if not isinstance(target, pikepdf.Array) or not len(target):
        return None
    page: Any = target[0]
    view = list(target)[1:]
    if isinstance(page, int):
        return pikepdf.Array([page, *view])
    if not isinstance(page, pikepdf.Dictionary) or page.objgen not in numbers:
        return None
    return pikepdf.Array([numbers[page.objgen], *view])
