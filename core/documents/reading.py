"""Whether a PDF can be read by somebody who does not see it, as far as a program tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    from collections.abc import Iterator

    import pikepdf

_DEEPEST = 8


def is_image_only(pdf: pikepdf.Pdf) -> bool:
    """Say whether a file is only pictures of pages: no font anywhere, but pictures.

    A scan whose words were recognised carries a font for them.
    """
    has_pictures = False
    for page in pdf.pages:
        for resources in _resources(page.obj, 0):
            if _has(resources.get("/Font")):
                return False
            has_pictures = has_pictures or any(
                str(each.get("/Subtype", "")) == "/Image"
                for each in _objects(resources)
            )
    return has_pictures


def _resources(owner: Any, depth: int) -> Iterator[Any]:
    """Yield the resources of a page and of the drawings it is put together from."""
    found = _inherited(owner)
    if found is None or depth > _DEEPEST:
        return
    yield found
    for each in _objects(found):
        if str(each.get("/Subtype", "")) == "/Form":
            yield from _resources(each, depth + 1)


def _inherited(owner: Any) -> Any:
    for _step in range(_DEEPEST):
        if owner is None or "/Resources" in owner:
            break
        owner = owner.get("/Parent")
    return None if owner is None else owner.get("/Resources")


def _objects(resources: Any) -> list[Any]:
    import pikepdf

    named: Any = resources.get("/XObject")
    if not isinstance(named, pikepdf.Dictionary):
        return []
    return [each for each in dict(named).values() if isinstance(each, pikepdf.Stream)]


def _has(named: Any) -> bool:
    import pikepdf

    return isinstance(named, pikepdf.Dictionary) and len(named) > 0
