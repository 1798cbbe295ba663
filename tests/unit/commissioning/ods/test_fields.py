from __future__ import annotations

from datetime import date

import pytest

from commissioning.ods import fields
from commissioning.ods.refusals import BadField


@pytest.mark.parametrize(
    "text", ["F82023", "Y04786", "W00001", "GUE001", "ALD123", "JER009", "A99938"]
)
def test_code_takes_every_form_of_practice_code(text):
    assert fields.code(text, fields.PRACTICE, "practice code") == text


@pytest.mark.parametrize(
    "text", ["", "f82023", "F8202", "F820233", "I82023", "O82023", "F82O23", " F82023"]
)
def test_code_refuses_what_is_no_practice_code(text):
    with pytest.raises(BadField, match="is not the form of a practice code"):
        fields.code(text, fields.PRACTICE, "practice code")


def test_day_reads_compact_dates():
    assert fields.day("20160229", "open date") == date(2016, 2, 29)


@pytest.mark.parametrize("text", ["20150229", "2016-02-29", "201602", "2016O229", ""])
def test_day_refuses_what_is_no_date(text):
    with pytest.raises(BadField, match="is no open date"):
        fields.day(text, "open date")


def test_day_or_none_is_none_for_nothing():
    assert fields.day_or_none("", "close date") is None


def test_worded_day_reads_extract_dates():
    assert fields.worded_day("01JAN2021") == date(2021, 1, 1)
    with pytest.raises(BadField):
        fields.worded_day("1st January")


def test_iso_day_refuses_compact_nonsense():
    assert fields.iso_day("2021-04-01", "open date") == date(2021, 4, 1)
    with pytest.raises(BadField):
        fields.iso_day("01/04/2021", "open date")


def test_name_loses_its_blanks_and_is_never_empty():
    assert fields.name("  THE  SURGERY ", "name") == "THE SURGERY"
    with pytest.raises(BadField, match="empty"):
        fields.name("  ", "name")
    with pytest.raises(BadField, match="longer"):
        fields.name("X" * 201, "name")


@pytest.mark.parametrize("text", ["-1", "1.5", "", "٣", "123456789"])
def test_number_refuses_what_is_no_count(text):
    with pytest.raises(BadField, match="is no number of patients"):
        fields.number(text, "number of patients")


def test_in_order_refuses_days_that_run_backwards():
    fields.in_order(date(2016, 1, 1), None, "It leaves before it joins")
    with pytest.raises(BadField, match="leaves before it joins"):
        fields.in_order(date(2016, 1, 2), date(2016, 1, 1), "It leaves before it joins")
