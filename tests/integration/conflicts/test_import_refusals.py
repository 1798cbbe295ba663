"""Imports asked at the wrong moment, overtaken by the record, or stopped half way."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from conflicts.actions import imports, imports_rows, imports_working
from conflicts.enums import ImportPolicy, ImportState, RowState
from conflicts.models import ImportRow, Interest
from conflicts.rules.imports_dates import DateOrder
from core.errors import RuleBroken
from people.models import Person
from tests.factories.conflicts import PositionFactory
from tests.factories.people import PersonFactory
from tests.integration.conflicts.importing import (  # noqa: F401 # fixtures
    HEADINGS,
    bad,
    csv_file,
    line,
    media,
    take_in,
)


pytestmark = pytest.mark.django_db


def match(made, officer, mapping=None):
    return imports.match_columns(
        register_import=made,
        mapping=imports.columns_of(made) if mapping is None else mapping,
        order=DateOrder.DAY_FIRST,
        policy=ImportPolicy.CLEAN_ROWS,
        by=officer,
    )


def refused(code, call, **said):
    with pytest.raises(RuleBroken) as refusal:
        call(**said)
    assert refusal.value.verdict.code == code


def namesake(havering, number=1):
    """Let somebody of that name, with another address, join the body meanwhile."""
    person = PersonFactory(
        given_name=f"Ann{number}", family_name="Smith", email="other@elm.example"
    )
    return PositionFactory(person=person, organisation=havering).person


@transaction.atomic
def work_on_a_database_that_only_reads(claimed):
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
    imports_working.work_on(claimed)


def test_match_columns_refuses_what_is_loaded_or_not_whole(take_in, officer):
    made = take_in(csv_file([line()]), load=False)
    without = {
        key: place
        for key, place in imports.columns_of(made).items()
        if key != "family_name"
    }

    refused("columns_missing", match, made=made, officer=officer, mapping=without)
    imports.load(register_import=made, by=officer)
    refused("import_under_way", match, made=made, officer=officer)


def test_load_refuses_when_every_row_was_left_out(take_in, officer):
    made = take_in(csv_file([bad(1)]), load=False)
    imports_rows.drop(row=made.rows.get(), reason="Twice in the file.", by=officer)

    refused("nothing_to_load", imports.load, register_import=made, by=officer)


def test_drop_wants_a_reason(take_in, officer):
    made = take_in(csv_file([bad(1)]), load=False)
    row = made.rows.get()

    refused("no_reason", imports_rows.drop, row=row, reason=" ", by=officer)
    row.refresh_from_db()
    assert row.state == RowState.FAULTY


def test_drop_never_takes_back_what_is_on_the_register(take_in, officer):
    made = take_in(csv_file([line(1), bad(1)]), ImportPolicy.CLEAN_ROWS)
    row = made.rows.get(state=RowState.LOADED)

    refused("row_loaded", imports_rows.drop, row=row, reason="Wrong.", by=officer)


def test_drop_waits_while_rows_are_worked_on(take_in, officer):
    made = take_in(csv_file([line(1)]), load=False)
    imports.load(register_import=made, by=officer)
    row = made.rows.get()

    refused("import_under_way", imports_rows.drop, row=row, reason="No.", by=officer)


def test_send_again_leaves_lines_without_a_number_alone(take_in, officer):
    made = take_in(csv_file([bad(1), bad(3)]), ImportPolicy.CLEAN_ROWS, load=False)
    file = csv_file(
        [["", "01/03/2016"], ["Total", "01/03/2016"], ["3", "01/03/2016"]],
        headings=["Line", "From"],
    )

    right = imports_rows.send_again(register_import=made, file=file, by=officer)

    states = [row.state for row in made.rows.order_by("number")]
    assert (right, states) == (1, [RowState.FAULTY, RowState.CLEAN])


def test_check_passes_over_lines_that_say_nothing_we_take(take_in):
    headings = [*HEADINGS, "Internal note"]
    note = [*([""] * len(HEADINGS)), "Checked by Jo"]

    made = take_in(csv_file([[*line(), ""], note], headings=headings), load=False)

    assert [row.number for row in made.rows.all()] == [2]


def test_check_refuses_a_file_whose_lines_say_nothing_we_take(take_in):
    headings = [*HEADINGS, "Internal note"]
    note = [*([""] * len(HEADINGS)), "Checked by Jo"]

    made = take_in(csv_file([note], headings=headings), load=False)

    assert made.state == ImportState.REFUSED
    assert made.problem == "There is no row to take in."


def test_load_of_all_or_nothing_is_checked_again_when_the_record_moved(
    take_in, havering, officer
):
    made = take_in(csv_file([line(1), line(2)]), load=False)
    imports.load(register_import=made, by=officer)
    namesake(havering)

    imports_working.work_on_imports()

    made.refresh_from_db()
    states = [row.state for row in made.rows.order_by("number")]
    assert (made.state, states) == (
        ImportState.CHECKED,
        [RowState.FAULTY, RowState.CLEAN],
    )
    assert "changed since the check" in made.problem
    assert not Interest.objects.exists()
    assert not Person.objects.filter(given_name="Ann2").exists()


def test_load_of_clean_rows_leaves_those_the_record_overtook(
    take_in, havering, officer
):
    made = take_in(csv_file([line(1), line(2)]), ImportPolicy.CLEAN_ROWS, load=False)
    imports.load(register_import=made, by=officer)
    namesake(havering)

    imports_working.work_on_imports()

    made.refresh_from_db()
    assert made.state == ImportState.SETTLING
    assert made.rows.get(state=RowState.FAULTY).problems[0][0] == "person"
    assert Interest.objects.get().person.given_name == "Ann2"


def test_load_enters_one_person_for_a_name_with_and_without_its_address(take_in):
    take_in(csv_file([line(1, Email="", Description="Owner"), line(1)]))

    (person,) = Person.objects.filter(given_name="Ann1")
    assert person.email == "ann1@elm.example"
    assert Interest.objects.filter(person=person).count() == 2


def test_work_on_a_file_that_is_lost_says_so_on_its_page(take_in, officer, havering):
    made = take_in(csv_file([line(1)]), load=False)
    match(made, officer)
    made.file.storage.delete(made.file.name)

    imports_working.work_on_imports()

    made.refresh_from_db()
    assert made.state == ImportState.REFUSED
    assert "The work stopped and nothing is half done." in made.problem


def test_work_on_leaves_it_to_a_later_worker_when_the_database_takes_nothing(
    take_in, officer
):
    made = take_in(csv_file([line(1)]), load=False)
    imports.load(register_import=made, by=officer)
    claimed = imports_working.claim_next()

    with pytest.raises(DatabaseError):
        work_on_a_database_that_only_reads(claimed)

    made.refresh_from_db()
    assert (made.state, made.claimed_at) == (ImportState.LOADING, claimed.claimed_at)
    imports_working.work_on(claimed)
    assert ImportRow.objects.get().state == RowState.LOADED
