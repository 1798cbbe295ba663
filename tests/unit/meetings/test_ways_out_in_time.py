"""Ways out and standing rulings after the fact, twice, and for one item alone."""

from __future__ import annotations

import pytest

from committees.enums import CommitteeKind
from committees.models import TermsOfReference
from core.errors import RuleBroken
from decisions.actions import decisions
from decisions.actions.decisions import Resolution
from decisions.enums import Effect, Outcome
from meetings.actions import remedies, replies
from meetings.actions.conflict_rows import add_by_hand
from meetings.enums import Place, PresenceKind, ReplyAnswer
from meetings.facts.room import room_of
from meetings.models import Attendance
from people.values import PersonId
from tests.factories.committees import holder_of
from tests.factories.decisions import world
from tests.factories.ways_out import (
    chooses,
    clinician_of,
    deputy_of,
    expected,
    governing_body,
    routes,
    two_practices,
    without_gp,
)


pytestmark = pytest.mark.django_db


def approval():
    return Resolution(outcome=Outcome.APPROVED, wording="Approved.")


def test_a_way_out_chosen_after_the_vote_mends_nothing():
    scene = world(1)
    item = without_gp(scene)
    clinician = clinician_of(scene)
    gp = scene.person("GP member")
    scene.open()
    scene.leaves(gp, item)
    scene.moves(clinician, PresenceKind.IN, item)
    decision = decisions.record(
        item=item,
        sitting=scene.sittings[0],
        resolution=approval(),
        by=scene.officer,
        as_it_happened=True,
    )
    assert decision.effect == Effect.IRREGULAR
    with pytest.raises(RuleBroken) as refused:
        chooses(scene, item, f"outside_clinician-{clinician.pk}")
    assert refused.value.verdict.code == "decided_already"


def test_what_a_decision_stood_on_is_not_taken_back():
    scene = world(1)
    item = without_gp(scene)
    clinician = clinician_of(scene)
    remedy = chooses(scene, item, f"outside_clinician-{clinician.pk}")
    scene.open()
    scene.leaves(scene.person("GP member"), item)
    scene.moves(clinician, PresenceKind.IN, item)
    decision = decisions.record(
        item=item, sitting=scene.sittings[0], resolution=approval(), by=scene.officer
    )
    assert decision.effect == Effect.EFFECTIVE
    with pytest.raises(RuleBroken) as refused:
        remedies.take_back(remedy=remedy, reason="x", by=scene.officer)
    assert refused.value.verdict.code == "decided_already"
    assert room_of(scene.gathering).ways_out.at(scene.sittings[0].pk, item.pk)
    assert Attendance.objects.filter(person=clinician).exists()


def test_a_deputy_for_one_item_counts_for_no_other():
    scene = world(1)
    item, other = without_gp(scene), scene.item()
    deputy = deputy_of(scene)
    chooses(
        scene,
        item,
        next(key for key in routes(scene, item) if key.startswith("deputy-")),
    )
    scene.open()
    scene.moves(deputy, PresenceKind.IN, item)
    scene.leaves(scene.person("GP member"), item)
    counted = {
        one.person_id
        for one in room_of(scene.gathering).quorum(scene.sittings[0], other).counted
    }
    assert PersonId(deputy.pk) not in counted


def test_an_item_is_referred_once():
    scene = world(1)
    item = without_gp(scene)
    board = governing_body(scene)
    investment = governing_body(scene, CommitteeKind.INVESTMENT)
    chooses(scene, item, f"refer-{board.pk}")
    with pytest.raises(RuleBroken):
        chooses(scene, item, f"refer-{investment.pk}")


def test_a_referral_counts_nobody_whom_somebody_named():
    scene = world(1)
    item = without_gp(scene)
    board = governing_body(scene)
    named = holder_of(board, "Lay chair")
    assert named.pk in counted_at(scene, item, board)
    add_by_hand(
        item=item,
        sitting=scene.sittings[0],
        person=named,
        words="Owns the building.",
        by=scene.officer,
    )
    scene.treated(item, named)

    assert named.pk not in counted_at(scene, item, board)


def counted_at(scene, item, body):
    route = routes(scene, item)[f"refer-{body.pk}"]
    return {one.person_id for one in route.quorum.counted}


def test_a_split_counts_nobody_whom_somebody_named():
    scene = world(1)
    item, free = two_practices(scene)
    nurse = scene.person("Registered nurse")
    add_by_hand(
        item=item,
        sitting=scene.sittings[0],
        person=nurse,
        words="Sister runs both.",
        by=scene.officer,
    )
    scene.treated(item, nurse)
    remedy = chooses(scene, item, "split", title="Elm", subjects=[free.pk])
    got = {each["person_id"] for each in remedy.result["counted"]}
    assert nurse.pk not in got
    assert nurse.pk not in {
        one.person_id for one in expected(scene, remedy.new_item).result.counted
    }


def test_a_committee_with_its_quorum_is_joined_by_nobody():
    scene = world(2)
    item = scene.item(scene.sittings[0])
    lay = scene.person("Lay vice chair", 1)
    clinician_of(scene, lay)
    scene.open(lay)
    with pytest.raises(RuleBroken) as refused:
        chooses(scene, item, f"lay_from_another-{lay.pk}")
    assert refused.value.verdict.code == "no_trouble"


@pytest.mark.parametrize("counts", [True, False])
def test_routes_leave_out_who_answered_that_they_join_remotely(counts):
    scene = world(2)
    item = without_gp(scene)
    TermsOfReference.objects.filter(committee=scene.committees[0]).update(
        remote_counts=counts
    )
    lay = scene.user("Lay chair", 1)
    key = f"lay_from_another-{lay.person_id}"
    assert routes(scene, item)[key].is_open

    replies.answer(
        sitting=scene.sittings[1], person=lay.person, said=ReplyAnswer.REMOTE, by=lay
    )

    route = routes(scene, item)[key]
    assert route.is_open is counts
    assert ("they join remotely" in route.closed) is not counts
    assert ("in the room" in route.words) is not counts
    other = scene.person("Lay vice chair", 1)
    assert routes(scene, item)[f"lay_from_another-{other.pk}"].is_open


def test_routes_in_the_room_leave_out_who_is_there_remotely():
    scene = world(1)
    item = without_gp(scene)
    TermsOfReference.objects.update(remote_counts=False)
    deputy = deputy_of(scene)
    (key,) = (one for one in routes(scene, item) if one.startswith("deputy-"))
    scene.open()
    assert routes(scene, item)[key].is_open

    scene.moves(deputy, PresenceKind.IN, item, place=Place.REMOTE)

    assert "they join remotely" in routes(scene, item)[key].closed
