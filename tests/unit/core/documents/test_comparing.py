"""What was taken out of a redacted file, as real PDF files."""

from __future__ import annotations

import io

import pytest

from core.documents.comparing import Difference, compare_pages
from tests.fixtures.redacted_pdf import covered, lined, with_picture


FULL = lined(["Opening", "The price is 900"], ["Risks", "None"])


def compared(full, redacted):
    return compare_pages(io.BytesIO(full), io.BytesIO(redacted))


def test_compare_pages_names_the_page_from_which_words_went():
    redacted = lined(["Opening"], ["Risks", "None"])

    assert compared(FULL, redacted) == Difference(taken_out=(1,))


def test_compare_pages_takes_a_black_bar_for_no_redaction():
    assert compared(FULL, covered(FULL, 1, 2)) == Difference(drawn_over=(1, 2))


def test_compare_pages_finds_nothing_in_the_same_file():
    assert compared(FULL, FULL) == Difference()


def test_compare_pages_tells_words_put_on_a_page_from_words_taken_off():
    stamped = lined(["Opening", "The price is 900", "Stamp"], ["Risks"])

    assert compared(FULL, stamped) == Difference(taken_out=(2,), drawn_over=(1,))


def test_compare_pages_looks_at_pictures_inside_drawings():
    full, other = with_picture(FULL, b"\xff"), with_picture(FULL, b"\x00")

    assert compared(full, other) == Difference(taken_out=(1,))
    assert compared(full, FULL) == Difference(taken_out=(1,))
    assert compared(FULL, full) == Difference(drawn_over=(1,))


def test_compare_pages_refuses_files_of_unequal_length():
    with pytest.raises(ValueError, match="shorter"):
        compared(FULL, lined(["Opening"]))
