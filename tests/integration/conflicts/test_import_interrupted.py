"""Imports that are large, wrong, or killed half way."""

from __future__ import annotations

import csv
import io
import resource
import zipfile
from datetime import date

import openpyxl
import pytest

from conflicts.actions import imports, imports_rows, imports_working
from conflicts.actions.imports_loading import CHUNK
from conflicts.enums import ImportPolicy, ImportState, RowState
from conflicts.models import Interest, InterestVersion, RegisterImport
from conflicts.rules.imports_columns import INTERESTS
from conflicts.rules.imports_dates import DateOrder
from core.errors import RuleBroken
from tests.integration.conflicts.importing import (  # noqa: F401 # fixtures
    AS_AT,
    bad,
    csv_file,
    line,
    media,
    take_in,
)


pytestmark = pytest.mark.django_db


# What puts either kind of bad row right.
RIGHT = {"nature": "Financial", "from_on": "01/02/2016"}


def big_register(rows=5000, wrong=200):
    step = rows // wrong
    return csv_file(
        bad(number // step)
        if number % step == 7
        else line(number % 1500, Description=f"Post {number}")
        for number in range(rows)
    )


def _let_time_pass():
    rows = RegisterImport.objects.filter(claimed_at__isnull=False)
    for row in rows:
        moment = row.claimed_at - imports_working.CLAIM_RUNS_OUT * 2
        RegisterImport.objects.filter(pk=row.pk).update(claimed_at=moment)


def _bomb():
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/sharedStrings.xml", b" " * 80_000_000)
    return kept.getvalue()


def _doctype():
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("xl/workbook.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><workbook/>")
    return kept.getvalue()


def as_workbook(file):
    """Return a CSV file as a workbook of texts, as an officer would have saved it."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Register")
    for row in csv.reader(io.StringIO(file.getvalue().decode())):
        sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    kept.seek(0)
    return kept


def correct_each(made, by):
    for row in made.rows.filter(state=RowState.FAULTY):
        imports_rows.correct(row=row, cells=RIGHT, by=by)


def correct_in_a_spreadsheet(made, by):
    book = openpyxl.load_workbook(io.BytesIO(imports_rows.problems_sheet(made)))
    heading, *rows = book.active.iter_rows()
    places = {cell.value: cell.column - 1 for cell in heading}
    for row in rows:
        for key, words in RIGHT.items():
            row[places[INTERESTS.by_key[key].heading]].value = words
    kept = io.BytesIO()
    book.save(kept)
    kept.seek(0)
    right = imports_rows.send_again(register_import=made, file=kept, by=by)
    assert right == len(rows) == 200


def entries():
    assert Interest.objects.count() == InterestVersion.objects.count()
    return Interest.objects.count()


@pytest.mark.parametrize(
    ("name", "kept_as", "correct"),
    [
        ("register.csv", lambda file: file, correct_each),
        ("register.xlsx", as_workbook, correct_in_a_spreadsheet),
    ],
    ids=["csv, row by row", "xlsx, in a spreadsheet"],
)
@pytest.mark.parametrize("policy", list(ImportPolicy), ids=str)
def test_5000_rows_with_200_bad_ones_are_all_taken_in_once_corrected(
    take_in, officer, policy, name, kept_as, correct, django_assert_max_num_queries
):
    file = kept_as(big_register())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    made = take_in(file, policy, load=False, name=name)

    assert made.rows_total == 5000
    assert made.rows.filter(state=RowState.FAULTY).count() == 200
    if policy == ImportPolicy.ALL_OR_NOTHING:
        with pytest.raises(RuleBroken):
            imports.load(register_import=made, by=officer)
        assert entries() == 0
        correct(made, officer)
    imports.load(register_import=made, by=officer)
    with django_assert_max_num_queries(60 * (5000 // CHUNK)):
        imports_working.work_on_imports()
    if policy == ImportPolicy.CLEAN_ROWS:
        made.refresh_from_db()
        assert (made.state, entries()) == (ImportState.SETTLING, 4800)
        correct(made, officer)
        imports.load(register_import=made, by=officer)
        imports_working.work_on_imports()

    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    made.refresh_from_db()
    assert (made.state, entries()) == (ImportState.LOADED, 5000)
    assert not made.rows.exclude(state=RowState.LOADED).exists()
    assert grown < 100_000, f"{grown} kB more"


def test_5000_rows_whose_bad_ones_are_left_out(take_in, officer):
    made = take_in(big_register(), ImportPolicy.ALL_OR_NOTHING, load=False)

    for row in made.rows.filter(state=RowState.FAULTY):
        imports_rows.drop(row=row, reason="Not legible.", by=officer)
    imports.load(register_import=made, by=officer)
    imports_working.work_on_imports()

    made.refresh_from_db()
    assert (made.state, entries()) == (ImportState.LOADED, 4800)


def test_killed_while_checking_begins_anew(take_in, havering, officer):
    made = imports.upload(
        organisation=havering,
        file=csv_file([line(n) for n in range(1200)]),
        name="register.csv",
        register_date=AS_AT,
        by=officer,
    )
    imports.match_columns(
        register_import=made,
        mapping=imports.columns_of(made),
        order=DateOrder.DAY_FIRST,
        policy=ImportPolicy.CLEAN_ROWS,
        by=officer,
    )
    claimed = imports_working.claim_next()
    next(imports_working.check_file(claimed))
    assert imports_working.claim_next() is None

    _let_time_pass()
    assert imports_working.work_on_imports() == 1

    made.refresh_from_db()
    assert (made.state, made.rows.count()) == (ImportState.CHECKED, 1200)


def test_killed_while_loading_goes_on_where_it_stopped(take_in, officer):
    made = take_in(
        csv_file([line(n) for n in range(600)]), ImportPolicy.CLEAN_ROWS, load=False
    )
    imports.load(register_import=made, by=officer)
    claimed = imports_working.claim_next()
    next(imports_working.load_rows(claimed))
    assert Interest.objects.count() == CHUNK

    _let_time_pass()
    imports_working.work_on_imports()

    assert Interest.objects.count() == 600
    made.refresh_from_db()
    assert made.state == ImportState.LOADED


def test_worker_that_lost_its_claim_writes_no_end(take_in, officer):
    made = take_in(csv_file([line(1)]), load=False)
    imports.load(register_import=made, by=officer)
    claimed = imports_working.claim_next()
    _let_time_pass()
    imports_working.claim_next()

    imports_working.work_on(claimed)

    made.refresh_from_db()
    assert made.state == ImportState.LOADING


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"%PDF-1.4 register", "file_no_sheet"),
        (b"\xd0\xcf\x11\xe0old", "file_old_excel"),
        (b"PK\x03\x04 broken", "file_damaged"),
        (_bomb(), "file_unpacks_too_large"),
        (_doctype(), "file_damaged"),
        (bytes(range(256)) * 40, "file_no_sheet"),
        (b"Surname,Type\n", "no_rows"),
        (b'Surname,Type\n"Smith,x\nand on', "csv_broken"),
    ],
)
def test_upload_refuses_what_is_no_register(havering, officer, content, code):
    with pytest.raises(RuleBroken) as refusal:
        imports.upload(
            organisation=havering,
            file=io.BytesIO(content),
            name="register.xlsx",
            register_date=AS_AT,
            by=officer,
        )

    assert refusal.value.verdict.code == code


def test_upload_refuses_outsiders_and_days_to_come(
    havering, officer, outsider, guardian
):
    for by in (outsider, guardian):
        with pytest.raises(RuleBroken):
            imports.upload(
                organisation=havering,
                file=csv_file([line()]),
                name="register.csv",
                register_date=AS_AT,
                by=by,
            )
    with pytest.raises(RuleBroken, match="to come"):
        imports.upload(
            organisation=havering,
            file=csv_file([line()]),
            name="register.csv",
            register_date=date(2016, 6, 2),
            by=officer,
        )


def test_file_that_turns_out_broken_is_said_on_its_page(take_in):
    lines = [line(n) for n in range(40)]
    content = csv_file(lines).getvalue() + b'"never closed'

    made = take_in(io.BytesIO(content), load=False)

    assert made.state == ImportState.REFUSED
    assert "quotation mark" in made.problem


def test_abandon_only_while_nothing_is_loaded(take_in, officer):
    first = take_in(csv_file([line()]), load=False)
    imports.abandon(register_import=first, by=officer)
    second = take_in(csv_file([line()]))

    with pytest.raises(RuleBroken, match="were loaded"):
        imports.abandon(register_import=second, by=officer)
    assert second != first
