"""The line under every page: drawn as an artifact, fitted to the visible page."""

from __future__ import annotations

from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from core.documents.fonts import embed, regular_face


FONT = Name("/QuorateStamp")
SIZE = 7.5
MARGIN = 14.0
GREY = b"0.3 0.3 0.3 rg"


class Stamper:
    """Writes the number of the page, what the pack is, and whose copy it is."""

    def __init__(self, pdf: pikepdf.Pdf, *, words: str, reader: str) -> None:
        self.pdf = pdf
        self.words = words
        self.reader = reader
        self.face = regular_face()
        self.font = embed(self.face, pdf)
        self.opening = pdf.make_stream(b"q\n")

    def stamp(self, page: Any, number: int) -> None:
        """Stamp one page; what was drawn before is closed off so it cannot shift it."""
        box, turned = _visible_box(page)
        resources = self._own_resources(page)
        resources["/Font"][FONT] = self.font
        contents = page.get("/Contents", Array([]))
        streams = list(contents) if isinstance(contents, Array) else [contents]
        closing = self.pdf.make_stream(b"\nQ\n" + self._line(box, turned, number))
        page["/Contents"] = Array([self.opening, *streams, closing])

    def _own_resources(self, page: Any) -> Any:
        """Give the page resources of its own: shared ones may serve other files."""
        inherited: Any = page.get("/Resources", Dictionary())
        resources: Any = Dictionary(dict(inherited))
        resources["/Font"] = Dictionary(dict(resources.get("/Font", {})))
        page["/Resources"] = resources
        return resources

    def _line(
        self, box: tuple[float, float, float, float], turned: int, number: int
    ) -> bytes:
        width, matrix = _matrix(box, turned)
        left = f"{self.words} · Copy of {self.reader}"
        right = f"Page {number}"
        room = width - 3 * MARGIN - self.face.width(right, SIZE)
        left = self.face.fitted(left, SIZE, max(room, 0))
        start = width - MARGIN - self.face.width(right, SIZE)
        return b"\n".join(
            [
                b"/Artifact << /Type /Pagination /Subtype /Footer >> BDC",
                b"q",
                matrix,
                GREY,
                b"BT",
                b"%s %.1f Tf" % (str(FONT).encode(), SIZE),
                b"1 0 0 1 %.2f %.2f Tm" % (MARGIN, MARGIN / 2),
                self.face.hex(left) + b" Tj",
                b"1 0 0 1 %.2f %.2f Tm" % (start, MARGIN / 2),
                self.face.hex(right) + b" Tj",
                b"ET",
                b"Q",
                b"EMC",
            ]
        )


def _visible_box(page: Any) -> tuple[tuple[float, float, float, float], int]:
    helper = pikepdf.Page(page)
    left, bottom, right, top = (float(edge) for edge in helper.cropbox)
    turned = int(page.get("/Rotate", 0)) % 360
    return (
        (min(left, right), min(bottom, top), max(left, right), max(bottom, top)),
        turned,
    )


def _matrix(box: tuple[float, float, float, float], turned: int) -> tuple[float, bytes]:
    """Return the width a reader sees, and the matrix that puts 0,0 at lower left."""
    left, bottom, right, top = box
    wide, high = right - left, top - bottom
    if turned == 90:
        return high, b"0 1 -1 0 %.2f %.2f cm" % (right, bottom)
    if turned == 180:
        return wide, b"-1 0 0 -1 %.2f %.2f cm" % (right, top)
    if turned == 270:
        return high, b"0 -1 1 0 %.2f %.2f cm" % (left, top)
    return wide, b"1 0 0 1 %.2f %.2f cm" % (left, bottom)
