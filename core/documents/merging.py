"""What merging loses besides tags: links between pages, and layers that are off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    import pikepdf


def freeze_links(source: pikepdf.Pdf) -> None:
    """Give links inside a source, in memory, page numbers for targets.

    Page references would lead nowhere once single pages are copied, and names would
    mean the target of another file.
    """
    import pikepdf

    links = [note for page in source.pages for note in _links(page)]
    if not links:
        return
    numbers: dict[Any, int] = {page.objgen: at for at, page in enumerate(source.pages)}
    named = _named_targets(source)
    for note in links:
        action = note.get("/A")
        target = note.get("/Dest")
        if target is None and action is not None and action.get("/S") == "/GoTo":
            target = action.get("/D")
            del note["/A"]
        if target is None:
            continue
        if not isinstance(target, pikepdf.Array):
            target = named.get(str(target))
        place = _frozen(target, numbers)
        if place is not None:
            note.Dest = place
        elif "/Dest" in note:
            del note["/Dest"]


def thaw_links(pages: Sequence[pikepdf.Page]) -> None:
    """Lead the frozen links of a source's copied pages to those copies."""
    for page in pages:
        for note in _links(page):
            target: Any = note.get("/Dest")
            if target is None:
                continue
            number = target[0]
            if isinstance(number, int) and number < len(pages):
                target[0] = pages[number].obj


def carry_layers(pdf: pikepdf.Pdf, source: pikepdf.Pdf) -> None:
    """Keep what a source shows and hides by layers, after its pages were copied."""
    import pikepdf

    layers = source.Root.get("/OCProperties")
    if layers is None:
        return
    if not layers.is_indirect:
        layers = source.make_indirect(layers)
    copied = pdf.copy_foreign(layers)
    ours = pdf.Root.get("/OCProperties")
    if ours is None:
        pdf.Root.OCProperties = copied
        return
    ours.OCGs.extend(copied.get("/OCGs") or [])
    for state in ("/OFF", "/ON", "/Order", "/AS", "/Locked"):
        added = (copied.get("/D") or pikepdf.Dictionary()).get(state)
        if added is not None:
            if state not in ours.D:
                ours.D[state] = pikepdf.Array()
            ours.D[state].extend(added)


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


def _frozen(target: Any, numbers: dict[Any, int]) -> pikepdf.Array | None:
    import pikepdf

    if not isinstance(target, pikepdf.Array) or not len(target):
        return None
    page: Any = target[0]
    view = list(target)[1:]
    if isinstance(page, int):
        return target
    if not isinstance(page, pikepdf.Dictionary) or page.objgen not in numbers:
        return None
    return pikepdf.Array([numbers[page.objgen], *view])
