"""What a redacted file no longer holds of the full one, page by page."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, BinaryIO, cast


if TYPE_CHECKING:
    from collections.abc import Iterator

    import pikepdf

SHOWS_TEXT = {"Tj", "TJ", "'", '"'}
INLINE_PICTURE = "INLINE IMAGE"
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Difference:
    """Page numbers, from 1: where words or pictures went, and where none did.

    `drawn_over` are pages on which something was added and nothing taken out.
    """

    taken_out: tuple[int, ...] = ()
    drawn_over: tuple[int, ...] = ()


def compare_pages(full: IO[bytes], redacted: IO[bytes]) -> Difference:
    """Compare what is written and pictured on the pages of two files of equal length.

    A black bar hides a word from the eye alone: whoever copies the text has it. The
    comparison is by what a file says it writes, so it needs no fonts; a file that was
    made anew writes everything in another way, and counts as changed.

    Raises:
      pikepdf.PdfError: one of them cannot be read.
    """
    import pikepdf

    taken_out, drawn_over = [], []
    old_file, new_file = cast("BinaryIO", full), cast("BinaryIO", redacted)
    with pikepdf.open(old_file) as before, pikepdf.open(new_file) as after:
        pairs = zip(before.pages, after.pages, strict=True)
        for number, (old, new) in enumerate(pairs, start=1):
            held, holds = Counter(_shown(old)), Counter(_shown(new))
            if held - holds:
                taken_out.append(number)
            elif holds - held or _drawn(old) != _drawn(new):
                drawn_over.append(number)
    return Difference(tuple(taken_out), tuple(drawn_over))


def _shown(page: pikepdf.Page) -> Iterator[bytes]:
    """Yield what a page shows, wherever it hangs: words as written, digests of pictures."""
    yield from _shown_by(page.obj, page.resources, 0)


def _shown_by(owner: Any, resources: Any, depth: int) -> Iterator[bytes]:
    import pikepdf

    for step in pikepdf.parse_content_stream(owner):
        name = str(step.operator)
        if name in SHOWS_TEXT:
            yield b"".join(_strings(step.operands))
        elif name == INLINE_PICTURE:
            yield INLINE_PICTURE.encode()
    named = resources.get("/XObject") if resources is not None else None
    if depth > _DEEPEST or not isinstance(named, pikepdf.Dictionary):
        return
    for each in dict(named).values():
        if not isinstance(each, pikepdf.Stream):
            continue
        if str(each.get("/Subtype", "")) == "/Form":
            yield from _shown_by(each, each.get("/Resources"), depth + 1)
        else:
            yield hashlib.sha256(each.read_raw_bytes()).digest()


def _strings(operands: Any) -> Iterator[bytes]:
    import pikepdf

    for one in operands:
        if isinstance(one, pikepdf.String):
            yield bytes(one)
        elif isinstance(one, pikepdf.Array):
            yield from _strings(one)


def _drawn(page: pikepdf.Page) -> tuple[int, int]:
    """Count the steps that draw a page, and what lies on it, such as notes."""
    import pikepdf

    notes: Any = page.obj.get("/Annots")
    count = len(notes) if isinstance(notes, pikepdf.Array) else 0
    return len(pikepdf.parse_content_stream(page)), count
