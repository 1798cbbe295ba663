"""Two entries of one person in one room: nothing of theirs counts twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from conflicts.actions import merging
from core.actions import changes
from meetings.actions.conflict_rows import settle_before_acting, settle_items
from meetings.enums import Capacity, ConflictState
from meetings.facts.room import room_of
from meetings.models import (
    Attendance,
    ConflictRow,
    OutsideClinician,
    PresenceEvent,
    Reply,
)
from people.actions import persons
from tests.factories.conflicts import PositionFactory
from tests.factories.decisions import world
from tests.factories.people import PersonFactory, UserFactory
from tests.factories.room import AttendanceFactory
from tests.factories.ways_out import OutsideClinicianFactory, ReplyFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return world(1)


def merge(scene, duplicate, into):
    admin = UserFactory(administrator=True)
    persons.merge(duplicate=duplicate, into=into, by=admin)
    changes.settle_pending(limit=1000)


def test_merged_seats_count_once_to_a_quorum(scene):
    item = scene.item()
    gp, nurse = scene.person("GP member"), scene.person("Registered nurse")
    scene.open()
    before = _counted(item)

    merge(scene, nurse, gp)

    after = _counted(item)
    assert len(after) == len(before) - 1
    assert len(set(after)) == len(after)


def _counted(item):
    gathering = item.gathering
    result = room_of(gathering).quorum(gathering.sittings.get(), item)
    return [counted.person_id for counted in result.counted]


def test_of_two_answers_of_one_person_the_later_stays(scene):
    sitting = scene.sittings[0]
    gp, double, triple = scene.person("GP member"), PersonFactory(), PersonFactory()
    hour = timedelta(hours=1)
    kept = ReplyFactory(sitting=sitting, person=gp)
    later = ReplyFactory(
        sitting=sitting, person=double, recorded_at=kept.recorded_at + hour
    )
    ReplyFactory(sitting=sitting, person=triple, recorded_at=kept.recorded_at - hour)

    merge(scene, double, gp)
    merge(scene, triple, gp)

    assert Reply.objects.get(person=gp) == later


def test_a_clinician_listed_twice_is_listed_once_and_kept(scene):
    double, into = PersonFactory(), PersonFactory()
    OutsideClinicianFactory(person=into, organisation=scene.practice)
    OutsideClinicianFactory(person=double, organisation=scene.practice)

    merge(scene, double, into)

    listed = OutsideClinician.objects.filter(person=into)
    assert listed.count() == 2
    assert listed.filter(to_on=None).count() == 1


def test_merged_presence_leaves_as_one(scene):
    item = scene.item()
    double = PersonFactory()
    gp = scene.person("GP member")
    scene.open()
    PresenceEvent.objects.filter(person=gp).update(person=double)

    merge(scene, double, gp)
    scene.leaves(gp, item)

    assert gp.pk not in _counted(item)


def test_merged_attendances_of_one_sitting_keep_the_seat(scene):
    sitting = scene.sittings[0]
    gp, double = scene.person("GP member"), PersonFactory()
    AttendanceFactory(sitting=sitting, person=double)
    seat = gp.appointments.get().seat
    AttendanceFactory(
        sitting=sitting, person=gp, capacity=Capacity.SEAT_HOLDER, seat=seat
    )

    merge(scene, double, gp)

    kept = Attendance.objects.get(sitting=sitting)
    assert (kept.person, kept.seat) == (gp, seat)


def test_merged_rows_of_one_item_are_one_before_the_chair(scene):
    item = scene.item(touches=scene.practice)
    gp, nurse = scene.user("GP member"), scene.user("Registered nurse")
    scene.declares(gp)
    scene.declares(nurse)
    settle_items([item])
    scene.rules(scene.rows(item))
    gp_user = gp
    nurse.is_active = False
    nurse.save()

    merge(scene, nurse.person, gp_user.person)

    (alive,) = ConflictRow.objects.alive()
    assert alive.person == gp.person
    assert alive.grounds.count() == 2
    assert (alive.state, alive.treated_at) == (ConflictState.PROPOSED, None)
    (over,) = ConflictRow.objects.exclude(pk=alive.pk)
    assert over.state == ConflictState.LAPSED
    assert "The same person" in over.state_reason


def test_merged_interest_meets_the_seat_at_once(scene):
    """One entry sat, the other declared: together they are a conflict."""
    item = scene.item(touches=scene.practice)
    outside = UserFactory()
    scene.declares(outside)
    settle_items([item])
    assert scene.rows(item) == []

    merge(scene, outside.person, scene.person("GP member"))

    (row,) = scene.rows(item)
    assert row.person == scene.person("GP member")


def test_deciding_waits_for_no_clock_to_see_a_merge(scene):
    item = scene.item(touches=scene.practice)
    outside = UserFactory()
    scene.declares(outside)
    persons.merge(
        duplicate=outside.person,
        into=scene.person("GP member"),
        by=UserFactory(administrator=True),
    )

    settle_before_acting(item)

    assert [row.person for row in scene.rows(item)] == [scene.person("GP member")]


def test_merging_from_its_page_reaches_the_meetings_at_once(scene):
    item = scene.item(touches=scene.practice)
    outside = UserFactory()
    body = scene.committees[0].organisations.get()
    PositionFactory(person=outside.person, organisation=body)
    scene.declares(outside)

    merging.merge(
        duplicate=outside.person,
        into=scene.person("GP member"),
        reason="The same telephone number.",
        by=scene.officer,
    )

    assert len(scene.rows(item)) == 1
