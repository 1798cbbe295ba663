"""Spreadsheets that somebody sends: distrusted, then read row by row as texts."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import IO, TYPE_CHECKING, Any, Final

from core.errors import RuleBroken


if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MEBIBYTE: Final = 1024 * 1024
MOST_BYTES: Final = 20 * MEBIBYTE
MOST_UNPACKED: Final = 64 * MEBIBYTE
MOST_PARTS: Final = 1000
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 100
LONGEST_CELL: Final = 20_000
_START: Final = 8192
_ZIP, _OLD_EXCEL, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

Row = tuple[int, list[str]]


@contextmanager
def sheet_rows(file: IO[bytes]) -> Iterator[Iterator[Row]]:
    """Open a spreadsheet as numbered rows of texts, read one at a time.

    Formulas are texts, never worked out. Empty rows are left out.

    Raises:
      RuleBroken: it is empty, too large, no spreadsheet, or damaged; what to do is said.
    """
    file.seek(0, io.SEEK_END)
    size = file.tell()
    file.seek(0)
    start = file.read(_START)
    file.seek(0)
    _refuse(start, size)
    if start.startswith(_ZIP):
        with _workbook(file) as rows:
            yield _limited(rows)
    else:
        with _text(file) as rows:
            yield _limited(rows)


def _refuse(start: bytes, size: int) -> None:
    if not start.strip():
        raise RuleBroken.because("file_empty", "The file is empty: select another.")
    if size > MOST_BYTES:
        raise RuleBroken.because(
            "file_too_large",
            f"The file is larger than {MOST_BYTES // MEBIBYTE} MB: divide it.",
        )
    if start.startswith(_OLD_EXCEL):
        raise RuleBroken.because(
            "file_old_excel",
            "This is a workbook of an older make, or locked with a password. Open it, "
            "save it as .xlsx or CSV without a password, and upload that.",
        )
    if start.startswith(_PDF) or start.lstrip()[:5].lower() in {b"<html", b"<!doc"}:
        raise _not_a_sheet()


def _not_a_sheet() -> RuleBroken:
    return RuleBroken.because(
        "file_no_sheet",
        "The file is no spreadsheet, whatever its name says. Save the register as "
        ".xlsx or CSV and upload that.",
    )


def _limited(rows: Iterable[Row]) -> Iterator[Row]:
    """Give out rows with words in them, up to the most an import takes.

    Raises:
      RuleBroken: there are more, or one cell never ends.
    """
    count = 0
    for number, cells in rows:
        if not any(cells):
            continue
        count += 1
        if count > MOST_ROWS:
            raise RuleBroken.because(
                "file_too_long",
                f"The file has more than {MOST_ROWS:,} rows: divide it.",
            )
        if max(map(len, cells)) > LONGEST_CELL:
            raise RuleBroken.because(
                "cell_too_long",
                f"A cell of line {number} is longer than {LONGEST_CELL:,} characters: "
                "shorten it.",
            )
        yield number, cells


@contextmanager
def _workbook(file: IO[bytes]) -> Iterator[Iterator[Row]]:
    import openpyxl

    _refuse_bomb(file)
    try:
        book = openpyxl.load_workbook(file, read_only=True, keep_links=False)
        sheet = next(iter(book.worksheets))
    except Exception as trouble:
        raise _damaged() from trouble
    try:
        yield _sheet_rows(sheet)
    finally:
        book.close()


def _refuse_bomb(file: IO[bytes]) -> None:
    """Refuse an archive that is no workbook, or unpacks to more than it should."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            unpacked = sum(part.file_size for part in parts)
            if "xl/workbook.xml" not in names:
                raise _not_a_sheet()
            if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED:
                raise RuleBroken.because(
                    "file_unpacks_too_large",
                    "The workbook unpacks to more than a register can hold. Save the "
                    "sheet as CSV and upload that.",
                )
            for part in parts:
                _refuse_doctype(archive, part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as trouble:
        raise _damaged() from trouble
    file.seek(0)


def _refuse_doctype(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    if part.filename.endswith((".xml", ".rels")):
        with archive.open(part) as stream:
            if b"<!DOCTYPE" in stream.read(_START).upper():
                raise _damaged()


def _damaged() -> RuleBroken:
    return RuleBroken.because(
        "file_damaged",
        "The workbook is damaged and cannot be opened. Open it in the program it was "
        "made with, save it once more and upload that.",
    )


def _sheet_rows(sheet: Any) -> Iterator[Row]:
    # What a sheet says of its own size is not to be trusted.
    sheet.reset_dimensions()
    rows = sheet.iter_rows(
        max_col=MOST_COLUMNS, max_row=MOST_ROWS * 2, values_only=True
    )
    try:
        for number, values in enumerate(rows, start=1):
            yield number, [_cell_text(value) for value in values]
    except Exception as trouble:
        raise _damaged() from trouble


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        if value.time() == time.min:
            return value.date().isoformat()
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


@contextmanager
def _text(file: IO[bytes]) -> Iterator[Iterator[Row]]:
    encoding = _encoding_of(file)
    lines = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        yield _csv_rows(lines)
    finally:
        lines.detach()


def _encoding_of(file: IO[bytes]) -> str:
    """Return how a text is encoded: by its mark, as UTF-8, UTF-16 or Windows-1252.

    Raises:
      RuleBroken: it is no text.
    """
    file.seek(0)
    content = file.read(MOST_BYTES + 1)
    file.seek(0)
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name
    if b"\x00" in content:
        return _utf16_without_mark(content)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252" if _is_cp1252(content) else "latin-1"
    return "utf-8"


def _utf16_without_mark(content: bytes) -> str:
    """Tell by where the empty bytes stand; anywhere else it is no text."""
    even, odd = content[::2].count(0), content[1::2].count(0)
    half = len(content) // 2
    if odd > half * 0.4 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.1:
        return "utf-16-be"
    raise _not_a_sheet()


def _is_cp1252(content: bytes) -> bool:
    try:
        content.decode("cp1252")
    except UnicodeDecodeError:
        return False
    return True


def _csv_rows(lines: IO[str]) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    try:
        head = lines.read(_START)
        lines.seek(0)
        reader = csv.reader(lines, delimiter=_delimiter(head), strict=True)
        for row in reader:
            yield (
                reader.line_num,
                [cell.replace("\x00", "").strip() for cell in row[:MOST_COLUMNS]],
            )
    except csv.Error as trouble:
        raise RuleBroken.because(
            "csv_broken",
            f"Line {reader.line_num} cannot be read as CSV: is a quotation mark left "
            "open, or the file cut off?",
        ) from trouble
    except UnicodeError as trouble:
        raise _not_a_sheet() from trouble


def _delimiter(head: str) -> str:
    """Return what parts the columns: whichever is most frequent outside quotes."""
    plain = "".join(head.split('"')[::2])
    found = {mark: plain.count(mark) for mark in (",", ";", "\t", "|")}
    return max(found, key=lambda mark: found[mark])
