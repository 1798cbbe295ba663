"""Bytes to lines: the hash, the encoding, and the characters no table has."""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from commissioning.ods.refusals import FileRefused


if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


Row = tuple[int, list[str]]

_CHUNK: Final = 1 << 20
_CONTROLS: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NOT_CP1252: Final = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_LONGEST_FIELD: Final = 10_000


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a first pass over the bytes tells."""

    sha256: str
    encoding: str
    first_bytes: bytes


def scan(path: Path) -> Scanned:
    """Hash the file and find its encoding: UTF-8 with or without mark, else cp1252.

    Raises:
      FileRefused: it is empty, binary, or in neither encoding.
    """
    digest = hashlib.sha256()
    utf8 = codecs.getincrementaldecoder("utf-8")()
    is_utf8, lines, first, unreadable = True, 1, b"", None
    for chunk in _chunks(path):
        digest.update(chunk)
        first = first or chunk[:64]
        if first.startswith((b"PK\x03\x04", b"%PDF")):
            continue
        _refuse_controls(path, chunk, lines)
        is_utf8 = is_utf8 and _decodes(utf8, chunk)
        unreadable = unreadable or _first_line(_NOT_CP1252, chunk, lines)
        lines += chunk.count(b"\n")
    if not first:
        raise FileRefused(path.name, "The file is empty.")
    is_utf8 = is_utf8 and _decodes(utf8, b"", final=True)
    if not is_utf8 and unreadable:
        raise FileRefused(
            path.name,
            "The line is neither UTF-8 nor Windows-1252 text.",
            line=unreadable,
        )
    encoding = "utf-8-sig" if is_utf8 else "cp1252"
    return Scanned(digest.hexdigest(), encoding, first)


@contextmanager
def csv_rows(path: Path, encoding: str) -> Iterator[Iterator[Row]]:
    """Open the file as numbered CSV lines, one at a time.

    Raises:
      FileRefused: a quotation mark is left open, or a field never ends.
    """
    with path.open(encoding=encoding, newline="") as lines:
        yield _numbered(path, lines)


def _numbered(path: Path, lines: Iterator[str]) -> Iterator[Row]:
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(lines, strict=True)
    try:
        for row in reader:
            if row:
                yield reader.line_num, row
    except csv.Error as error:
        raise FileRefused(
            path.name,
            f"The line cannot be read as CSV ({error}); is the file cut off?",
            line=reader.line_num,
        ) from None


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _decodes(
    decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False
) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _first_line(pattern: re.Pattern[bytes], chunk: bytes, lines: int) -> int | None:
    found = pattern.search(chunk)
    return lines + chunk.count(b"\n", 0, found.start()) if found else None


def _refuse_controls(path: Path, chunk: bytes, lines: int) -> None:
    line = _first_line(_CONTROLS, chunk, lines)
    if line:
        raise FileRefused(
            path.name,
            "The line has characters that no text file has: is it UTF-16, or not "
            "text at all? Save it as UTF-8.",
            line=line,
        )
