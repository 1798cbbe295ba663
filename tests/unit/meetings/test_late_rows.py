"""Conflicts of whoever turns out to have been at a meeting that is over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine

from committees.actions import appointments
from committees.models import Appointment
from conflicts.enums import SourceKind
from core.models import AuditEvent
from decisions.facts.late import found_late
from meetings.actions import attendances, presence, treatments
from meetings.actions.conflict_rows import settle_items
from meetings.actions.late_rows import settle_late
from meetings.enums import (
    Capacity,
    ConflictState,
    GatheringState,
    PaperHandling,
    Participation,
    Place,
    PresenceKind,
)
from meetings.facts.room import FOUND_LATE, room_of
from meetings.models import ConflictRow, Gathering
from meetings.tasks import settle_changes as task
from people.values import PersonId
from tests.factories.committees import seat_of
from tests.factories.decisions import HELD_ON, OPENED, world
from tests.factories.people import UserFactory


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("after_the_meeting")]


@pytest.fixture
def after_the_meeting():
    with time_machine.travel("2016-06-20 09:00", tick=False):
        yield


@pytest.fixture
def scene():
    return world(2)


@pytest.fixture
def gp(scene):
    return scene.user("GP member")


@pytest.fixture
def held(scene, gp):
    """Return an item that both committees decided before anybody knew of the GP's tie."""
    item = scene.item(touches=scene.practice)
    with time_machine.travel(OPENED, tick=False):
        scene.open()
        for which in range(2):
            scene.decides(item, which)
        task()
    end(scene)
    scene.declares(gp)
    task()
    assert not scene.rows(item)
    return item


def end(scene, state=GatheringState.HELD):
    Gathering.objects.filter(pk=scene.gathering.pk).update(state=state)
    scene.gathering.refresh_from_db()


def comes(scene, person, minutes=5):
    return presence.record(
        gathering=scene.gathering,
        person=person,
        kind=PresenceKind.IN,
        place=Place.TABLE,
        happened_at=OPENED + timedelta(minutes=minutes),
        by=scene.officer,
    )


def decisions_of(item):
    return list(
        item.decisions.select_related("quorum_check", "sitting__gathering").order_by(
            "sitting__position"
        )
    )


def test_presence_recorded_after_the_meeting_opens_rows_that_say_so(scene, gp, held):
    comes(scene, gp.person)

    (row,) = scene.rows(held)
    assert (row.person, row.sitting) == (gp.person, scene.sittings[0])
    assert (row.state, row.treated_at) == (ConflictState.PROPOSED, None)
    assert row.found_late_at is not None
    event = AuditEvent.objects.about(row).get()
    assert event.details == {"found_late": True}


@pytest.mark.parametrize(
    "state",
    [
        GatheringState.MINUTES_DRAFT,
        GatheringState.MINUTES_APPROVED,
        GatheringState.PUBLISHED,
    ],
)
def test_presence_recorded_while_minutes_are_written_opens_rows_too(
    scene, gp, held, state
):
    end(scene, state)

    comes(scene, gp.person)

    assert scene.rows(held)[0].found_late_at is not None


def test_presence_struck_out_after_the_meeting_opens_rows_too(scene, gp, held):
    event = scene.gathering.presence_events.get(person=gp.person)

    presence.strike_out(event=event, by=scene.officer)

    assert [row.person for row in scene.rows(held)] == [gp.person]


def test_presence_in_session_leaves_the_rows_to_the_matching(scene, gp):
    item = scene.item(touches=scene.practice)
    scene.open()
    scene.declares(gp)

    comes(scene, gp.person)

    assert not scene.rows(item)
    task()
    assert scene.rows(item)[0].found_late_at is None


def test_presence_of_one_opens_nothing_of_another_and_nothing_twice(scene, gp, held):
    nurse = scene.user("Registered nurse")
    scene.declares(nurse)

    comes(scene, gp.person)
    comes(scene, gp.person, minutes=6)

    assert [row.person for row in scene.rows(held)] == [gp.person]
    assert settle_late(scene.gathering, []) == 0


def test_rows_ruled_on_in_time_stay_as_they_were(scene, gp):
    scene.declares(gp)
    item = scene.item(touches=scene.practice)
    (row,) = scene.treated(item, gp.person)
    scene.open(gp.person)
    end(scene)

    comes(scene, gp.person)

    row.refresh_from_db()
    assert row.treated_at is not None
    assert row.found_late_at is None


