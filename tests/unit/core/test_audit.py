"""The trail: written with every act, and changed by nobody."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from core.actions import audit
from core.models import AuditEvent
from tests.factories.people import PersonFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return audit.record(
        "person.renamed",
        target=PersonFactory(given_name="Asha", family_name="Shah", title="Dr"),
        by="Olive Officer",
        summary="Married.",
        details={"before": "Patel"},
        now=datetime(2016, 6, 1, 9, 0, tzinfo=UTC),
    )


def test_record_keeps_labels_and_keys(event):
    event.refresh_from_db()

    assert event.target_type == "people.Person"
    assert event.target_label == "Dr Asha Shah"
    assert event.actor_label == "Olive Officer"
    assert event.details == {"before": "Patel"}
    assert event.happened_at == datetime(2016, 6, 1, 9, 0, tzinfo=UTC)
    assert str(event) == "person.renamed: Dr Asha Shah"


def test_record_takes_the_clock_where_no_moment_is_given():
    event = audit.record("person.seen", target=PersonFactory(), by="x" * 300)

    assert event.happened_at is not None
    assert len(event.actor_label) == 200


def test_about_finds_the_events_of_one_row_newest_first(event):
    person = PersonFactory()
    first = audit.record("a", target=person, by="O")
    second = audit.record("b", target=person, by="O")

    assert list(AuditEvent.objects.about(person)) == [second, first]


def test_queryset_refuses_to_change_or_delete(event):
    with pytest.raises(TypeError):
        AuditEvent.objects.update(summary="")
    with pytest.raises(TypeError):
        AuditEvent.objects.all().delete()


@pytest.mark.parametrize(
    "sql",
    ["UPDATE core_auditevent SET summary = ''", "DELETE FROM core_auditevent"],
)
def test_database_refuses_to_change_or_delete(event, sql):
    with (
        pytest.raises(DatabaseError, match="Cannot update or delete"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_model_refuses_to_be_saved_again_or_deleted(event):
    with pytest.raises(DatabaseError), transaction.atomic():
        event.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        event.delete()
