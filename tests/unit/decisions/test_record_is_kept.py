"""What was decided and written out is changed by nobody, says the database."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from decisions.enums import Effect, Method, Outcome
from tests.factories.decisions import (
    ActionFactory,
    DecisionFactory,
    MinuteNoteFactory,
    MinutesApprovalFactory,
    MinutesFactory,
    RatificationDraftFactory,
)


pytestmark = pytest.mark.django_db


def by_sql(words):
    def act(row):
        with connection.cursor() as cursor:
            cursor.execute(words.format(table=row._meta.db_table))

    return act


@pytest.mark.parametrize("make", [DecisionFactory, MinutesFactory])
@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda row: row.save(), id="save"),
        pytest.param(lambda row: row.delete(), id="delete"),
        pytest.param(by_sql("UPDATE {table} SET id = id"), id="sql update"),
        pytest.param(by_sql("DELETE FROM {table}"), id="sql delete"),
    ],
)
def test_rows_of_the_record_cannot_be_changed(make, act):
    row = make()

    with (
        pytest.raises(DatabaseError, match="Cannot update or delete"),
        transaction.atomic(),
    ):
        act(row)


@pytest.mark.parametrize(
    "fields",
    [
        {"wording": ""},
        {"method": Method.VOTE},
        {"votes_for": 3},
        {"number": 1},
        {"reference": "X 2016/001"},
        {"number": 0, "reference": "X 2016/000"},
        {"effect": Effect.IRREGULAR},
        {"irregularities": [{"code": "x", "sentence": "y"}]},
    ],
    ids=str,
)
def test_decision_half_told_is_refused_by_the_database(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        DecisionFactory(**fields)


def test_decision_once_for_an_item_and_committee():
    first = DecisionFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        DecisionFactory(
            item=first.item, sitting=first.sitting, committee=first.committee
        )


def test_decision_correction_needs_a_reason_and_supersedes_once():
    first = DecisionFactory()
    same = {
        "item": first.item,
        "sitting": first.sitting,
        "committee": first.committee,
        "supersedes": first,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        DecisionFactory(**same)

    DecisionFactory(**same, correction_reason="A slip.")
    with pytest.raises(IntegrityError), transaction.atomic():
        DecisionFactory(**same, correction_reason="Another.")


def test_decision_number_once_a_year():
    first = DecisionFactory(number=1, reference="X 2016/001", outcome=Outcome.APPROVED)

    with pytest.raises(IntegrityError), transaction.atomic():
        DecisionFactory(
            sitting__committee=first.committee, number=1, reference="X 2016/001"
        )


def test_minutes_issue_once():
    first = MinutesFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        MinutesFactory(gathering=first.gathering)


def test_action_closed_by_nobody_is_refused():
    action = ActionFactory()
    action.closed_at = action.opened_at

    with pytest.raises(IntegrityError), transaction.atomic():
        action.save()


def test_rows_name_themselves():
    assert "Noted" in str(DecisionFactory())
    assert str(MinuteNoteFactory()).startswith("Note on")
    assert "issue 1" in str(MinutesFactory())
    assert str(RatificationDraftFactory()).startswith("Ratification of")


@pytest.mark.parametrize(
    ("make", "change"),
    [
        (ActionFactory, "description = 'Something else.'"),
        (ActionFactory, "opened_at = now()"),
        (MinuteNoteFactory, "item_id = item_id + 1"),
        (MinutesApprovalFactory, "corrections = 'None.'"),
        (MinutesApprovalFactory, "decision_id = decision_id + 1"),
        (RatificationDraftFactory, "words = 'Something else.'"),
        (RatificationDraftFactory, "decision_id = decision_id + 1"),
    ],
)
def test_what_a_row_first_said_stays(make, change):
    row = make()

    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        by_sql(f"UPDATE {{table}} SET {change}")(row)


@pytest.mark.parametrize(
    "make",
    [
        ActionFactory,
        MinuteNoteFactory,
        MinutesApprovalFactory,
        RatificationDraftFactory,
    ],
)
def test_rows_beside_the_record_are_not_deleted(make):
    row = make()

    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        by_sql("DELETE FROM {table}")(row)


def test_an_approval_that_was_taken_back_stays_so():
    row = MinutesApprovalFactory()
    row.taken_back_at, row.taken_back_by = row.recorded_at, row.recorded_by
    row.taken_back_reason = "The wrong issue."
    row.save()

    with pytest.raises(DatabaseError, match="taken back"), transaction.atomic():
        by_sql(
            "UPDATE {table} SET taken_back_at = NULL, taken_back_by_id = NULL, "
            "taken_back_reason = ''"
        )(row)
