"""Who was there and what was in conflict is kept, says the database."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from core import clock
from meetings.actions import merging, presence, remedies
from meetings.models import ConflictRow, PresenceEvent
from tests.factories.decisions import world
from tests.factories.people import PersonFactory
from tests.factories.room import StandingRulingFactory
from tests.factories.ways_out import (
    OutsideClinicianFactory,
    PresidingChoiceFactory,
    RemedyFactory,
)


pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return world(1)


@pytest.fixture
def event(scene):
    scene.open()
    return PresenceEvent.objects.first()


@pytest.fixture
def row(scene):
    gp = scene.user("GP member")
    scene.declares(gp)
    item = scene.item(touches=scene.practice)
    return scene.treated(item, gp.person)[0]


def refused(statement, *values):
    with (
        pytest.raises(DatabaseError, match="Cannot"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values)


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'out'",
        "place = 'lobby'",
        "happened_at = now()",
        "moment = 'after'",
        "recorded_at = now()",
        "recorded_by_id = recorded_by_id + 1",
        "item_id = 1",
        "gathering_id = gathering_id + 1",
    ],
)
def test_a_coming_or_going_is_said_once(event, change):
    refused(f"UPDATE meetings_presenceevent SET {change}")


def test_a_coming_or_going_is_not_deleted(event):
    refused("DELETE FROM meetings_presenceevent WHERE id = %s", event.pk)


def test_what_was_struck_out_stays_struck_out(scene, event):
    presence.strike_out(event=event, by=scene.officer)

    refused(
        "UPDATE meetings_presenceevent SET struck_out_at = NULL, "
        "struck_out_by_id = NULL WHERE id = %s",
        event.pk,
    )
    refused(
        "UPDATE meetings_presenceevent SET struck_out_at = %s WHERE id = %s",
        clock.now().replace(year=2030),
        event.pk,
    )


def test_merging_moves_what_was_struck_out_as_well(scene, event):
    presence.strike_out(event=event, by=scene.officer)
    into = PersonFactory()

    merging.move_to(duplicate=event.person, into=into)

    event.refresh_from_db()
    assert event.person == into


def test_a_way_out_taken_back_stays_taken_back(scene):
    remedy = RemedyFactory(item=scene.item(), sitting=scene.sittings[0])
    remedies.take_back(remedy=remedy, reason="It can be heard.", by=scene.officer)

    refused("UPDATE meetings_remedy SET undone_reason = 'Another.'")
    refused(
        "UPDATE meetings_remedy SET undone_at = NULL, undone_by_id = NULL, "
        "undone_reason = ''"
    )


def test_a_standing_ruling_withdrawn_stays_withdrawn(scene):
    ruling = StandingRulingFactory(
        withdrawn_on=clock.today(),
        withdrawn_at=clock.now(),
        withdrawn_by=scene.officer,
        withdrawal_reason="It bids itself now.",
    )

    assert ruling.withdrawn_on
    refused("UPDATE meetings_standingruling SET withdrawal_reason = 'Another.'")
    refused(
        "UPDATE meetings_standingruling SET withdrawn_on = NULL, withdrawn_at = NULL,"
        " withdrawn_by_id = NULL, withdrawal_reason = ''"
    )


def test_who_was_listed_or_chosen_is_not_deleted():
    OutsideClinicianFactory()
    PresidingChoiceFactory()

    refused("DELETE FROM meetings_outsideclinician")
    refused("DELETE FROM meetings_presidingchoice")


def test_a_conflict_is_neither_deleted_nor_put_elsewhere(row):
    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
        ConflictRow.objects.filter(pk=row.pk).delete()
    refused("UPDATE meetings_conflictrow SET item_id = item_id + 1")
    refused("UPDATE meetings_conflictrow SET sitting_id = sitting_id + 1")
