"""The plan of the months to come, as its reader may know it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from committees.enums import WithholdingPolicy
from committees.models import TermsOfReference
from meetings.actions import attendances, conflict_rows
from meetings.enums import GatheringState, ScopeRole
from meetings.facts.forward_plan import agendas_planned, prospects_in
from meetings.facts.room import room_of, rooms_of
from meetings.models import Gathering, ItemScope
from tests.factories.decisions import neighbour, world
from tests.factories.plan import AUGUST, JANUARY, JULY, TODAY, meeting_on
from tests.factories.ways_out import chooses, without_gp


pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return world(2)


def planned(user, **narrowed):
    """Return what a user may know of the plan: title, then words by committee."""
    return {
        one.item.title: [
            prospect.words if prospect else "" for _sitting, prospect in one.prospects
        ]
        for agenda in agendas_planned(user.person_id, TODAY, **narrowed)
        for one in prospects_in(agenda)
    }


def test_plan_says_how_each_committee_stands_for_each_item(scene):
    without_gp(scene, title="Without a GP")
    put_off = without_gp(scene, title="Put off")
    chooses(scene, put_off, "defer")
    noted = scene.item(scene.sittings[1], title="To note")
    ItemScope.objects.filter(item=noted).update(role=ScopeRole.NOTE)

    assert planned(scene.officer) == {
        "Without a GP": ["Not quorate", "Quorate"],
        "Put off": ["Deferred", "Quorate"],
        "To note": ["", "Notes only"],
    }


def test_plan_tells_a_missing_ruling_from_a_missing_person(scene):
    scene.declares(scene.user("GP member"))
    item = scene.item(scene.sittings[0], touches=scene.practice, title="Open")
    conflict_rows.settle_items([item])

    assert planned(scene.officer) == {"Open": ["1 conflict not ruled on", ""]}

    attendances.apologise(
        sitting=scene.sittings[0], person=scene.person("GP member"), by=scene.officer
    )

    assert planned(scene.officer) == {"Open": ["Not quorate", ""]}


def test_plan_looks_half_a_year_ahead_and_leaves_out_what_is_cancelled(scene):
    scene.item(title="June")
    meeting_on(JULY, scene, state=GatheringState.CANCELLED).item(title="Cancelled")
    meeting_on(AUGUST, scene).item(title="August")
    meeting_on(date(2016, 12, 1), scene).item(title="Last day")
    meeting_on(JANUARY, scene).item(title="Too far")
    meeting_on(date(2016, 5, 31), scene).item(title="Past")

    assert list(planned(scene.officer)) == ["June", "August", "Last day"]


def test_plan_of_some_committees_leaves_out_the_meetings_of_others(scene):
    scene.item(title="Together")
    meeting_on(JULY, scene, 1).item(title="Second alone")

    first = [scene.committees[0].pk]

    assert list(planned(scene.officer, committees=first)) == ["Together"]


def test_plan_is_for_those_who_review_conflicts_there(scene):
    scene.item(title="June")
    for user in (scene.officer, scene.user("Lay chair")):
        assert list(planned(user)) == ["June"]
    for user in (scene.user("Registered nurse"), neighbour()):
        assert planned(user) == {}


def test_plan_keeps_from_a_chair_what_a_conflict_keeps_from_them(scene):
    TermsOfReference.objects.filter(committee=scene.committees[0]).update(
        withholding_policy=WithholdingPolicy.HIDE_TITLE
    )
    chair = scene.user("Lay chair")
    scene.declares(chair)
    item = scene.item(touches=scene.practice, title="Hidden")
    conflict_rows.settle_items([item])
    scene.item(title="Known")

    assert list(planned(chair)) == ["Known"]
    assert list(planned(scene.officer)) == ["Hidden", "Known"]


def test_plan_takes_as_many_queries_for_more_meetings_and_more_items(scene):
    gp = scene.user("GP member")
    scene.declares(gp)

    def fill(where, number):
        for _ in range(number):
            where.treated(where.item(touches=scene.practice), gp.person)

    def counted():
        with CaptureQueriesContext(connection) as asked:
            planned(scene.officer)
        return len(asked)

    fill(scene, 2)
    few = counted()
    fill(scene, 10)
    many_items = counted()
    for day in (JULY, AUGUST, date(2016, 9, 14)):
        fill(meeting_on(day, scene, state=GatheringState.NOTICE_GIVEN), 4)

    assert counted() == many_items == few


def test_rooms_of_says_of_each_what_room_of_says(scene):
    item = without_gp(scene)
    chooses(scene, item, "defer")
    july = meeting_on(JULY, scene, state=GatheringState.NOTICE_GIVEN)
    other = without_gp(july)
    attendances.apologise(
        sitting=july.sittings[1], person=july.person("GP member", 1), by=scene.officer
    )
    scene.open()
    gatherings = list(Gathering.objects.order_by("held_on"))

    rooms = rooms_of(gatherings)

    for one in gatherings:
        assert rooms[one.pk] == room_of(one)
    assert rooms[july.gathering.pk].items == (other,)