def test_a_lapsed_row_opens_again_late(scene, gp):
    scene.declares(gp)
    item = scene.item(touches=scene.practice)
    settle_items([item])
    seat = seat_of(scene.committees[0], "GP member")
    Appointment.objects.filter(seat=seat).update(to_on=HELD_ON - timedelta(days=1))
    settle_items([item])
    assert scene.rows(item)[0].state == ConflictState.LAPSED
    end(scene)
    attendances.attend(
        sitting=scene.sittings[0],
        person=gp.person,
        capacity=Capacity.IN_ATTENDANCE,
        by=scene.officer,
    )

    (row,) = scene.rows(item)
    assert row.state == ConflictState.PROPOSED
    assert row.found_late_at is not None


def test_somebody_whose_apologies_are_taken_back_is_judged(scene, gp, held):
    said = attendances.apologise(
        sitting=scene.sittings[0], person=gp.person, by=scene.officer
    )
    assert not scene.rows(held)

    attendances.forget(attendance=said, by=scene.officer)

    assert [row.person for row in scene.rows(held)] == [gp.person]


def test_a_seat_entered_late_is_judged_for_whoever_was_there(scene):
    item = scene.item(touches=scene.practice)
    newcomer, absent = UserFactory(password=None), UserFactory(password=None)
    for one in (newcomer, absent):
        scene.declares(one)
    for committee in scene.committees:
        seat = seat_of(committee, "GP member")
        Appointment.objects.filter(seat=seat).delete()
    scene.gathering.refresh_from_db()
    with time_machine.travel(OPENED, tick=False):
        presence.open_with(
            gathering=scene.gathering,
            persons=[newcomer.person],
            happened_at=OPENED,
            by=scene.officer,
        )
    end(scene)
    task()
    for which, one in enumerate((newcomer, absent)):
        appointments.appoint(
            seat=seat_of(scene.committees[which], "GP member"),
            person=one.person,
            from_on=date(2016, 6, 1),
            by=scene.officer,
        )

    task()

    (row,) = scene.rows(item)
    assert (row.person, row.sitting) == (newcomer.person, scene.sittings[0])
    assert row.found_late_at is not None


def test_cancelled_meeting_opens_nothing(scene, gp, held):
    end(scene, GatheringState.CANCELLED)

    comes(scene, gp.person)

    assert not ConflictRow.objects.exists()


def test_decision_stays_and_says_whom_it_counted_committee_by_committee(
    scene, gp, held
):
    before = list(held.decisions.values())

    comes(scene, gp.person)

    first, second = decisions_of(held)
    late = found_late([first, second])
    assert list(held.decisions.values()) == before
    assert [gp.person.full_name in one for one in late[first.pk]] == [True]
    assert late[second.pk] == []
    room = room_of(scene.gathering)
    key = PersonId(gp.person_id)
    assert room.excluded(scene.sittings[0], held) == {key: FOUND_LATE}
    assert room.excluded(scene.sittings[1], held) == {}


@pytest.mark.parametrize(
    ("ruled_on", "is_late"),
    [(HELD_ON, False), (HELD_ON + timedelta(days=5), True)],
    ids=["ruled in the room", "ruled afterwards"],
)
def test_only_a_ruling_of_the_day_handles_it(scene, gp, held, ruled_on, is_late):
    comes(scene, gp.person)
    treatments.treat(
        rows=scene.rows(held),
        participation=Participation.TAKE_PART,
        papers=PaperHandling.GIVEN,
        reason="A remote interest.",
        by=scene.officer,
        ruled_by=scene.gathering.convening_chair,
        source=SourceKind.MEETING,
        ruled_on=ruled_on,
    )

    first = decisions_of(held)[0]
    assert bool(found_late([first])[first.pk]) is is_late
    room = room_of(scene.gathering)
    assert bool(room.excluded(scene.sittings[0], held)) is is_late


def test_dismissed_as_none_it_is_no_conflict(scene, gp, held):
    comes(scene, gp.person)
    treatments.dismiss(
        rows=scene.rows(held),
        reason="Left in 2015.",
        by=scene.officer,
        ruled_by=scene.gathering.convening_chair,
        source=SourceKind.EMAIL,
        ruled_on=HELD_ON + timedelta(days=5),
    )

    first = decisions_of(held)[0]
    assert found_late([first])[first.pk] == []
