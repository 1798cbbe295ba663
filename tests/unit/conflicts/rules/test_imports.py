"""Reading other people's spreadsheets: headings, days, and each row with its cures."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflicts.enums import Nature, PublicationState, SourceKind, Tie
from conflicts.rules.imports_columns import (
    guess_mapping,
    heading_line,
    missing_columns,
)
from conflicts.rules.imports_dates import DateOrder, NotADay, read_day
from conflicts.rules.imports_persons import split_name
from conflicts.rules.imports_values import names_agree, read_row, same_text
from conflicts.rules.register_columns import (
    FULL,
    NOT_STATED,
    Written,
    heading,
    written,
)


DMY, MDY = DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST
TODAY = date(2016, 6, 1)
ROW = {
    "given_name": "Ann",
    "family_name": "Smith",
    "nature": "Financial",
    "organisation": "Elm Surgery",
    "description": "GP partner",
    "declared_on": "01/05/2016",
}


def read(**cells):
    return read_row(
        {**ROW, **cells}, order=DMY, register_date=date(2016, 4, 30), today=TODAY
    )


def problems(**cells):
    return dict(read(**cells).problems)


def test_guess_mapping_finds_every_column_of_our_export():
    headings = [column.heading for column in FULL]

    mapping = guess_mapping(headings)

    for place, column in enumerate(FULL):
        if column.is_read:
            assert mapping[column.key] == place
    assert missing_columns(mapping) == []


def test_guess_mapping_knows_the_national_template():
    headings = [
        "Name",
        "Current position (s) held in the CCG",
        "Declared Interest (Name of the organisation and nature of business)",
        "Financial Interest",
        "Non-Financial Professional Interest",
        "Non-Financial Personal Interest",
        "Direct or Indirect Interest?",
        "Date From",
        "Date To",
        "Action taken to mitigate risk",
    ]

    mapping = guess_mapping(headings)

    assert mapping["full_name"] == 0
    assert mapping["organisation"] == 2
    assert [mapping[f"tick_{each}"] for each in ("financial", "professional")] == [3, 4]
    assert mapping["is_indirect"] == 6
    assert (mapping["from_on"], mapping["to_on"], mapping["mitigation"]) == (7, 8, 9)


def test_heading_line_passes_over_the_title():
    rows = [
        ["Register of interests"],
        ["As at", "30 April 2016"],
        ["Surname", "Forename", "Organisation"],
        ["Smith", "Ann", "Elm Surgery"],
    ]

    assert heading_line(rows) == 2
    assert heading_line([["", ""], ["x", "y"]]) == 1


def test_missing_columns_says_which():
    assert len(missing_columns({})) == 4


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("10/02/2016", DMY, date(2016, 2, 10)),
        ("02/10/2016", MDY, date(2016, 2, 10)),
        ("10.2.16", DMY, date(2016, 2, 10)),
        ("2016-02-10", MDY, date(2016, 2, 10)),
        ("10th February 2016", DMY, date(2016, 2, 10)),
        ("10-Feb-16", DMY, date(2016, 2, 10)),
        ("Not stated", DMY, None),
        ("ongoing", DMY, None),
        ("", DMY, None),
    ],
)
def test_read_day_as_people_type(text, order, day):
    assert read_day(text, order) == day


@pytest.mark.parametrize(
    "text", ["31/02/2016", "2014", "spring", "13/13/2016", "1 ma 2016"]
)
def test_read_day_refuses_with_the_cure(text):
    with pytest.raises(NotADay, match=f"“{text}” is not a date: write day/month/year"):
        read_day(text, DMY)


@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)))
def test_read_day_reads_back_what_is_written(day):
    assert read_day(written("from_on", day), MDY) == day
    assert read_day(f"{day:%d/%m/%Y}", DMY) == day
    assert read_day(f"{day.day} {day:%B %Y}", MDY) == day


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ("Dr Ann Smith", ("Dr", "Ann", "Smith")),
        ("Smith, Ann", ("", "Ann", "Smith")),
        ("Smith, Dr. Ann", ("Dr", "Ann", "Smith")),
        ("Smith, Ann Dr", ("Dr", "Ann", "Smith")),
        ("Smith", ("", "", "Smith")),
        ("", ("", "", "")),
    ],
)
def test_split_name_either_way_round(whole, parts):
    assert split_name(whole) == parts


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ("Dr Jan van der Berg", ("Dr", "Jan", "van der Berg")),
        ("Ana Maria de Souza", ("", "Ana Maria", "de Souza")),
        ("Van Morrison", ("", "Van", "Morrison")),
        ("Ann Smith", ("", "Ann", "Smith")),
    ],
)
def test_split_name_keeps_what_belongs_to_the_family_name(whole, parts):
    assert split_name(whole) == parts


@pytest.mark.parametrize(
    ("said", "names", "agrees"),
    [
        ("Oak Surgery", ["Oak Medical Centre"], True),
        ("OAK SURGERY", ["Acorn House", "Oak Surgery"], True),
        ("The Surgery", ["The Surgery"], True),
        ("Elm Surgery", ["Oak Surgery"], False),
        ("St Mary’s Practice", ["Elm Practice"], False),
        ("Elm", [], False),
    ],
)
def test_names_agree_by_a_word_that_few_bodies_share(said, names, agrees):
    assert names_agree(said, names) == agrees


@pytest.mark.parametrize(
    ("aware", "is_asked"),
    [("01/05/2016", False), ("02/05/2016", True), ("", False)],
)
def test_nobody_declares_what_they_become_aware_of_later(aware, is_asked):
    assert ("became_aware_on" in problems(became_aware_on=aware)) == is_asked


def test_read_row_that_is_right():
    row = read(tie="is a partner in", from_on="1/4/2012", to_on="ongoing")

    assert row.problems == []
    assert row.said["nature"] is Nature.FINANCIAL
    assert row.said["tie"] is Tie.PARTNER
    assert row.said["from_on"] == date(2012, 4, 1)
    assert row.said["to_on"] is None
    assert row.said["declared_on"] == date(2016, 5, 1)


def test_read_row_without_a_column_of_declaring_takes_the_registers_date():
    cells = {key: text for key, text in ROW.items() if key != "declared_on"}

    row = read_row(cells, order=DMY, register_date=date(2016, 4, 30), today=TODAY)

    assert row.problems == []
    assert row.said["declared_on"] == date(2016, 4, 30)


@pytest.mark.parametrize(
    ("cells", "field", "cure"),
    [
        ({"family_name": "", "given_name": ""}, "family_name", "write whose"),
        ({"email": "ann at elm"}, "email", "mend or empty"),
        ({"organisation": ""}, "organisation", "ODS code"),
        ({"company_number": "12"}, "company_number", None),
        ({"company_number": "ABC"}, "company_number", "8 characters"),
        ({"nature": "Indirect"}, "nature", "write Financial"),
        ({"nature": ""}, "nature", "no type"),
        ({"nature": "", "tick_financial": "x", "tick_personal": "x"}, "nature", "each"),
        ({"tie": "knows"}, "tie", "is a partner in"),
        ({"is_indirect": "Indirect"}, "relationship", "spouse"),
        ({"is_indirect": "perhaps"}, "is_indirect", "Direct or Indirect"),
        ({"description": ""}, "description", "describe"),
        ({"description": "x" * 5001}, "description", "shorten"),
        ({"from_on": "31/02/2016"}, "from_on", "write day/month/year"),
        ({"from_on": "1/5/2016", "to_on": "1/4/2016"}, "to_on", "ends before"),
        ({"declared_on": ""}, "declared_on", "when it was declared"),
        ({"declared_on": "1/5/2061"}, "declared_on", None),
        ({"declared_on": "2/6/2016"}, "declared_on", "future"),
        ({"publication": "secret"}, "publication", "Withheld"),
    ],
)
def test_read_row_says_what_is_wrong_with_the_cure(cells, field, cure):
    found = problems(**cells)

    if cure is None:
        assert (field in found) == (field == "declared_on")
    else:
        assert cure in found[field]


def test_read_row_takes_ticks_marks_and_words_of_refusal():
    row = read(
        nature="",
        tick_professional="✓",
        is_indirect="x",
        relationship="spouse",
        consents_to_publication="No",
        publication="Withheld",
    )

    assert row.problems == []
    assert row.said["nature"] is Nature.PROFESSIONAL
    assert row.said["is_indirect"] is True
    assert row.said["consents_to_publication"] is False
    assert row.said["refusal_reason"]
    assert row.said["publication"] is PublicationState.WITHHOLD


def test_read_row_takes_a_formula_as_words():
    assert read(description="'=1+1").said["description"] == "=1+1"
    assert read(description="=1+1").said["description"] == "=1+1"


def test_written_says_choices_days_and_what_is_not_stated():
    assert written("source", SourceKind.EMAIL) == "E-mail"
    assert written("from_on", None) == NOT_STATED
    assert written("to_on", None) == ""
    assert written("is_indirect", True) == "Indirect"
    assert written("consents_to_publication", False) == "No"
    assert heading("email") == "E-mail"


def test_same_text_is_of_what_is_said():
    assert same_text("from_on", "10/02/2016", "2016-02-10", DMY)
    assert not same_text("from_on", "nonsense", "2016-02-10", DMY)
    assert same_text("description", "'=x  y", "=x y", DMY)


@given(st.dictionaries(st.sampled_from([c.key for c in FULL]), st.text(max_size=30)))
def test_read_row_never_trips(cells):
    row = read_row(cells, order=DMY, register_date=TODAY, today=TODAY)

    assert all(sentence for _field, sentence in row.problems)
    for column in FULL:
        if column.written in {Written.DAY, Written.STATED_DAY}:
            assert row.said.get(column.key) is None or row.said[column.key].year > 0
