"""Workbooks that are sent while they are written, read back by another program."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from core.workbooks import A_PIECE, pieces


def read(sheets, **how):
    made = b"".join(pieces(sheets))
    return load_workbook(io.BytesIO(made), **how)


@pytest.mark.parametrize("is_read_only", [True, False])
def test_pieces_keeps_texts_numbers_and_days(is_read_only):
    row = ["Zoë & <Ann>", " two\nlines\r", "", None, 12, date(2016, 6, 1), "=1+1"]

    book = read({"Interests & more": [row]}, read_only=is_read_only)

    (found,) = book["Interests & more"].values
    assert list(found[:2]) == ["Zoë & <Ann>", " two\nlines\r"]
    assert (found[2] or "", found[3]) == ("", None)
    assert found[4] == 12
    assert found[5].date() == date(2016, 6, 1)
    assert found[6] == "=1+1"


def test_pieces_writes_days_that_spreadsheets_miscount_as_texts():
    days = [[date(1900, 2, 28), date(1900, 3, 1)]]

    ((before, after),) = read({"Days": days})["Days"].values

    assert before == "1900-02-28"
    assert after.date() == date(1900, 3, 1)


def test_pieces_takes_several_sheets_and_one_without_rows():
    book = read({"One": [["a"], ["b"]], "Two": [], "Three": [[1]]})

    assert book.sheetnames == ["One", "Two", "Three"]
    assert [row[0] for row in book["One"].values] == ["a", "b"]
    assert list(book["Two"].values) == []
    assert book["One"].freeze_panes == "A2"


def test_pieces_are_sent_while_the_rows_are_read():
    read_so_far = []

    def rows():
        for number in range(40_000):
            read_so_far.append(number)
            # Unlike each other, so that nothing packs them small.
            yield [str(number**7), str(number**9)]

    made = pieces({"Rows": rows()})
    first = next(made)

    assert A_PIECE <= len(first) < A_PIECE * 4
    assert len(read_so_far) < 20_000
    book = load_workbook(io.BytesIO(first + b"".join(made)), read_only=True)
    assert sum(1 for _ in book["Rows"].values) == 40_000
