"""The room, item by item: who fills which seat, who is excluded, who is counted."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from committees.actions import deputies
from committees.models import TermsOfReference
from meetings.actions import attendances, conflict_rows
from meetings.enums import (
    Capacity,
    Moment,
    PaperHandling,
    Part,
    Participation,
    Place,
    PresenceKind,
)
from meetings.facts import room as room_module
from meetings.facts.agenda import numbers_of
from meetings.facts.room import UNTREATED, room_of
from people.values import PersonId
from tests.factories.committees import BEGINNING, seat_of
from tests.factories.decisions import world
from tests.factories.meetings import ItemFactory
from tests.factories.people import PersonFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return world(2)


def counted(scene, item, which=0):
    result = room_of(scene.gathering).quorum(scene.sittings[which], item)
    return {seat.person_id for seat in result.counted}


def test_room_of_takes_as_many_queries_for_twice_the_rows(scene):
    scene.declares(scene.user("GP member"))
    items = [scene.item(touches=scene.practice) for _ in range(2)]
    scene.open()
    conflict_rows.settle_items(items)
    with CaptureQueriesContext(connection) as few:
        room_of(scene.gathering)

    items += [scene.item(touches=scene.practice) for _ in range(2)]
    conflict_rows.settle_items(items)
    for item in items:
        scene.leaves(scene.person("Healthwatch"), item)
        scene.returns(scene.person("Healthwatch"), item, Moment.AFTER)
    with CaptureQueriesContext(connection) as many:
        room_of(scene.gathering)

    assert len(many) == len(few) == 15


def test_quorum_left_before_returned_after(scene):
    first, second, third = scene.item(), scene.item(), scene.item()
    scene.open()
    nurse = scene.person("Registered nurse")
    scene.leaves(nurse, second)
    scene.returns(nurse, second, Moment.AFTER)

    room = room_of(scene.gathering)

    assert PersonId(nurse.pk) in counted(scene, first)
    assert PersonId(nurse.pk) not in counted(scene, second)
    assert PersonId(nurse.pk) in counted(scene, third)
    (sentence,) = room.movements().values()
    assert sentence == f"{nurse} left before item 2 and returned after item 2."


def test_quorum_left_during_the_item_is_out_of_its_decision(scene):
    item = scene.item()
    scene.open()
    nurse = scene.person("Registered nurse")

    scene.leaves(nurse, item, Moment.DURING)

    assert PersonId(nurse.pk) not in counted(scene, item)


@pytest.mark.parametrize("place", [Place.LOBBY, Place.PUBLIC_SEATS])
def test_quorum_lobby_and_public_seats_do_not_count(scene, place):
    item = scene.item()
    scene.open()
    nurse = scene.person("Registered nurse")

    scene.moves(nurse, PresenceKind.IN, item, place=place)

    assert PersonId(nurse.pk) not in counted(scene, item)


@pytest.mark.parametrize("counts", [True, False])
def test_quorum_remote_counts_as_the_terms_say(scene, counts):
    TermsOfReference.objects.filter(committee=scene.committees[0]).update(
        remote_counts=counts
    )
    item = scene.item()
    scene.open()
    nurse = scene.person("Registered nurse")

    scene.moves(nurse, PresenceKind.IN, item, place=Place.REMOTE)

    assert (PersonId(nurse.pk) in counted(scene, item)) is counts


def test_quorum_member_here_in_attendance_there_counts_to_one(scene):
    item = scene.item()
    nurse = scene.person("Registered nurse")
    attendances.attend(
        sitting=scene.sittings[1],
        person=nurse,
        capacity=Capacity.IN_ATTENDANCE,
        by=scene.officer,
    )

    scene.open()

    assert PersonId(nurse.pk) in counted(scene, item, 0)
    assert PersonId(nurse.pk) not in counted(scene, item, 1)


def test_quorum_deputy_counts_until_the_holder_comes(scene):
    first, second = scene.item(), scene.item()
    seat, person = seat_of(scene.committees[0], "GP member"), PersonFactory()
    deputies.name(seat=seat, person=person, from_on=BEGINNING, by=scene.officer)
    attendances.deputise(
        sitting=scene.sittings[0], seat=seat, person=person, by=scene.officer
    )
    gp = scene.person("GP member")
    scene.open(gp)
    scene.moves(person, PresenceKind.IN, first)
    scene.returns(gp, second)

    assert PersonId(person.pk) in counted(scene, first)
    assert PersonId(gp.pk) in counted(scene, second)
    assert PersonId(person.pk) not in counted(scene, second)


def test_excluded_untreated_is_out_and_says_so(scene):
    gp = scene.user("GP member")
    scene.declares(gp)
    item = scene.item(touches=scene.practice)
    conflict_rows.settle_items([item])
    key = PersonId(gp.person_id)

    room = room_of(scene.gathering)

    assert room.excluded(scene.sittings[0], item) == {key: UNTREATED}
    assert room.excluded(scene.sittings[1], item) == {}


@pytest.mark.parametrize(
    ("participation", "is_out"),
    [(Participation.TAKE_PART, False), (Participation.STAY_NO_VOTE, True)],
)
def test_excluded_follows_the_ruling(scene, participation, is_out):
    gp = scene.user("GP member")
    scene.declares(gp)
    item = scene.item(touches=scene.practice)
    scene.treated(
        item, gp.person, participation=participation, papers=PaperHandling.GIVEN
    )

    found = room_of(scene.gathering).excluded(scene.sittings[0], item)

    assert (PersonId(gp.person_id) in found) is is_out


def test_excluded_dismissed_is_in(scene):
    gp = scene.user("GP member")
    scene.declares(gp)
    item = scene.item(touches=scene.practice)
    conflict_rows.settle_items([item])
    scene.dismisses(scene.rows(item)[:1], "Left in 2015.")

    assert room_of(scene.gathering).excluded(scene.sittings[0], item) == {}


def test_presiding_passes_to_the_vice_chair_for_that_item_only(scene):
    chair = scene.user("Lay chair")
    scene.declares(chair)
    first, second = scene.item(touches=scene.practice), scene.item()
    conflict_rows.settle_items([first])
    scene.rules(scene.rows(first), chair=scene.person("Lay vice chair"))
    scene.open()

    room = room_of(scene.gathering)

    vice = PersonId(scene.person("Lay vice chair").pk)
    assert room.presiding(scene.sittings[0], first).person == vice
    assert room.presiding(scene.sittings[0], second).person == PersonId(chair.person_id)


def test_quorum_forecast_leaves_out_who_sent_apologies(scene):
    item = scene.item()
    gp = scene.person("GP member")
    assert room_of(scene.gathering).quorum_forecast(scene.sittings[0], item).is_quorate

    attendances.apologise(sitting=scene.sittings[0], person=gp, by=scene.officer)

    room = room_of(scene.gathering)
    assert not room.quorum_forecast(scene.sittings[0], item).is_quorate
    assert not room.quorum_now(scene.sittings[0]).is_quorate


def test_quorum_is_assessed_once_for_the_same_people(scene, monkeypatch):
    items = [scene.item() for _ in range(5)]
    scene.open()
    calls = []
    real = room_module.assess_quorum
    monkeypatch.setattr(
        room_module,
        "assess_quorum",
        lambda *said, **named: calls.append(1) or real(*said, **named),
    )
    room = room_of(scene.gathering)

    results = [room.quorum(scene.sittings[0], item) for item in items]
    assert len(calls) == 1
    assert all(result is results[0] for result in results)

    scene.leaves(scene.person("GP member"), items[2])
    calls.clear()
    room = room_of(scene.gathering)
    states = [room.quorum(scene.sittings[0], item).is_quorate for item in items]
    assert len(calls) == 2
    assert states == [True, True, False, False, False]


def test_numbers_are_those_of_the_agenda(scene):
    announced = scene.item(is_withdrawn=True, reference="PCC16/001")
    dropped = scene.item(is_withdrawn=True)
    ItemFactory(gathering=scene.gathering, heading=True)
    taken = scene.item()

    room = room_of(scene.gathering)

    lines = list(scene.gathering.items.in_order())
    assert room.numbers == numbers_of(lines)
    assert room.numbers[taken.pk] == "2"
    assert room.items == (taken,)
    assert room.withdrawn == (announced,)
    assert not room.takes(dropped)
    with pytest.raises(KeyError):
        room.whereabouts(announced)


def test_movements_of_one_part_leave_the_other_out(scene):
    public = scene.item()
    private = ItemFactory(gathering=scene.gathering, private=True)
    scene.open()
    gp, nurse = scene.person("GP member"), scene.person("Registered nurse")
    scene.leaves(gp, public)
    scene.leaves(nurse, private)

    room = room_of(scene.gathering)

    assert set(room.movements(Part.ONE)) == {PersonId(gp.pk)}
    assert set(room.movements(Part.TWO)) == {PersonId(nurse.pk)}
    assert len(room.movements()) == 2


def test_in_scope_keeps_the_order_of_the_committees(scene):
    both, second = scene.item(), scene.item(scene.sittings[1])
    room = room_of(scene.gathering)

    assert room.in_scope(both) == scene.sittings
    assert room.in_scope(second) == [scene.sittings[1]]
