"""Names of third persons in a register that is taken in: asked about, never published."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.urls import reverse

from conflicts.actions import imports, imports_rows, imports_working
from conflicts.enums import ImportPolicy, ImportState, RowState
from conflicts.facts.imports import NAMES_KEPT
from conflicts.models import Interest
from conflicts.rules.imports_columns import NAMES_MAY_STAY
from tests.integration.conflicts.importing import (  # noqa: F401 # fixtures
    HEADINGS,
    csv_file,
    line,
    media,
    take_in,
)


pytestmark = pytest.mark.django_db

WIFE = "My wife Jane Patel is a director"
WITH_RELATION = [*HEADINGS, "Relationship"]


def faulty(made):
    (row,) = made.rows.filter(state=RowState.FAULTY)
    return row


def test_name_in_the_words_or_the_relationship_is_asked_about(take_in):
    headings = WITH_RELATION
    rows = [
        [*line(1, Description=WIFE), ""],
        [*line(2), "Wife Dr Jane Patel"],
        [*line(3), "spouse"],
    ]

    made = take_in(csv_file(rows, headings=headings), ImportPolicy.CLEAN_ROWS)

    asked = list(made.rows.filter(state=RowState.FAULTY).order_by("number"))
    assert [row.problems[0][0] for row in asked] == [NAMES_KEPT, NAMES_KEPT]
    assert "“wife Jane Patel”" in asked[0].problems[0][1]
    assert "“Wife Dr Jane Patel”" in asked[1].problems[0][1]
    assert [each.relationship for each in Interest.objects.all()] == ["spouse"]


def test_name_may_stay_on_the_page_until_the_words_change(take_in, officer, client):
    made = take_in(
        csv_file([line(1, Description=WIFE)]), ImportPolicy.CLEAN_ROWS, load=False
    )
    row = faulty(made)
    client.force_login(officer)
    page = reverse("conflicts:import_row", args=[made.pk, row.number])
    shown = client.get(page)
    form = shown.context["form"]
    assert form.fields[NAMES_KEPT].help_text == "wife Jane Patel"
    typed = {key: row.cells.get(key, "") for key in form.keys}

    other = {**typed, "description": "My wife Ada Cole owns it", NAMES_KEPT: "on"}
    client.post(page, other)
    row.refresh_from_db()
    assert row.state == RowState.FAULTY
    assert "Ada Cole" in row.problems[0][1]

    client.post(page, {**other, NAMES_KEPT: "on"})
    row.refresh_from_db()
    assert row.state == RowState.CLEAN

    imports_rows.correct(row=row, cells={"description": WIFE}, by=officer)
    row.refresh_from_db()
    assert row.state == RowState.FAULTY


def test_names_may_stay_in_the_spreadsheet_of_problems(take_in, officer):
    rows = [line(n, Description=WIFE) for n in (1, 2)]
    made = take_in(csv_file(rows), ImportPolicy.CLEAN_ROWS, load=False)
    kept = io.BytesIO(imports_rows.problems_sheet(made))
    book = openpyxl.load_workbook(kept)
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    sheet.cell(2, headings.index(NAMES_MAY_STAY) + 1, "Yes")
    sheet.cell(3, headings.index(NAMES_MAY_STAY) + 1, "no")
    sent = io.BytesIO()
    book.save(sent)
    sent.seek(0)

    right = imports_rows.send_again(register_import=made, file=sent, by=officer)

    assert right == 1
    assert faulty(made).number == 3


def test_entry_that_is_known_is_not_asked_about_again(take_in, officer):
    made = take_in(
        csv_file([line(1, Description=WIFE)]), ImportPolicy.CLEAN_ROWS, load=False
    )
    row = faulty(made)
    imports_rows.correct(row=row, cells={NAMES_KEPT: "wife Jane Patel"}, by=officer)
    imports.load(register_import=made, by=officer)
    imports_working.work_on_imports()
    made.refresh_from_db()
    assert made.state == ImportState.LOADED

    again = take_in(
        csv_file([line(1, Description=WIFE), line(2)]), name="second.csv", load=False
    )

    assert again != made
    assert [each.state for each in again.rows.all()] == [
        RowState.KNOWN,
        RowState.CLEAN,
    ]
