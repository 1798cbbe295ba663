"""What stands on an item stands on its parts, unless the chair ruled on a part alone."""

from __future__ import annotations

import pytest

from core.errors import RuleBroken
from meetings.actions import conflict_rows
from meetings.enums import PaperHandling, Participation, PreflightCheck
from meetings.facts.brief import evidence_in
from meetings.facts.leaving import leaving_in
from meetings.facts.preflight import preflight_of
from meetings.facts.room import UNTREATED, room_of
from meetings.models import Item
from meetings.rules.checklist import evidence_of
from people.values import PersonId
from tests.factories.decisions import world


pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return world(2)


@pytest.fixture
def whole(scene):
    return scene.item(title="A new surgery")


@pytest.fixture
def part(scene, whole):
    return scene.item(parent=whole, title="Its rent")


def said_by_hand(scene, item, which=0):
    return conflict_rows.add_by_hand(
        item=item,
        sitting=scene.sittings[which],
        person=scene.person("Registered nurse"),
        words="Her brother builds it.",
        by=scene.officer,
    )


def excluded(scene, item, which=0):
    return room_of(scene.gathering).excluded(scene.sittings[which], item)


def test_whoever_is_out_of_an_item_is_out_of_its_parts(scene, whole, part):
    nurse = PersonId(scene.person("Registered nurse").pk)
    scene.rules([said_by_hand(scene, whole)])
    scene.open()

    room = room_of(scene.gathering)

    counted = room.quorum(scene.sittings[0], part).counted
    assert nurse in room.excluded(scene.sittings[0], part)
    assert nurse not in {seat.person_id for seat in counted}
    assert nurse not in room.excluded(scene.sittings[1], part)


def test_whoever_waits_for_a_ruling_on_an_item_waits_on_its_parts(scene, whole, part):
    row = said_by_hand(scene, whole)

    assert excluded(scene, part) == {PersonId(row.person_id): UNTREATED}


@pytest.mark.parametrize("is_dismissed", [True, False])
def test_what_was_ruled_on_a_part_alone_holds_for_it(scene, whole, part, is_dismissed):
    scene.rules([said_by_hand(scene, whole)])
    own = said_by_hand(scene, part)
    if is_dismissed:
        scene.dismisses([own], "He has no part in the rent.")
    else:
        scene.rules([own], Participation.TAKE_PART, PaperHandling.GIVEN)

    assert not excluded(scene, part)
    assert excluded(scene, whole)


def test_what_stands_on_a_part_leaves_its_item_alone(scene, whole, part):
    scene.rules([said_by_hand(scene, part)])

    assert excluded(scene, part)
    assert not excluded(scene, whole)


def test_an_item_withdrawn_keeps_nobody_from_what_was_its_part(scene, whole, part):
    scene.rules([said_by_hand(scene, whole)])
    Item.objects.filter(pk=whole.pk).update(is_withdrawn=True)

    assert not excluded(scene, part)


def test_the_script_keeps_somebody_out_through_the_parts(scene, whole, part):
    scene.rules([said_by_hand(scene, whole)])
    room = room_of(scene.gathering)

    said = leaving_in(room, room.items)

    assert [one.name for one in said[part.pk]] == [
        str(scene.person("Registered nurse"))
    ]


def test_a_decision_on_a_part_waits_for_the_ruling_on_its_item(scene, whole, part):
    said_by_hand(scene, whole)
    scene.open()

    with pytest.raises(RuleBroken):
        scene.decides(part)


def test_one_conflict_of_an_item_with_parts_is_asked_about_once(scene, whole, part):
    row = said_by_hand(scene, whole)

    evidence = evidence_in(room_of(scene.gathering))
    found = preflight_of(scene.gathering).of_check(PreflightCheck.CONFLICT_OPEN)

    assert [one.pk for one in evidence] == [row.pk]
    assert len(found) == 1


def test_the_checklist_sees_who_was_there_for_a_part(scene, whole, part):
    row = said_by_hand(scene, whole)
    nurse = scene.person("Registered nurse")
    scene.rules([row])
    scene.open()
    scene.leaves(nurse, whole)
    scene.decides(whole)
    scene.decides(part)
    assert evidence_of(evidence_in(room_of(scene.gathering))[row])

    scene.returns(nurse, part)

    shown = evidence_in(room_of(scene.gathering))[row]
    assert not evidence_of(shown)
    assert room_of(scene.gathering).numbers[part.pk] in shown.words
