"""Files in, records or refusals out; no database."""

from __future__ import annotations

import datetime as dt
import tracemalloc

import openpyxl
import pytest

from commissioning.enums import SourceKind
from commissioning.ods.reader import identify, open_records
from commissioning.ods.records import LinkRecord, ListRecord, OrganisationRecord
from commissioning.ods.refusals import FileRefused
from tests.integration.practices.ods_files import (
    frame,
    invented_world,
    practice,
    write,
    write_workbook,
)


LINE = practice("F99001", "HIGH STREET SURGERY", "99A", "20130401")


def records(path, as_at=None):
    with open_records(identify(path, as_at=as_at)) as found:
        return [record for _, record in found]


def refused(path):
    with pytest.raises(FileRefused) as caught:
        records(path)
    return caught.value


def test_identify_knows_every_kind_by_its_content(tmp_path):
    kinds = [identify(path).kind for path in invented_world(tmp_path)]

    assert set(kinds) == set(SourceKind)


def test_identify_by_content_whatever_the_name(tmp_path):
    path = write(tmp_path / "from_a_colleague_2016-02.csv", [LINE])

    assert identify(path).kind is SourceKind.EPRACCUR


def test_identify_refuses_a_name_that_says_something_else(tmp_path):
    path = write(tmp_path / "epcmem_2016-02.csv", [LINE])

    assert "The name says epcmem, the content is epraccur." in str(refused(path))


def test_identify_refuses_a_missing_file(tmp_path):
    assert "no such file" in str(refused(tmp_path / "epraccur_2016-02.csv"))


def test_identify_refuses_an_empty_file(tmp_path):
    path = tmp_path / "epraccur_2016-02.csv"
    path.write_bytes(b"")

    assert "empty" in str(refused(path))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"england-and-wales": {}}', "JSON"),
        (b"# A title\n", "a text with headings"),
        (b"<html></html>", "a web page"),
        (b"%PDF-1.7\n\x00\x01", "a PDF document"),
        (b"PK\x03\x04 but no workbook", "not a readable workbook"),
        (b"a,b,c\n1,2,3\n", "of no file that is taken"),
    ],
    ids=["json", "markdown", "html", "pdf", "zip", "csv"],
)
def test_identify_names_what_is_not_taken(tmp_path, content, words):
    path = tmp_path / "some_2016-02.dat"
    path.write_bytes(content)

    assert words in str(refused(path))


def test_identify_refuses_a_workbook_that_is_not_epcn(tmp_path):
    path = write_workbook(tmp_path / "ePCN_2022-04.xlsx", [], [])
    book = openpyxl.load_workbook(path)
    book.worksheets[1]["A1"] = "Something"
    book.save(path)

    assert "not ePCN" in str(refused(path))


def test_identify_refuses_a_file_without_a_date(tmp_path):
    assert "--as-at" in str(refused(write(tmp_path / "epraccur.csv", [LINE])))


def test_identify_takes_the_date_inside_where_there_is_one(tmp_path):
    by_name = {path.name: path for path in invented_world(tmp_path)}
    lists = by_name["gp-reg-pat-prac-all_2021-01.csv"].rename(
        tmp_path / "gp-reg-pat-prac-all.csv"
    )

    assert identify(lists).as_at == dt.date(2021, 1, 1)
    assert identify(by_name["ccg_succession.csv"]).as_at == dt.date(2021, 4, 1)


@pytest.mark.parametrize(
    ("encoding", "mark", "name"),
    [
        ("utf-8", b"", "CAFÉ SURGERY"),
        ("utf-8", b"\xef\xbb\xbf", "CAFÉ SURGERY"),
        ("cp1252", b"", "ST MARY’S"),
    ],
    ids=["utf-8", "utf-8 with mark", "windows-1252"],
)
@pytest.mark.parametrize("end", ["\r\n", "\n"], ids=["CRLF", "LF"])
def test_records_in_any_encoding_and_line_end(tmp_path, encoding, mark, name, end):
    path = write(tmp_path / "epraccur_2016-02.csv", [LINE], end=end)
    text = path.read_bytes().decode("ascii")
    text = text.replace("HIGH STREET SURGERY", name)
    path.write_bytes(mark + text.encode(encoding))

    assert records(path)[0].name == name


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("x".encode("utf-16"), 1),
        (b'"F99001","A"\n"F99002","B\x81"\n\xe9', 2),
        (b'"F99001","A"\n\n"F99\x00"\n', 3),
    ],
    ids=["utf-16", "neither encoding", "a null byte"],
)
def test_records_refuse_other_encodings_with_the_line(tmp_path, content, line):
    path = tmp_path / "epraccur_2016-02.csv"
    path.write_bytes(content)

    assert refused(path).line == line


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"c13": "X"}, "is no status"),
        ({"c26": "GP"}, "is no prescribing setting"),
        ({"c19": "?"}, "Column 19 should be empty"),
        ({"c16": "20131301"}, "is no date of joining"),
        ({"c17": "20120101"}, "leaves before it joins"),
        ({"closed": "19700101"}, "closes before it opens"),
        ({"c15": "07-L"}, "is not the form of a commissioner code"),
        ({"c18": "0" * 21}, "telephone number is longer"),
    ],
    ids=lambda value: "" if isinstance(value, dict) else value,
)
def test_records_refuse_a_bad_field_with_line_and_reason(tmp_path, change, words):
    bad = practice("F99002", "BAD SURGERY", "99A", "20130401", **change)
    path = write(tmp_path / "epraccur_2016-02.csv", [LINE, bad])

    refusal = refused(path)

    assert refusal.line == 2
    assert words in refusal.reason


