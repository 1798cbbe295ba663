"""The house font: where it is, what it can show, and how a PDF carries it."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING


if TYPE_CHECKING:
    import pikepdf


def _font_folder() -> Path:
    # Found, not imported: the package would load an imaging library for nothing.
    found = find_spec("ttf_opensans")
    if found is None or found.origin is None:
        raise RuntimeError("The font is missing: install requirements.txt.")
    return Path(found.origin).resolve().parent / "ttf"


FONT_FOLDER = _font_folder()
WINDOWS_UNICODE = (3, 1)
# What a PDF needs to draw glyphs by number. The rest, such as names of glyphs, would
# be words in every file.
DRAWING_TABLES = (
    "cvt ",
    "fpgm",
    "glyf",
    "head",
    "hhea",
    "hmtx",
    "loca",
    "maxp",
    "prep",
)
_CMAP_LINES_AT_ONCE = 100


@dataclass(frozen=True)
class Face:
    """One font file: the glyph of each character and the width of each glyph.

    Widths are in thousandths of the font size.
    """

    name: str
    program: bytes
    glyphs: dict[int, int]
    widths: tuple[int, ...]
    ascent: int
    descent: int
    box: tuple[int, int, int, int]

    def has(self, sign: str) -> bool:
        """Say whether the font can show a character."""
        return ord(sign) in self.glyphs

    def width(self, text: str, size: float) -> float:
        """Measure a line of text, in points."""
        return sum(self.widths[glyph] for glyph in self._glyphs_of(text)) * size / 1000

    def fitted(self, text: str, size: float, room: float) -> str:
        """Cut a line of text with an ellipsis where it is wider than `room` points."""
        if self.width(text, size) <= room:
            return text
        while text and self.width(text + "…", size) > room:
            text = text[:-1]
        return text.rstrip() + "…"

    def hex(self, text: str) -> bytes:
        """Write a line of text as a content stream's string operand."""
        codes = "".join(f"{glyph:04x}" for glyph in self._glyphs_of(text))
        return f"<{codes}>".encode()

    def _glyphs_of(self, text: str) -> list[int]:
        unknown = self.glyphs.get(ord("?"), 0)
        return [self.glyphs.get(ord(sign), unknown) for sign in text]


@cache
def regular_face() -> Face:
    """Load the font in which stamps are written."""
    return load_face(FONT_FOLDER / "OpenSans-Regular.ttf")


def load_face(path: Path) -> Face:
    """Read a TrueType file."""
    program = path.read_bytes()
    tables = _tables(program)
    units: int = struct.unpack_from(">H", tables["head"], 18)[0]
    box = struct.unpack_from(">4h", tables["head"], 36)
    ascent, descent = struct.unpack_from(">2h", tables["hhea"], 4)
    measured = struct.unpack_from(">H", tables["hhea"], 34)[0]
    count = struct.unpack_from(">H", tables["maxp"], 4)[0]
    pairs = struct.unpack_from(f">{measured * 2}H", tables["hmtx"])
    advances = [*pairs[::2], *([pairs[-2]] * (count - measured))]

    def scaled(number: int) -> int:
        return round(number * 1000 / units)

    return Face(
        name=path.stem,
        program=_drawing_program(tables),
        glyphs=_glyphs(tables["cmap"]),
        widths=tuple(scaled(advance) for advance in advances),
        ascent=scaled(ascent),
        descent=scaled(descent),
        box=(scaled(box[0]), scaled(box[1]), scaled(box[2]), scaled(box[3])),
    )


def embed(face: Face, pdf: pikepdf.Pdf) -> pikepdf.Object:
    """Put the whole font into a PDF, so that any text can be written later."""
    from pikepdf import Array, Dictionary, Name, String

    program = pdf.make_stream(face.program, Length1=len(face.program))
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name(f"/{face.name}"),
        Flags=32,
        FontBBox=Array(list(face.box)),
        ItalicAngle=0,
        Ascent=face.ascent,
        Descent=face.descent,
        CapHeight=face.ascent,
        StemV=80,
        FontFile2=program,
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name(f"/{face.name}"),
        CIDSystemInfo=Dictionary(
            Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
        ),
        FontDescriptor=pdf.make_indirect(descriptor),
        CIDToGIDMap=Name.Identity,
        W=Array([0, Array(list(face.widths))]),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name(f"/{face.name}"),
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=pdf.make_stream(_to_unicode(face)),
        )
    )


def _tables(program: bytes) -> dict[str, bytes]:
    count = struct.unpack_from(">H", program, 4)[0]
    found = {}
    for index in range(count):
        tag, _, start, length = struct.unpack_from(">4s3I", program, 12 + 16 * index)
        found[tag.decode()] = program[start : start + length]
    return found


def _drawing_program(tables: dict[str, bytes]) -> bytes:
    kept = [tag for tag in DRAWING_TABLES if tag in tables]
    power = len(kept).bit_length() - 1
    header = struct.pack(
        ">I4H", 0x10000, len(kept), 16 << power, power, 16 * len(kept) - (16 << power)
    )
    start = len(header) + 16 * len(kept)
    body = b""
    for tag in kept:
        table = tables[tag]
        padded = table + b"\0" * (-len(table) % 4)
        total = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        header += struct.pack(
            ">4s3I", tag.encode(), total, start + len(body), len(table)
        )
        body += padded
    return header + body


def _glyphs(cmap: bytes) -> dict[int, int]:
    count = struct.unpack_from(">H", cmap, 2)[0]
    for index in range(count):
        platform, encoding, start = struct.unpack_from(">HHI", cmap, 4 + 8 * index)
        if (platform, encoding) == WINDOWS_UNICODE:
            return _segments(cmap[start:])
    raise ValueError("The font has no Unicode table.")


def _segments(table: bytes) -> dict[int, int]:
    # Format 4: parallel arrays of segment ends, starts, deltas and offsets, where an
    # offset counts from its own place in the file.
    twice = struct.unpack_from(">H", table, 6)[0]
    numbers = struct.unpack_from(f">{(len(table) - 14) // 2}H", table, 14)
    count = twice // 2
    ends, starts = numbers[:count], numbers[count + 1 : 2 * count + 1]
    deltas = numbers[2 * count + 1 : 3 * count + 1]
    at = 3 * count + 1
    glyphs = {}
    for index, (first, last) in enumerate(zip(starts, ends, strict=True)):
        offset = numbers[at + index]
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offset:
                glyph = numbers[at + index + offset // 2 + code - first]
                if not glyph:
                    continue
            glyphs[code] = (glyph + deltas[index]) % 0x10000
    return glyphs


def _to_unicode(face: Face) -> bytes:
    codes: dict[int, int] = {}
    for code, glyph in sorted(face.glyphs.items()):
        codes.setdefault(glyph, code)
    lines = [f"<{glyph:04x}> <{code:04x}>" for glyph, code in sorted(codes.items())]
    blocks = []
    for start in range(0, len(lines), _CMAP_LINES_AT_ONCE):
        block = lines[start : start + _CMAP_LINES_AT_ONCE]
        blocks.append(
            "\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"]),
        )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        + "\n".join(blocks)
        + "\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode()
