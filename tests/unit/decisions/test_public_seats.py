"""The public gallery: who was sent out for a private item may not sit in it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core.errors import RuleBroken
from decisions.enums import Effect
from decisions.facts.contradictions import contradictions_in
from meetings.enums import Part, Place, PresenceKind
from meetings.facts.brief import evidence_in
from meetings.facts.room import room_of
from meetings.rules.checklist import evidence_of
from tests.factories.decisions import world


pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return world(1)


@pytest.mark.parametrize("part", Part, ids=lambda one: one.value)
def test_record_person_sent_out_sits_in_the_public_seats(scene, client, part):
    """docs/field.md 6.4: they may while the item is public, not while it is private."""
    nurse = scene.user("Registered nurse")
    scene.declares(nurse)
    private = {"part": part, "private_ground": "A contract."}
    item = scene.item(touches=scene.practice, **(private if part == Part.TWO else {}))
    scene.treated(item, nurse.person)
    scene.open()
    scene.moves(nurse.person, PresenceKind.IN, item, place=Place.PUBLIC_SEATS)
    client.force_login(scene.officer)
    url = reverse("meetings:room", args=[scene.gathering.pk])

    said = client.get(f"{url}?item={item.pk}").content.decode()

    if part == Part.ONE:
        assert "though the item is private" not in said
        assert scene.decides(item).effect == Effect.EFFECTIVE
        return
    assert "though the item is private" in said
    with pytest.raises(RuleBroken) as refused:
        scene.decides(item)
    assert refused.value.verdict.code == "listened_to_private_item"
    decision = scene.decides(item, as_it_happened=True)
    assert decision.effect == Effect.IRREGULAR
    (found,) = decision.irregularities
    assert found["sentence"] == (
        f"{nurse.person} was to be out of the room and sat in the public seats of a "
        "private item."
    )
    room = room_of(scene.gathering)
    assert contradictions_in(room, Part.TWO) == []
    assert not any(map(evidence_of, evidence_in(room).values()))


def test_public_seats_of_a_private_item_recorded_later_contradict_the_record(scene):
    nurse = scene.user("Registered nurse")
    scene.declares(nurse)
    item = scene.item(
        touches=scene.practice, part=Part.TWO, private_ground="A contract."
    )
    scene.treated(item, nurse.person)
    scene.open()
    scene.leaves(nurse.person, item)
    scene.decides(item)

    scene.moves(nurse.person, PresenceKind.IN, item, place=Place.PUBLIC_SEATS)

    (found,) = contradictions_in(room_of(scene.gathering), Part.TWO)
    assert found.contradiction.code == "excluded_listened"