def test_records_refuse_a_practice_code_in_the_wrong_form(tmp_path):
    bad = practice("f99002", "BAD SURGERY", "99A", "20130401")
    path = write(tmp_path / "epraccur_2016-02.csv", [LINE, bad])

    assert "“f99002” is not the form of a practice code." in str(refused(path))


def test_records_refuse_a_code_that_stands_twice(tmp_path):
    path = write(tmp_path / "epraccur_2016-02.csv", [LINE, LINE])

    assert "line 2: F99001 stands in the file twice" in str(refused(path))


def test_records_refuse_a_line_cut_off_within_a_field(tmp_path):
    path = write(tmp_path / "epraccur_2016-02.csv", [LINE, LINE])
    path.write_bytes(path.read_bytes()[:-6])

    refusal = refused(path)

    assert refusal.line == 2
    assert "is the file cut off?" in refusal.reason


def test_records_refuse_a_line_with_too_few_columns(tmp_path):
    path = write(tmp_path / "epraccur_2016-02.csv", [LINE, LINE[:20]])

    assert "line 2: The line has 20 columns instead of 27." in str(refused(path))


def test_records_of_both_layouts_are_alike(tmp_path):
    old = write(tmp_path / "epraccur_2016-02.csv", [LINE])
    told = {"c13": "ACTIVE", "c26": "RO76|RO80"}
    new = write(
        tmp_path / "epraccur_2026.csv",
        [practice("F99001", "HIGH STREET SURGERY", "99A", "20130401", **told)],
    )

    one, other = records(old)[0], records(new)[0]

    assert (
        (one.kind, one.status) == (other.kind, other.status) == ("practice", "active")
    )
    assert (one.setting, other.setting) == ("4", "RO76|RO80")


def test_records_of_eccg_tell_ccgs_hubs_and_icbs_apart(tmp_path):
    by_name = {path.name: path for path in invented_world(tmp_path)}

    kinds = {one.code: one.kind for one in records(by_name["eccg_2025-12.csv"])}

    assert kinds == {
        "99A": "ccg",
        "99B": "ccg",
        "99H": "commissioning_hub",
        "A9Z9R": "ccg",
        "QZZ": "icb",
        "Z1R1E": "sub_icb",
    }


def test_records_of_a_location_opened_after_ccgs_ended_is_no_ccg(tmp_path):
    row = frame("9Q9Q9", "NEW", "20250401", c3="Y99", c4="QZZ", c14="RO319")

    assert records(write(tmp_path / "eccg_2026.csv", [row]))[0].kind == "sub_icb"


def test_records_of_lists_and_links(tmp_path):
    by_name = {path.name: path for path in invented_world(tmp_path)}

    assert records(by_name["nhsbsa_Patient_List_Size_2016_01-03.csv"]) == [
        ListRecord("F99001", dt.date(2016, 3, 31), 1800)
    ]
    assert records(by_name["epcmem_2019-10.csv"])[2] == LinkRecord(
        "member_of", "F99001", "99A", dt.date(2013, 4, 1), dt.date(2016, 4, 5)
    )
    said = records(by_name["ccg_succession.csv"])
    assert [type(one) for one in said].count(LinkRecord) == 2
    assert [one.code for one in said if isinstance(one, OrganisationRecord)] == [
        "99A",
        "A9Z9R",
        "99B",
    ]


@pytest.mark.parametrize(
    ("kind", "row", "words"),
    [
        ("epcmem", ["F99001", "99A", "X", "20130401", "", "0"], "no parent type"),
        ("epcmem", ["F99001", "99A", "W", "20130401", ""], "5 columns"),
        ("epcmem", ["F99001", "99A", "W", "2013", "", "0"], "no date of joining"),
        ("ebranchs", frame("F99001001", "B", "20040401"), "no parent practice"),
    ],
    ids=["parent type", "columns", "date", "parent"],
)
def test_records_refuse_bad_lines_of_other_kinds(tmp_path, kind, row, words):
    good = {
        "epcmem": ["F99001", "99A", "W", "20130401", "", "0"],
        "ebranchs": frame(
            "F99001001", "A", "20040401", c15="F99001", c16="20040401", c24="H"
        ),
    }[kind]
    path = write(tmp_path / f"{kind}_2019-10.csv", [good, row])

    refusal = refused(path)

    assert refusal.line == 2
    assert words in refusal.reason


def test_records_are_streamed_in_bounded_memory(tmp_path):
    row = ["F99001", "99A", "W", "20130401", "", "0"]
    path = write(tmp_path / "epcmem_2019-10.csv", [row] * 100_000)
    file = identify(path)

    tracemalloc.start()
    with open_records(file) as found:
        count = sum(1 for _ in found)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == 100_000
    assert peak < 2_000_000  # bytes; the file has 4.4 million
