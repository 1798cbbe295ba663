"""As what people are at a sitting: apologies, deputies, those in attendance."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from committees.actions import deputies
from core.errors import RuleBroken
from core.models import AuditEvent, Change
from meetings.actions import attendances
from meetings.enums import Capacity
from meetings.models import Attendance
from tests.factories.committees import BEGINNING, seat_of
from tests.factories.decisions import neighbour, world
from tests.factories.people import PersonFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return world(2)


@pytest.fixture
def sitting(scene):
    return scene.sittings[0]


def deputy_of(scene, title="Accountable officer", which=0):
    seat = seat_of(scene.committees[which], title)
    person = PersonFactory()
    deputies.name(seat=seat, person=person, from_on=BEGINNING, by=scene.officer)
    return seat, person


def test_apologise_names_the_seat(scene, sitting):
    gp = scene.person("GP member")

    row = attendances.apologise(sitting=sitting, person=gp, by=scene.officer)

    assert row.sent_apologies
    assert row.seat == seat_of(scene.committees[0], "GP member")
    assert AuditEvent.objects.about(row).get().event == "attendance.apologies"


def test_apologise_twice_is_one_row(scene, sitting):
    gp = scene.person("GP member")
    attendances.apologise(sitting=sitting, person=gp, by=scene.officer)
    attendances.apologise(sitting=sitting, person=gp, by=scene.officer)

    assert Attendance.objects.filter(person=gp).count() == 1


def test_apologise_of_nobody_seated_is_refused(scene, sitting):
    with pytest.raises(RuleBroken) as refused:
        attendances.apologise(
            sitting=sitting, person=scene.person("GP member", 1), by=scene.officer
        )

    assert refused.value.verdict.code == "no_seat"


def test_deputise_sends_the_holders_apologies(scene, sitting):
    seat, person = deputy_of(scene)

    row = attendances.deputise(
        sitting=sitting, seat=seat, person=person, by=scene.officer
    )

    assert (row.capacity, row.seat) == (Capacity.DEPUTY, seat)
    holder = Attendance.objects.get(person=scene.person("Accountable officer"))
    assert holder.sent_apologies
    assert Change.objects.filter(
        topic="gathering", key=str(scene.gathering.pk)
    ).exists()


def test_deputise_for_a_vacant_seat(scene, sitting):
    seat, person = deputy_of(scene)
    seat.appointments.all().delete()

    attendances.deputise(sitting=sitting, seat=seat, person=person, by=scene.officer)

    assert Attendance.objects.filter(sitting=sitting).count() == 1


def test_deputise_unnamed_is_refused(scene, sitting):
    with pytest.raises(RuleBroken) as refused:
        attendances.deputise(
            sitting=sitting,
            seat=seat_of(scene.committees[0], "GP member"),
            person=PersonFactory(),
            by=scene.officer,
        )

    assert refused.value.verdict.code == "deputy_not_named"


def test_deputise_second_deputy_of_a_seat_is_refused(scene, sitting):
    seat, first = deputy_of(scene)
    _, second = deputy_of(scene)
    attendances.deputise(sitting=sitting, seat=seat, person=first, by=scene.officer)

    with pytest.raises(RuleBroken) as refused:
        attendances.deputise(
            sitting=sitting, seat=seat, person=second, by=scene.officer
        )

    assert refused.value.verdict.code == "seat_filled"
    assert str(first) in refused.value.verdict.reason


def test_deputise_holder_of_another_seat_is_refused(scene, sitting):
    nurse = scene.person("Registered nurse")
    seat = seat_of(scene.committees[0], "GP member")
    deputies.name(seat=seat, person=nurse, from_on=BEGINNING, by=scene.officer)

    with pytest.raises(RuleBroken) as refused:
        attendances.deputise(sitting=sitting, seat=seat, person=nurse, by=scene.officer)

    assert refused.value.verdict.code == "one_place_each"


@pytest.mark.parametrize("capacity", [Capacity.SEAT_HOLDER, Capacity.DEPUTY])
def test_attend_in_a_seat_is_refused(scene, sitting, capacity):
    with pytest.raises(RuleBroken) as refused:
        attendances.attend(
            sitting=sitting,
            person=PersonFactory(),
            capacity=capacity,
            by=scene.officer,
        )

    assert refused.value.verdict.code == "capacity_needs_seat"


def test_attend_holder_of_a_seat_elsewhere_may(scene):
    gp = scene.person("GP member")

    row = attendances.attend(
        sitting=scene.sittings[1],
        person=gp,
        capacity=Capacity.IN_ATTENDANCE,
        by=scene.officer,
    )

    assert row.seat is None
    with pytest.raises(RuleBroken) as refused:
        attendances.attend(
            sitting=scene.sittings[0],
            person=gp,
            capacity=Capacity.OBSERVER,
            by=scene.officer,
        )
    assert refused.value.verdict.code == "one_place_each"


def test_forget_a_deputy_brings_the_holder_back(scene, sitting):
    seat, person = deputy_of(scene)
    row = attendances.deputise(
        sitting=sitting, seat=seat, person=person, by=scene.officer
    )

    attendances.forget(attendance=row, by=scene.officer)

    assert not Attendance.objects.filter(sitting=sitting).exists()


def test_forget_the_apologies_takes_the_deputy_along(scene, sitting):
    seat, person = deputy_of(scene)
    attendances.deputise(sitting=sitting, seat=seat, person=person, by=scene.officer)
    holder = Attendance.objects.get(sent_apologies=True)

    attendances.forget(attendance=holder, by=scene.officer)

    assert not Attendance.objects.filter(sitting=sitting).exists()


def test_forget_an_observer(scene, sitting):
    row = attendances.attend(
        sitting=sitting,
        person=PersonFactory(),
        capacity=Capacity.OBSERVER,
        by=scene.officer,
    )

    attendances.forget(attendance=row, by=scene.officer)

    assert not Attendance.objects.exists()
    assert AuditEvent.objects.filter(event="attendance.taken_back").exists()


def test_every_action_asks_the_door(scene, sitting):
    seat, person = deputy_of(scene)
    stranger = neighbour()
    row = attendances.attend(
        sitting=sitting,
        person=PersonFactory(),
        capacity=Capacity.OBSERVER,
        by=scene.officer,
    )
    gp = scene.person("GP member")
    for act in (
        lambda: attendances.apologise(sitting=sitting, person=gp, by=stranger),
        lambda: attendances.deputise(
            sitting=sitting, seat=seat, person=person, by=stranger
        ),
        lambda: attendances.attend(
            sitting=sitting,
            person=person,
            capacity=Capacity.OBSERVER,
            by=stranger,
        ),
        lambda: attendances.forget(attendance=row, by=stranger),
    ):
        with pytest.raises(RuleBroken) as refused:
            act()
        assert refused.value.verdict.code == "outsider"


def test_one_seat_is_filled_once_says_the_database(scene, sitting):
    seat, person = deputy_of(scene)
    attendances.deputise(sitting=sitting, seat=seat, person=person, by=scene.officer)

    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.create(
            sitting=sitting,
            seat=seat,
            person=PersonFactory(),
            capacity=Capacity.DEPUTY,
        )
