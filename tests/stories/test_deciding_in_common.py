"""Stories 4, 5 and 6: one item, several committees, each deciding for itself."""

from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse

from committees.actions import deputies
from core.errors import RuleBroken
from decisions.enums import Effect, Outcome
from decisions.facts.minutes import minutes_sections
from decisions.models import Decision
from meetings.actions import attendances
from meetings.enums import Part, PresenceKind
from meetings.facts.room import room_of
from meetings.models import Item
from people.values import PersonId
from tests.factories.committees import BEGINNING, seat_of
from tests.factories.decisions import world
from tests.factories.people import PersonFactory
from tests.factories.plan import AUGUST, meeting_on
from tests.factories.ways_out import chooses, routes, without_gp


pytestmark = pytest.mark.django_db


def test_story_04_item_for_two_of_three_committees_makes_two_decisions():
    scene = world(3)
    havering, barking, redbridge = scene.sittings
    item = scene.item(havering, barking)
    scene.open()

    scene.decides(item, 0)
    scene.decides(item, 1)
    with pytest.raises(RuleBroken) as refused:
        scene.decides(item, 2)

    assert refused.value.verdict.code == "out_of_scope"
    decided = Decision.objects.filter(item=item).values_list("sitting", flat=True)
    assert set(decided) == {havering.pk, barking.pk}
    section = minutes_sections(scene.gathering, Part.ONE)["items"][0]
    assert [one["committee"] for one in section["decisions"]] == [
        havering.committee.name,
        barking.committee.name,
    ]
    assert redbridge.committee.name not in str(section)


def test_story_05_one_approves_another_defers_for_want_of_quorum():
    scene = world(2)
    item = scene.item()
    scene.open(scene.person("GP member", 1))

    approved = scene.decides(item, 0)
    with pytest.raises(RuleBroken) as refused:
        scene.decides(item, 1)
    deferred = scene.decides(
        item, 1, Outcome.DEFERRED, "Deferred for want of a quorum."
    )

    assert refused.value.verdict.code == "not_quorate"
    assert "defer" in refused.value.verdict.reason.lower()
    assert approved.effect == Effect.EFFECTIVE
    assert deferred.effect == Effect.EFFECTIVE
    assert deferred.irregularities == []
    assert not deferred.quorum_check.is_quorate


def test_story_05_deferred_before_the_meeting_waits_in_the_record_page(client):
    scene = world(2)
    item = without_gp(scene)
    ways = routes(scene, item)
    assert ways["defer"].is_open
    chooses(scene, item, "defer", reason="No deputy can come.")
    scene.open()
    client.force_login(scene.officer)

    page = client.get(reverse("decisions:item", args=[item.pk]))

    shown = page.context["form"].initial
    assert shown["sittings"] == [scene.sittings[0].pk]
    assert shown["outcome"] == Outcome.DEFERRED
    assert shown["wording"] == "Deferred. No deputy can come."
    assert scene.decides(item, 1).effect == Effect.EFFECTIVE
    deferred = scene.decides(item, 0, Outcome.DEFERRED, shown["wording"])
    assert deferred.effect == Effect.EFFECTIVE


def test_story_05_deferred_item_waits_on_the_forward_plan_for_its_next_agenda(client):
    with time_machine.travel("2016-06-15 20:00", tick=False):
        scene = world(2)
        item = scene.item(title="Premises in Romford")
        scene.open(scene.person("GP member", 1))
        scene.decides(item, 0)
        scene.decides(item, 1, Outcome.DEFERRED, "Deferred for want of a quorum.")
        august = meeting_on(AUGUST, scene)
        client.force_login(scene.officer)
        plan = reverse("decisions:forward_plan")

        waits = client.get(plan).content.decode().split("Meetings to come")[0]

        assert "Premises in Romford" in waits
        assert scene.committees[1].short_name in waits
        assert scene.committees[0].short_name not in waits
        assert "Deferred for want of a quorum." in waits

        answer = client.post(
            reverse("decisions:another_agenda", args=[item.pk]),
            {"agenda": august.gathering.pk},
        )

        assert answer.url == plan
        waits, coming = client.get(plan).content.decode().split("Meetings to come")
        assert "Nothing waits for a date" in waits
        assert "Premises in Romford" in coming.split("August 2016", 1)[1]
    new = Item.objects.get(gathering=august.gathering)
    assert new.continues == item
    assert [one.sitting.committee for one in new.scopes.all()] == [scene.committees[1]]
    assert Decision.objects.get(item=item, sitting=scene.sittings[0]).effect == (
        Effect.EFFECTIVE
    )


def test_story_06_three_deputies_for_one_executive_each_count_once():
    scene = world(3)
    item = scene.item()
    stand_ins = []
    for sitting in scene.sittings:
        seat = seat_of(sitting.committee, "Accountable officer")
        person = PersonFactory()
        deputies.name(seat=seat, person=person, from_on=BEGINNING, by=scene.officer)
        attendances.deputise(
            sitting=sitting, seat=seat, person=person, by=scene.officer
        )
        stand_ins.append(person)
    executives = [scene.person("Accountable officer", which) for which in range(3)]
    scene.open(*executives)
    for person in stand_ins:
        scene.moves(person, PresenceKind.IN, item)

    room = room_of(scene.gathering)

    for sitting, person in zip(scene.sittings, stand_ins, strict=True):
        result = room.quorum(sitting, item)
        counted = [seat for seat in result.counted if seat.as_deputy]
        assert [seat.person_id for seat in counted] == [PersonId(person.pk)]
        assert result.counted_votes == 6


def test_story_06_a_deputy_fills_one_seat_of_a_committee():
    scene = world(1)
    person = PersonFactory()
    seats = [
        seat_of(scene.committees[0], title)
        for title in ("Accountable officer", "Chief finance officer")
    ]
    for seat in seats:
        deputies.name(seat=seat, person=person, from_on=BEGINNING, by=scene.officer)
    attendances.deputise(
        sitting=scene.sittings[0], seat=seats[0], person=person, by=scene.officer
    )

    with pytest.raises(RuleBroken) as refused:
        attendances.deputise(
            sitting=scene.sittings[0], seat=seats[1], person=person, by=scene.officer
        )

    assert refused.value.verdict.code == "one_place_each"
