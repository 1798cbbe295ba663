"""Comings and goings: recorded once, struck out and never deleted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.errors import RuleBroken
from core.models import AuditEvent
from meetings.actions import presence
from meetings.enums import GatheringState, Moment, Place, PresenceKind
from meetings.facts.room import room_of
from meetings.models import PresenceEvent
from people.values import PersonId
from tests.factories.decisions import OPENED, neighbour, world


pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return world(1)


def test_open_with_records_everybody_and_the_session(scene):
    scene.open(scene.person("GP member"))

    assert scene.gathering.state == GatheringState.IN_SESSION
    here = room_of(scene.gathering).whereabouts().taking_part
    assert PersonId(scene.person("Lay chair").pk) in here
    assert PersonId(scene.person("GP member").pk) not in here


def test_open_with_twice_records_nobody_twice(scene):
    scene.open()
    scene.open()

    assert PresenceEvent.objects.count() == len(scene.everybody())
    assert AuditEvent.objects.filter(event="gathering.opened").count() == 1


def test_open_with_leaves_the_state_of_a_draft(scene):
    scene.gathering.state = GatheringState.DRAFT
    scene.gathering.save()

    scene.open()

    assert scene.gathering.state == GatheringState.DRAFT


def test_record_double_tap_is_one_event(scene):
    item = scene.item()
    said = {
        "gathering": scene.gathering,
        "person": scene.person("GP member"),
        "kind": PresenceKind.OUT,
        "place": Place.OUT,
        "happened_at": OPENED,
        "item": item,
        "moment": Moment.BEFORE,
        "by": scene.officer,
    }

    assert presence.record(**said) == presence.record(**said)
    assert AuditEvent.objects.filter(event="presence.out").count() == 1


def test_record_item_of_another_meeting_is_refused(scene):
    with pytest.raises(RuleBroken) as refused:
        scene.leaves(scene.person("GP member"), world(1).item())

    assert refused.value.verdict.code == "item_of_another_meeting"


def test_strike_out_takes_it_out_of_the_room_and_keeps_the_row(scene):
    first, second = scene.item(), scene.item()
    scene.open()
    gp = scene.person("GP member")
    left = scene.leaves(gp, first)
    assert not room_of(scene.gathering).whereabouts(second).takes_part(gp.pk)

    presence.strike_out(event=left, by=scene.officer)
    presence.strike_out(event=left, by=scene.officer)

    assert room_of(scene.gathering).whereabouts(second).takes_part(gp.pk)
    left.refresh_from_db()
    assert left.struck_out_by == scene.officer
    assert AuditEvent.objects.filter(event="presence.struck_out").count() == 1


def test_record_again_after_a_strike_out_counts(scene):
    item = scene.item()
    scene.open()
    gp = scene.person("GP member")
    said = {
        "gathering": scene.gathering,
        "person": gp,
        "kind": PresenceKind.OUT,
        "place": Place.OUT,
        "happened_at": OPENED + timedelta(minutes=5),
        "item": item,
        "by": scene.officer,
    }
    presence.strike_out(event=presence.record(**said), by=scene.officer)

    presence.record(**said)

    assert not room_of(scene.gathering).whereabouts(item).takes_part(gp.pk)


def test_every_action_asks_the_door(scene):
    scene.open()
    stranger, gp = neighbour(), scene.person("GP member")
    event = PresenceEvent.objects.first()
    for act in (
        lambda: presence.open_with(
            gathering=scene.gathering, persons=[gp], happened_at=OPENED, by=stranger
        ),
        lambda: presence.record(
            gathering=scene.gathering,
            person=gp,
            kind=PresenceKind.OUT,
            place=Place.OUT,
            happened_at=OPENED,
            by=stranger,
        ),
        lambda: presence.strike_out(event=event, by=stranger),
    ):
        with pytest.raises(RuleBroken) as refused:
            act()
        assert refused.value.verdict.code == "outsider"
