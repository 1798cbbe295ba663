"""What is drawn upon every page: its number, what the pack is, and whose copy it is."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Array, Dictionary, Name

from core.documents.fonts import embed, regular_face
from core.documents.pages import Sheet, draw_over, frame_of, lend, sheet_of


if TYPE_CHECKING:
    from collections.abc import Sequence

    from packs.rules.page_numbers import FrontNumber, PageNumber

SIZE = 7.5
MARGIN = 14.0
# The pack's words take this share of the line, the reader's name the rest.
SHARE = 0.6
NAME_ROOM = 230.0
MARK_SIZE = 60.0
MARK_ROOM = 700.0
# Bytes kept free for each drawing of a reader's name, so that one reader's name can
# be written over another's without moving a byte of the file.
RESERVED = 2048
FIGURE = re.compile(r"\d")
FOOTER = b"/Artifact << /Type /Pagination /Subtype /Footer >> BDC\n"
WATERMARK = b"/Artifact << /Type /Pagination /Subtype /Watermark >> BDC\n"
# Readers that look for text are told that the mark across the page says nothing.
SILENT = b"/Span << /ActualText <FEFF> >> BDC\n"


class Stamper:
    """Stamps pages; the reader's name is drawn by two forms that all pages share."""

    def __init__(self, pdf: pikepdf.Pdf, *, key: str) -> None:
        self.pdf = pdf
        self.face = regular_face()
        # Names of our own: a paper may be a page of an earlier pack.
        self.font = f"/QF{key[:12]}"
        self.label = f"/QL{key[:12]}"
        self.mark = f"/QM{key[:12]}"
        self.faint = f"/QG{key[:12]}"
        self.veil = f"/QV{key[:12]}"
        self._things = self._make_things(key)
        self._opening = pdf.make_stream(b"q\n")
        self._fitted: dict[tuple[int, str, str], tuple[bytes, float]] = {}
        # Most pages of a pack are alike: what depends on their size is drawn once.
        self._known: dict[bytes, tuple[Sheet, bytes]] = {}

    def stamp(
        self, page: pikepdf.Page, number: PageNumber | FrontNumber, words: str
    ) -> None:
        """Stamp one page with its number and what the pack is.

        What was drawn before is closed off, so it cannot shift the stamp.
        """
        frame = frame_of(page)
        if frame not in self._known:
            sheet = sheet_of(page)
            placed = b"\nQ\nq\n" + sheet.placing() + self._watermark(sheet)
            self._known[frame] = sheet, placed
        sheet, drawing = self._known[frame]
        lend(page, self._things)
        drawing += self._footer(sheet, number, words) + b"Q\n"
        draw_over(page, self._opening, self.pdf.make_stream(drawing))

    def _make_things(self, key: str) -> dict[str, dict[str, pikepdf.Object]]:
        font = embed(self.face, self.pdf)
        faint = self.pdf.make_indirect(Dictionary(ca=0.08, CA=0.08))
        veil = self.pdf.make_indirect(Dictionary(ca=0.8, CA=0.8))
        label = self._form(font, marker_of(key, "label"), [-NAME_ROOM, -3, 2, 9])
        room = MARK_ROOM / 2
        mark = self._form(
            font, marker_of(key, "mark"), [-room, -MARK_SIZE, room, MARK_SIZE]
        )
        return {
            "/Font": {self.font: font},
            "/XObject": {self.label: label, self.mark: mark},
            "/ExtGState": {self.faint: faint, self.veil: veil},
        }

    def _form(
        self, font: pikepdf.Object, marker: bytes, box: Sequence[float]
    ) -> pikepdf.Object:
        """Make the place for a reader's name, within a frame that all pages name.

        qpdf writes what pages name before what these things name in turn: so the place
        lies near the end of the file, and what comes before is the same in all copies.
        """
        place = self._drawn(
            marker.ljust(RESERVED), box, Dictionary(Font=Dictionary(QF=font))
        )
        inside = Dictionary(XObject=Dictionary(QN=place))
        return self._drawn(b"/QN Do", box, inside)

    def _drawn(
        self, drawing: bytes, box: Sequence[float], things: pikepdf.Dictionary
    ) -> pikepdf.Object:
        return self.pdf.make_stream(
            drawing,
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([round(side) for side in box]),
            Resources=things,
        )

    def _footer(
        self, sheet: Sheet, number: PageNumber | FrontNumber, words: str
    ) -> bytes:
        scale = sheet.scale
        width = sheet.width / scale
        room = max(int(width * SHARE - MARGIN), 0)
        line, reach = self._line(number.in_words, words, room)
        return FOOTER + b"".join(
            [
                b"q %.3f 0 0 %.3f 0 0 cm\n" % (scale, scale),
                b"%s gs 1 g %.2f 4 %.2f 12 re f\n"
                % (self.veil.encode(), MARGIN - 3, reach + 6),
                b"0.25 g BT %s %.1f Tf %.2f %.2f Td "
                % (self.font.encode(), SIZE, MARGIN, MARGIN / 2),
                line,
                b" Tj ET\n1 0 0 1 %.2f %.2f cm %s Do Q\n"
                % (width - MARGIN, MARGIN / 2, self.label.encode()),
                b"EMC\n",
            ]
        )

    def _line(self, page: str, words: str, room: int) -> tuple[bytes, float]:
        """Write the page's number and the pack's words; the number is never cut."""
        used = self.face.width(page, SIZE)
        # Figures are all of one width, letters are not.
        key = (room, FIGURE.sub("0", page), words)
        if key not in self._fitted:
            fitted = self.face.fitted(f" · {words}", SIZE, room - used)
            self._fitted[key] = self.face.hex(fitted), self.face.width(fitted, SIZE)
        fitted_hex, reach = self._fitted[key]
        return self.face.hex(page)[:-1] + fitted_hex[1:], used + reach

    def _watermark(self, sheet: Sheet) -> bytes:
        angle = math.atan2(sheet.height, sheet.width)
        size = 0.8 * math.hypot(sheet.width, sheet.height) / MARK_ROOM
        across, up = size * math.cos(angle), size * math.sin(angle)
        return (
            WATERMARK
            + SILENT
            + b"".join(
                [
                    b"q %s gs " % self.faint.encode(),
                    b"%.4f %.4f %.4f %.4f " % (across, up, -up, across),
                    b"%.2f %.2f cm " % (sheet.width / 2, sheet.height / 2),
                    self.mark.encode() + b" Do Q\nEMC\nEMC\n",
                ]
            )
        )


