"""Spreadsheets as people send them: what their cells say, and what is refused."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from conflicts.actions.imports_files import (
    LONGEST_CELL,
    MOST_BYTES,
    MOST_ROWS,
    sheet_rows,
)
from core.errors import RuleBroken


def rows_of(content):
    with sheet_rows(io.BytesIO(content)) as rows:
        return list(rows)


def first_two(content):
    """Return the first two cells of each row: a workbook's rows are filled up."""
    return [cells[:2] for _number, cells in rows_of(content)]


def workbook(*lines, iso_dates=False):
    book = openpyxl.Workbook(iso_dates=iso_dates)
    for line in lines:
        book.active.append(line)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def changed(content, name, change):
    """Return a workbook with one of its parts changed, or added (None: left out)."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w") as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part, old.read(part))
        before = old.read(name) if name in old.namelist() else b""
        if (after := change(before)) is not None:
            new.writestr(name, after)
    return kept.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (datetime(2016, 4, 1), "2016-04-01"),  # noqa: DTZ001 # a cell has no zone
        (datetime(2016, 4, 1, 9, 30), "2016-04-01 09:30:00"),  # noqa: DTZ001 # as above
        (True, "Yes"),
        (False, "No"),
        (12, "12"),
        (2.5, "2.5"),
        (None, ""),
        ("  Elm ", "Elm"),
    ],
)
def test_sheet_rows_says_a_cell_as_people_read_it(value, said):
    assert first_two(workbook(["Surname", "What"], ["Smith", value]))[1][1] == said


def test_sheet_rows_says_a_day_without_a_time():
    content = workbook(["Surname", date(2016, 4, 1)], iso_dates=True)

    assert first_two(content) == [["Surname", "2016-04-01"]]


def test_sheet_rows_says_a_whole_number_without_its_point():
    content = changed(
        workbook(["Surname", 4711]),
        SHEET,
        lambda xml: xml.replace(b"<v>4711</v>", b"<v>4711.0</v>"),
    )

    assert first_two(content) == [["Surname", "4711"]]


def test_sheet_rows_reads_past_a_picture():
    content = changed(workbook(["Surname"]), "xl/media/crest.png", lambda _: b"\x89PNG")

    assert first_two(content) == [["Surname", ""]]


def test_sheet_rows_leaves_out_empty_rows_and_keeps_their_numbers():
    content = b"Surname,Type\n\n ,\nSmith,Financial\n"

    assert rows_of(content) == [
        (1, ["Surname", "Type"]),
        (4, ["Smith", "Financial"]),
    ]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_sheet_rows_reads_utf_16_without_a_mark(encoding):
    assert first_two("Surname,Type\nMüller,Both".encode(encoding)) == [
        ["Surname", "Type"],
        ["Müller", "Both"],
    ]


def test_sheet_rows_reads_bytes_that_windows_does_not_know():
    assert first_two(b"Surname,Type\nM\xfcller\x81,Both")[1] == ["Müller\x81", "Both"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"Surname\n" * (MOST_BYTES // 8 + 1), "file_too_large"),
        (b"Surname\n" * (MOST_ROWS + 1), "file_too_long"),
        (b"Surname\n" + b"x" * (LONGEST_CELL + 1), "csv_broken"),
        (workbook(["Surname"], ["x" * (LONGEST_CELL + 1)]), "cell_too_long"),
        (b"\xef\xbb\xbfSurname\n\xff\xfe", "file_no_sheet"),
        (changed(workbook(["a"]), "xl/workbook.xml", lambda _: None), "file_no_sheet"),
        (changed(workbook(["a"]), "xl/workbook.xml", lambda _: b"<"), "file_damaged"),
        (changed(workbook(["a"]), SHEET, lambda xml: xml[:-30]), "file_damaged"),
    ],
    ids=[
        "bytes",
        "rows",
        "cell of a text",
        "cell of a workbook",
        "marked as what it is not",
        "archive of something else",
        "no contents",
        "cut off",
    ],
)
def test_sheet_rows_refuses(content, code):
    with pytest.raises(RuleBroken) as refusal:
        rows_of(content)

    assert refusal.value.verdict.code == code


def test_sheet_rows_takes_as_many_rows_as_it_says():
    assert len(rows_of(b"Surname\n" * MOST_ROWS)) == MOST_ROWS
