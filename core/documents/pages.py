"""A page as its reader sees it: upright, cropped, and what may be drawn upon it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    from collections.abc import Mapping

    import pikepdf


A4_WIDTH = 595.0
SMALLEST, LARGEST = 0.6, 4.0
FULL_TURN = 360


@dataclass(frozen=True)
class Sheet:
    """The visible part of a page, upright: its size in points and how to draw on it.

    `matrix` takes a place counted from the visible lower left corner to the page's own
    coordinates; `scale` makes letters as legible on a poster as on A4.
    """

    width: float
    height: float
    matrix: tuple[float, float, float, float, float, float]

    @property
    def scale(self) -> float:
        """Size letters by the shorter side of the page."""
        return max(SMALLEST, min(LARGEST, min(self.width, self.height) / A4_WIDTH))

    def placing(self) -> bytes:
        """Write the matrix as the first operator of a drawing."""
        return (" ".join(f"{part:.2f}" for part in self.matrix) + " cm\n").encode()


def sheet_of(page: pikepdf.Page) -> Sheet:
    """Find the visible box of a page: cropped and turned as readers show it."""
    left, bottom, right, top = _visible_box(page)
    turn = int(page.obj.get("/Rotate", 0)) % FULL_TURN
    width, height = right - left, top - bottom
    if turn == 90:
        return Sheet(height, width, (0, 1, -1, 0, right, bottom))
    if turn == 180:
        return Sheet(width, height, (-1, 0, 0, -1, right, top))
    if turn == 270:
        return Sheet(height, width, (0, -1, 1, 0, left, top))
    return Sheet(width, height, (1, 0, 0, 1, left, bottom))


def frame_of(page: pikepdf.Page) -> bytes:
    """Return what the sheet of a page depends on: the same for pages that are alike."""
    turn = page.obj.get("/Rotate", 0)
    frame: bytes = page.mediabox.unparse(resolved=True)
    return b"%s %s %d" % (frame, page.cropbox.unparse(resolved=True), int(turn))


def draw_over(
    page: pikepdf.Page, opening: pikepdf.Object, drawing: pikepdf.Object
) -> None:
    """Draw after a page's own content, which `opening` must have put inside a `q`."""
    import pikepdf

    content = page.obj.get("/Contents")
    own = [content] if content is not None else []
    if isinstance(content, pikepdf.Array):
        own = list(content.as_list())
    page.obj.Contents = pikepdf.Array([opening, *own, drawing])


def lend(
    page: pikepdf.Page, things: Mapping[str, Mapping[str, pikepdf.Object]]
) -> None:
    """Put things among those that a page's content may name.

    `things` are fonts, pictures and states by their kind, such as `/Font`, and by the
    name under which the content finds them.
    """
    import pikepdf

    resources = page.obj.get("/Resources")
    if resources is None:
        resources = page.obj.Resources = pikepdf.Dictionary()
    for kind, named in things.items():
        found = resources.get(kind)
        if found is None:
            found = resources[kind] = pikepdf.Dictionary()
        for name, thing in named.items():
            found[name] = thing


def shows_text(page: pikepdf.Page) -> bool:
    """Guess whether a page holds text: it names a font, itself or in a form."""
    resources = page.obj.get("/Resources")
    if resources is None:
        return False
    if resources.get("/Font"):
        return True
    forms: Any = resources.get("/XObject") or {}
    return any("/Font" in each.get("/Resources", {}) for each in forms.values())


def _visible_box(page: pikepdf.Page) -> tuple[float, float, float, float]:
    outer = _upright_box(page.mediabox)
    inner = _upright_box(page.cropbox)
    box = (
        max(outer[0], inner[0]),
        max(outer[1], inner[1]),
        min(outer[2], inner[2]),
        min(outer[3], inner[3]),
    )
    return box if box[0] < box[2] and box[1] < box[3] else outer


def _upright_box(box: pikepdf.Array) -> tuple[float, float, float, float]:
    left, bottom, right, top = (float(side) for side in box.as_list())
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)