def marker_of(key: str, form: str) -> bytes:
    """Name the place in the file where a reader's name is written."""
    return f"%quorate-{form}-{key}\n".encode()


def reader_drawings(key: str, reader: str) -> dict[bytes, bytes]:
    """Draw a reader's name, at the foot and across the page, for each marked place.

    A copy for nobody in particular (an empty name) has neither.
    """
    face = regular_face()
    drawings = {"label": b"", "mark": b""}
    if reader:
        words = face.fitted(f"Copy of {reader}", SIZE, NAME_ROOM - 6)
        reach = face.width(words, SIZE)
        drawings["label"] = (
            b"1 g %.2f -3 %.2f 12 re f\n" % (-reach - 3, reach + 5)
        ) + b"0.25 g BT /QF %.1f Tf %.2f 0 Td " % (SIZE, -reach)
        drawings["label"] += face.hex(words) + b" Tj ET\n"
        name = face.fitted(reader, MARK_SIZE, MARK_ROOM * 2)
        size = min(MARK_SIZE, MARK_SIZE * MARK_ROOM / face.width(name, MARK_SIZE))
        drawings["mark"] = b"0 g BT /QF %.2f Tf %.2f %.2f Td " % (
            size,
            -face.width(name, size) / 2,
            -size / 3,
        )
        drawings["mark"] += face.hex(name) + b" Tj ET\n"
    return {
        marker_of(key, form): (marker_of(key, form) + drawing).ljust(RESERVED)
        for form, drawing in drawings.items()
    }
