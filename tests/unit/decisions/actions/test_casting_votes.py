"""A tie is broken by whom the terms of each committee give the second vote."""

from __future__ import annotations

import pytest

from committees.enums import CastingVote, SeatCategory
from committees.models import SeatTerms, TermsOfReference
from core.errors import RuleBroken
from decisions.enums import Effect, Method
from decisions.rules.effect import VoteFacts
from tests.factories.committees import seat_of
from tests.factories.decisions import world


pytestmark = pytest.mark.django_db
TIE = VoteFacts(1, 1, casting=True)


@pytest.fixture
def scene():
    return world(2)


def says(committee, rule):
    TermsOfReference.objects.filter(committee=committee).update(casting_vote=rule)


def tied(scene, item, which=0, **how):
    return scene.decides(item, which, method=Method.VOTE, vote=TIE, **how)


def codes(decision):
    return [one["code"] for one in decision.irregularities]


def test_each_committee_breaks_a_tie_by_its_own_terms(scene):
    says(scene.committees[0], CastingVote.PRESIDING)
    says(scene.committees[1], CastingVote.NONE)
    item = scene.item()
    scene.open()

    ours = tied(scene, item, 0)
    with pytest.raises(RuleBroken) as refused:
        tied(scene, item, 1)
    theirs = tied(scene, item, 1, as_it_happened=True)

    assert ours.effect == Effect.EFFECTIVE
    assert "give nobody a second vote" in refused.value.verdict.reason
    assert codes(theirs) == ["no_casting_vote"]


def test_the_second_vote_of_nhs_england_needs_somebody_of_it_counted(scene):
    says(scene.committees[0], CastingVote.NHS_ENGLAND)
    item, later = scene.item(), scene.item(title="Later")
    scene.open()
    nobody = tied(scene, item, as_it_happened=True)
    nurse = seat_of(scene.committees[0], "Registered nurse")
    SeatTerms.objects.filter(seat=nurse).update(category=SeatCategory.NHS_ENGLAND)

    assert codes(nobody) == ["no_casting_vote"]
    assert tied(scene, later).effect == Effect.EFFECTIVE


def test_the_second_vote_passes_with_the_chair_for_that_item_only(scene):
    chair = scene.user("Lay chair")
    scene.declares(chair)
    touched = scene.item(scene.sittings[0], touches=scene.practice)
    other = scene.item(scene.sittings[0], title="Other")
    scene.treated(touched, chair.person, chair=scene.person("Lay vice chair"))
    scene.open()
    scene.leaves(chair.person, touched)

    passed = tied(scene, touched)
    scene.returns(chair.person, other)
    back = tied(scene, other)

    assert passed.presiding == scene.person("Lay vice chair")
    assert back.presiding == chair.person
    assert {passed.effect, back.effect} == {Effect.EFFECTIVE}
