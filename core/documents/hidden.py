"""On which pages of a PDF words lie that nobody sees, and everybody can copy.

A black bar drawn over a name leaves the name in the file. Each page is drawn as a reader
sees it, notes and all; a letter under which the drawing has one colour only is hidden,
whether a box, a picture or its own colour hides it. Run as a program of its own: PDFium
is not safe between threads, and a file that trips it must not take a web process along.
"""

from __future__ import annotations

import ctypes
import json
import logging
import math
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    from collections.abc import Iterator

logger = logging.getLogger(__name__)

SECONDS = 60
# Points are drawn as so many dots: at two, letters of six points can be told apart.
SCALE = 2
# Drawings differ by less where a scanner or a packing of pictures left its grain.
CONTRAST = 24
# Fewer on a page are a rule, a bullet or a slip of the drawing, and no word.
FEWEST_LETTERS = 3
# Words that run up or down the page turn by more than this (the sine of 30 degrees).
HALF = 0.5
# Recognised words lie unseen on the picture of a page; beside its ink there is paper.
UNSEEN, PAPER = 3, 200


def pages_with_hidden_text(path: Path, *, pages: int) -> tuple[int, ...] | None:
    """Return the pages, counted from 1, on which text lies that cannot be seen.

    `pages` is how many the file has: a page that PDFium does not find was not looked at.

    Letters and digits count, from three on a page. What lies outside the visible part of
    a page is not looked at, nor what a pattern hides. None: the file could not be looked
    through, or not within a minute.
    """
    command = [sys.executable, "-m", "core.documents.hidden", str(path)]
    root = Path(__file__).parents[2]
    try:
        ran = subprocess.run(  # noqa: S603 # our own program, and a path of our own
            command, capture_output=True, check=True, cwd=root, timeout=SECONDS
        )
    except (subprocess.SubprocessError, OSError) as trouble:
        logger.warning("A file was not looked through for hidden text: %s", trouble)
        return None
    found = json.loads(ran.stdout)
    return tuple(found["hidden"]) if found["pages"] == pages else None


def main(path: str) -> None:
    """Write how many pages one file has, and which hide text, as JSON."""
    import pypdfium2

    with closing(pypdfium2.PdfDocument(path)) as pdf:
        pages = len(pdf)
        found = [
            number
            for number in range(1, pages + 1)
            if hidden_letters(pdf[number - 1]) >= FEWEST_LETTERS
        ]
    sys.stdout.write(json.dumps({"pages": pages, "hidden": found}))


def hidden_letters(page: Any) -> int:
    """Count the letters and digits of a page (PDFium's) that nobody sees."""
    with closing(page.get_textpage()) as text:
        letters = list(_letters(text.raw))
        if not letters:
            return 0
        with closing(page.render(scale=SCALE, grayscale=True)) as drawn:
            seen = Drawing(bytes(drawn.buffer), drawn.width, drawn.height, drawn.stride)
        place = _placing(page.raw, seen)
        return sum(1 for one in letters if _is_hidden(text.raw, one, seen, place))


@dataclass(frozen=True, slots=True)
class Drawing:
    """A page in shades of grey, a byte for each dot, row by row."""

    dots: bytes
    width: int
    height: int
    stride: int

    def shade(self, left: int, top: int, right: int, bottom: int) -> int | None:
        """Return the one shade of a field, or None if it has several or is empty."""
        left, top = max(left, 0), max(top, 0)
        right, bottom = min(right, self.width), min(bottom, self.height)
        if left >= right or top >= bottom:
            return None
        lightest, darkest = 0, 255
        for row in _from_the_middle(top, bottom):
            dots = self.dots[row * self.stride + left : row * self.stride + right]
            lightest, darkest = max(lightest, *dots), min(darkest, *dots)
            if lightest - darkest > CONTRAST:
                return None
        return (lightest + darkest) // 2


def _from_the_middle(top: int, bottom: int) -> Iterator[int]:
    """Name the rows so that a letter that is seen is seen at once."""
    middle = (top + bottom) // 2
    yield from range(middle, bottom)
    yield from range(top, middle)


# Number of the letter in its text, and left, right, bottom and top in points.
Letter = tuple[int, float, float, float, float]


def _letters(text: Any) -> Iterator[Letter]:
    """Return the letters and digits: as high as their ink, as wide as they are set.

    What is only ink, such as an l or a 1, has paper beside it that way, and a bar that
    is just as high as a line still covers all of it.
    """
    import pypdfium2.raw as pdfium

    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    wide = pdfium.FS_RECTF()
    for number in range(pdfium.FPDFText_CountChars(text)):
        if not chr(pdfium.FPDFText_GetUnicode(text, number)).isalnum():
            continue
        if not pdfium.FPDFText_GetCharBox(text, number, left, right, bottom, top):
            continue
        pdfium.FPDFText_GetLooseCharBox(text, number, wide)
        if abs(math.sin(pdfium.FPDFText_GetCharAngle(text, number))) < HALF:
            yield number, wide.left, wide.right, bottom.value, top.value
        else:
            yield number, left.value, right.value, wide.bottom, wide.top


def _placing(page: Any, seen: Drawing) -> tuple[float, ...]:
    """Return how points of a page become dots of its drawing, turned as it is shown."""
    import pypdfium2.raw as pdfium

    far = 10_000

    def dot(x: int, y: int) -> tuple[int, int]:
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(
            page, 0, 0, seen.width, seen.height, 0, x, y, across, down
        )
        return across.value, down.value

    (x0, y0), (x1, y1), (x2, y2) = dot(0, 0), dot(far, 0), dot(0, far)
    return (
        (x1 - x0) / far,
        (x2 - x0) / far,
        x0,
        (y1 - y0) / far,
        (y2 - y0) / far,
        y0,
    )


def _is_hidden(
    text: Any, letter: Letter, seen: Drawing, place: tuple[float, ...]
) -> bool:
    number, left, right, bottom, top = letter
    xx, xy, x0, yx, yy, y0 = place
    across = sorted(xx * x + xy * y + x0 for x, y in ((left, bottom), (right, top)))
    down = sorted(yx * x + yy * y + y0 for x, y in ((left, bottom), (right, top)))
    # The dots that lie wholly inside: those at an edge are of both sides.
    shade = seen.shade(
        math.ceil(across[0]),
        math.ceil(down[0]),
        math.floor(across[1]),
        math.floor(down[1]),
    )
    return shade is not None and not (shade >= PAPER and _is_unseen(text, number))


def _is_unseen(text: Any, number: int) -> bool:
    """Say whether a letter is one that is never drawn, as over a scanned page."""
    import pypdfium2.raw as pdfium

    holder = pdfium.FPDFText_GetTextObject(text, number)
    return bool(holder) and pdfium.FPDFTextObj_GetTextRenderMode(holder) == UNSEEN


if __name__ == "__main__":
    main(sys.argv[1])
