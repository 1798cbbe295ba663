"""Entries, dates and file names of registers."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflicts.enums import Nature, PublicationState, PublishedScope
from conflicts.rules.register_columns import KEYS, heading
from conflicts.rules.registers import (
    Edition,
    Silence,
    file_name,
    months_after,
    public_terms,
    public_until,
    safe_cell,
    shown_since,
    split_name,
)
from conflicts.rules.registers_files import cells, headings, texts
from conflicts.rules.registers_since import changes_since
from conflicts.rules.registers_writing import RegisterFile, csv_lines, json_pieces
from conflicts.rules.rule_sets import RuleSetFacts
from tests.unit.conflicts.rules.register_entries import entry


DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


def test_public_until_counts_calendar_months():
    assert public_until(date(2021, 8, 31), 6) == date(2022, 2, 28)
    assert public_until(date(2021, 8, 15), 6) == date(2022, 2, 15)


@given(ended_on=DAYS, day=DAYS, months=st.integers(0, 36))
def test_shown_since_is_public_until_the_other_way_round(ended_on, day, months):
    assert (ended_on >= shown_since(day, months)) == (
        public_until(ended_on, months) >= day
    )


@given(day=DAYS, months=st.integers(0, 36))
def test_shown_since_is_the_first_such_day(day, months):
    first = shown_since(day, months)

    assert public_until(first, months) >= day
    assert public_until(first - timedelta(days=1), months) < day


def test_months_after_over_the_year():
    assert months_after(date(2015, 12, 31), 2) == date(2016, 2, 29)
    assert months_after(date(2016, 1, 31), -1) == date(2015, 12, 31)


def test_public_terms_of_several_bodies_publish_fewer_people_for_longer():
    day = date(2017, 6, 16)
    terms = public_terms(
        [
            RuleSetFacts(1, "A", day, published_scope=PublishedScope.EVERYBODY),
            RuleSetFacts(2, "B", day, public_months_after_end=9),
        ]
    )

    assert terms.is_for_decision_makers
    assert (terms.months_after_end, terms.private_years) == (9, 6)


@pytest.mark.parametrize(
    ("name", "now", "parted"),
    [
        ("Dr Ada Le Fanu", ("Dr", "Ada", "Le Fanu"), ("Ada", "Le Fanu")),
        ("Dr Ada Le Fanu", ("Dr", "Ada", "Smith"), ("Ada", "Le Fanu")),
        ("Dr Ada Le Fanu", ("Dr", "Eda", "Le Fanu"), ("Ada", "Le Fanu")),
        ("Ms Ada Fanu", ("Dr", "Eda", "Smith"), ("Ms Ada", "Fanu")),
        ("Fanu", ("", "", "Smith"), ("", "Fanu")),
    ],
)
def test_split_name_by_whatever_stayed(name, now, parted):
    title, given_name, family_name = now

    found = split_name(
        name, title=title, given_name=given_name, family_name=family_name
    )

    assert found == parted


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_safe_cell_takes_formulas_for_text(begins):
    assert safe_cell(f"{begins}1+1") == f"'{begins}1+1"


@given(st.text())
def test_safe_cell_never_begins_like_a_formula(words):
    assert not safe_cell(words).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_safe_cell_drops_what_no_workbook_holds():
    assert safe_cell("a\x00b\x0bc") == "abc"


def test_file_name_says_body_edition_and_day():
    day = date(2016, 6, 1)

    assert (
        file_name(
            "NHS Müller & Sons' CCG", edition=Edition.PUBLIC, day=day, suffix="csv"
        )
        == "register-of-interests-nhs-muller-sons-ccg-public-2016-06-01.csv"
    )
    assert "-full-part-2016" in file_name(
        "X", edition=Edition.FULL, day=day, suffix="csv", is_part=True
    )
    assert "interests-register-full" in file_name(
        "…", edition=Edition.FULL, day=day, suffix="csv"
    )


def test_headings_of_the_full_register_begin_as_an_import_reads_them():
    shown = headings(Edition.FULL)

    assert shown[: len(KEYS)] == [heading(key) for key in KEYS]
    assert {"Financial", "Committees sat on", "Nature of business"} <= set(shown)


def test_headings_of_the_public_register_name_nothing_private():
    for private in ("restricted_note", "refusal_reason", "email", "reference"):
        assert heading(private) not in headings(Edition.PUBLIC)


def test_texts_tick_one_type_and_say_what_is_withheld():
    row = dict(
        zip(
            headings(Edition.PUBLIC),
            texts(
                entry(nature=Nature.PERSONAL, withheld=("from_on", "committees")),
                Edition.PUBLIC,
            ),
            strict=True,
        )
    )

    assert (row["Financial"], row["Non-financial personal"]) == ("", "Yes")
    assert (row["From"], row["Committees sat on"]) == ("Withheld", "Withheld")


def test_cells_keep_days_as_days():
    row = dict(zip(headings(Edition.FULL), cells(entry(), Edition.FULL), strict=True))

    assert row["Declared on"] == date(2016, 5, 1)
    assert row["From"] == "Not stated"
    assert row["Reference"] == 7


def written(edition, *entries, silences=()):
    return RegisterFile(
        body="NHS Imagined CCG",
        edition=edition,
        day=date(2016, 6, 1),
        entries=entries,
        silences=silences,
        public_note="Ask." if edition == Edition.PUBLIC else "",
    )


SILENCES = (
    Silence(4, "Dr Nil", "GP member, A; officer, B", date(2016, 4, 1)),
    Silence(5, "Dr Quiet", "", None),
)


def test_json_pieces_of_a_full_register_have_nil_and_missing_returns():
    read = json.loads(
        "".join(json_pieces(written(Edition.FULL, entry(), silences=SILENCES)))
    )

    assert read["asAt"] == "2016-06-01"
    assert read["interests"][0]["organisation"]["odsCode"] == "Y99999"
    assert read["interests"][0]["registered"] == "2016-05-01"
    assert read["interests"][0]["published"] == "publish"
    assert read["nilReturns"] == [
        {
            "name": "Dr Nil",
            "positions": ["GP member, A", "officer, B"],
            "made": "2016-04-01",
        }
    ]
    assert read["nonReturns"] == [{"name": "Dr Quiet", "positions": []}]


def test_json_pieces_of_a_public_register_tell_no_key_and_no_missing_return():
    read = json.loads(
        "".join(json_pieces(written(Edition.PUBLIC, entry(), silences=SILENCES[:1])))
    )

    assert "id" not in read["interests"][0]
    assert "published" not in read["interests"][0]
    assert "nonReturns" not in read
    assert read["note"] == "Ask."


def test_json_pieces_of_an_empty_register_are_json():
    assert json.loads("".join(json_pieces(written(Edition.FULL))))["interests"] == []


def test_csv_lines_hold_whatever_was_typed():
    told = entry(description='=cmd|"x",\n2', organisation="Ünlisted")
    text = "".join(csv_lines(written(Edition.FULL, told)))

    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    row = dict(zip(rows[0], rows[1], strict=True))
    assert row["Interest"] == '\'=cmd|"x",\n2'
    assert row["Organisation"] == "Ünlisted"


def test_changes_since_tells_added_changed_ended_and_gone():
    same, was, held, gone = (entry(reference=key) for key in (1, 2, 3, 4))
    before = {1: same, 2: was, 3: held, 4: gone}
    after = {
        1: same,
        2: entry(description="Salaried GP", publication=PublicationState.REDACT_NAME),
        3: entry(to_on=date(2016, 7, 1)),
        5: entry(organisation="New"),
    }

    found = changes_since(before, after)

    assert [one.organisation for one in found.added] == ["New"]
    assert [one.reference for one in found.gone] == [4]
    assert [one.changes[0].reads for one in found.ended] == ["1 July 2016"]
    (changed,) = found.changed
    assert [(one.what, one.was, one.reads) for one in changed.changes] == [
        ("Nature of interest", "GP partner", "Salaried GP"),
        ("Publication", "Published", "Published without the name"),
    ]


def test_changes_since_of_what_is_withheld_says_withheld():
    before = {1: entry(mitigation="Ada leaves", withheld=("mitigation", "to_on"))}
    after = {1: entry(mitigation="", withheld=("mitigation", "to_on", "from_on"))}

    (changed,) = changes_since(before, after).changed

    assert [(one.what, one.reads) for one in changed.changes] == [("From", "withheld")]


def test_changes_since_of_nothing():
    assert changes_since({1: entry()}, {1: entry()}).is_nothing
