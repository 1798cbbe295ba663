"""Decisions: recorded with all they stand on, refused with the rule, or irregular."""

from __future__ import annotations

import pytest

from commissioning.models import CommissioningLevel
from committees.models import TermsOfReference
from conflicts.models import Breach
from core.errors import RuleBroken
from core.models import AuditEvent, Change
from decisions.actions import decisions
from decisions.actions.decisions import Resolution
from decisions.enums import Effect, Method, Outcome
from decisions.facts.handovers import handovers_in
from decisions.models import Decision, RatificationDraft
from decisions.rules.effect import VoteFacts
from meetings.actions import presiding
from meetings.actions.conflict_rows import settle_items
from meetings.enums import (
    GatheringState,
    PaperHandling,
    Participation,
    Purpose,
    ScopeRole,
)
from meetings.facts.room import room_of
from meetings.models import Gathering, ItemScope, PresidingChoice, QuorumCheck
from notices import registry
from notices.models import Letter
from tests.factories.committees import seat_of
from tests.factories.decisions import neighbour, world


pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return world(1)


def refusal_of(act):
    with pytest.raises(RuleBroken) as refused:
        act()
    return refused.value.verdict


def test_record_freezes_what_it_stands_on(scene):
    gp = scene.user("GP member")
    scene.declares(gp)
    item = scene.item(touches=scene.practice)
    scene.treated(
        item,
        gp.person,
        participation=Participation.TAKE_PART,
        papers=PaperHandling.GIVEN,
    )
    scene.open()

    decision = scene.decides(item)

    assert decision.effect == Effect.EFFECTIVE
    assert decision.reference == f"{scene.committees[0].short_name} 2016/001"
    assert decision.presiding == scene.person("Lay chair")
    check = decision.quorum_check
    assert check.is_quorate
    assert check.result["is_quorate"]
    assert len(check.result["counted"]) == 6
    (treatment,) = decision.treatments
    assert treatment["person"] == str(gp.person)
    assert treatment["handling"] == "Take part"
    assert decision.authority["power"] == "decide"
    event = AuditEvent.objects.about(decision).get()
    assert event.event == "decision.recorded"
    assert event.details["effect"] == "effective"


def test_record_refused_for_an_interest_no_worker_has_seen(scene):
    """Nobody settles the change row: the decision does, and leaves the row to treat."""
    item = scene.item(touches=scene.practice)
    scene.open()
    gp = scene.user("GP member")
    scene.declares(gp)
    assert Change.objects.pending().filter(topic="interest").exists()
    assert scene.rows(item) == []

    verdict = refusal_of(lambda: scene.decides(item))

    assert verdict.code in {"conflict_not_treated", "not_quorate"}
    assert str(gp.person) in verdict.reason
    assert not Decision.objects.exists()
    scene.rules(
        scene.rows(item, gp.person), Participation.TAKE_PART, PaperHandling.GIVEN
    )
    assert scene.decides(item).effect == Effect.EFFECTIVE


def test_record_for_several_leaves_the_new_row_too(scene):
    item = scene.item(touches=scene.practice)
    scene.open()
    scene.declares(scene.user("GP member"))

    verdict = refusal_of(
        lambda: decisions.record_for(
            item=item,
            sittings=scene.sittings,
            resolution=Resolution(Outcome.APPROVED, "Approved."),
            by=scene.officer,
        )
    )

    assert verdict.reason.startswith(scene.committees[0].short_name)
    assert len(scene.rows(item)) == 1


def without_quorum(scene):
    item = scene.item()
    scene.open(scene.person("GP member"))
    return item


def without_authority(scene):
    item = scene.item()
    CommissioningLevel.objects.all().delete()
    scene.open()
    return item


def without_function(scene):
    item = scene.item(function="")
    scene.open()
    return item


def without_treatment(scene):
    item = scene.item(touches=scene.practice)
    scene.declares(scene.user("Registered nurse"))
    scene.open()
    return item


def without_purpose(scene):
    item = scene.item(purpose=Purpose.NOTE)
    scene.open()
    return item


def only_recommending(scene):
    item = scene.item()
    ItemScope.objects.update(role=ScopeRole.RECOMMEND)
    scene.open()
    return item


@pytest.mark.parametrize(
    ("set_up", "code", "words"),
    [
        (without_quorum, "not_quorate", "There was no quorum"),
        (without_authority, "no_authority", "No level of co-commissioning"),
        (without_function, "no_authority", "which function"),
        (without_treatment, "conflict_not_treated", "has not ruled"),
        (without_purpose, "purpose_asks_for_none", "for noting"),
        (only_recommending, "scope_is_not_decide", "to recommend"),
    ],
)
def test_record_refuses_with_the_rule_and_keeps_as_it_happened(
    scene, set_up, code, words
):
    item = set_up(scene)

    verdict = refusal_of(lambda: scene.decides(item))
    assert verdict.code == code
    assert words in verdict.reason
    assert "as it happened" in verdict.reason

    decision = scene.decides(item, as_it_happened=True)
    assert decision.effect == Effect.IRREGULAR
    assert decision.irregularities[0]["code"] == code
    assert decision.irregularities[0]["way_open"]


def test_record_irregular_tells_the_guardian_once(scene):
    item = without_quorum(scene)

    decision = scene.decides(item, as_it_happened=True)

    about = f"decision:{decision.pk}"
    breach = Breach.objects.get(about=about)
    assert "no quorum" in breach.nature
    assert breach.organisation == scene.committees[0].organisations.get()
    draft = RatificationDraft.objects.get(decision=decision)
    assert "The premises are approved." in draft.words
    letter = Letter.objects.get(about=about)
    assert (letter.kind, letter.person) == ("irregular_decision", scene.guardian)
    rendered = registry.render(letter)
    assert scene.committees[0].short_name in rendered.subject
    assert item.title not in rendered.subject + rendered.text


def test_letter_is_not_written_to_who_is_guardian_no_more(scene):
    decision = scene.decides(without_quorum(scene), as_it_happened=True)
    letter = Letter.objects.get(about=f"decision:{decision.pk}")
    scene.guardian.posts.all().delete()

    assert registry.render(letter) is None


def test_follow_up_twice_plans_one_letter(scene):
    from decisions.actions.irregularities import follow_up

    decision = scene.decides(without_quorum(scene), as_it_happened=True)

    follow_up(decision=decision, by=scene.officer, now=decision.recorded_at)

    assert Letter.objects.count() == 1
    assert Breach.objects.count() == 1
    assert RatificationDraft.objects.count() == 1


@pytest.mark.parametrize(
    "outcome", [Outcome.DEFERRED, Outcome.NOTED, Outcome.WITHDRAWN]
)
def test_record_inquorate_may_always_defer(scene, outcome):
    decision = scene.decides(without_quorum(scene), outcome=outcome)

    assert decision.effect == Effect.EFFECTIVE
    assert not decision.quorum_check.is_quorate
    assert not Letter.objects.exists()


def test_record_second_time_is_refused(scene):
    item = scene.item()
    scene.open()
    scene.decides(item)

    verdict = refusal_of(lambda: scene.decides(item))

    assert verdict.code == "decided_already"
    assert "Correct the decision" in verdict.reason


def test_record_takes_numbers_only_for_resolutions(scene):
    scene.open()
    first = scene.decides(scene.item())
    noted = scene.decides(scene.item(), outcome=Outcome.NOTED)
    second = scene.decides(scene.item())

    assert [one.number for one in (first, noted, second)] == [1, None, 2]
    assert noted.reference == ""


def test_record_person_who_should_have_left_was_in_the_room(scene):
    gp = scene.user("Registered nurse")
    scene.declares(gp)
    item = scene.item(touches=scene.practice)
    scene.treated(item, gp.person)
    scene.open()

    verdict = refusal_of(lambda: scene.decides(item))
    assert verdict.code == "treatment_not_carried_out"

    scene.leaves(gp.person, item)
    assert scene.decides(item).effect == Effect.EFFECTIVE


def test_record_vote_with_too_many_hands_can_be_kept_as_it_happened(scene):
    item = scene.item()
    scene.open()
    vote = {"method": Method.VOTE, "vote": VoteFacts(6, 1)}

    assert (
        refusal_of(lambda: scene.decides(item, **vote)).code == "more_votes_than_voters"
    )

    decision = scene.decides(item, as_it_happened=True, **vote)
    assert decision.effect == Effect.IRREGULAR
    assert (decision.votes_for, decision.votes_against) == (6, 1)


def test_record_chosen_presides_when_both_chairs_are_away(scene):
    item = scene.item()
    scene.open(scene.person("Lay chair"), scene.person("Lay vice chair"))

    assert refusal_of(lambda: scene.decides(item)).code == "nobody_presided"

    nurse = scene.person("Registered nurse")
    decision = scene.decides(item, chosen_to_preside=nurse)
    assert decision.presiding == nurse
    # Who chose is kept, and the minutes say that somebody was chosen, not nobody.
    choice = PresidingChoice.objects.get(item=item, sitting=scene.sittings[0])
    assert {one["seat"] for one in choice.choosers} == {
        "Registered nurse",
        "GP member",
        "Accountable officer",
        "Chief finance officer",
    }
    room = room_of(scene.gathering)
    (said,) = handovers_in(room, [decision])[scene.sittings[0].pk, item.pk]
    assert f"{nurse} took the chair before item 1. Chosen for this item by" in said
    assert all(one["name"] in said for one in choice.choosers)


def test_record_chosen_presides_is_kept_once_and_a_correction_keeps_another(scene):
    item = scene.item()
    scene.open(scene.person("Lay chair"), scene.person("Lay vice chair"))
    nurse, officer = map(scene.person, ("Registered nurse", "Accountable officer"))
    first = presiding.choose(
        item=item, sitting=scene.sittings[0], person=nurse, by=scene.officer
    )

    decision = scene.decides(item, chosen_to_preside=nurse)
    kept = PresidingChoice.objects.get()
    corrected = decisions.correct(
        decision=decision,
        resolution=Resolution(
            outcome=Outcome.APPROVED, wording="Approved.", chosen_to_preside=officer
        ),
        reason="The accountable officer presided.",
        by=scene.officer,
    )

    assert kept.recorded_at == first.recorded_at
    assert corrected.presiding == PresidingChoice.objects.get().person == officer


def test_record_keeps_no_choice_where_a_chair_presides_or_who_was_named_cannot(scene):
    item, other = scene.item(), scene.item()
    scene.open()
    nurse, chair = scene.person("Registered nurse"), scene.person("Lay chair")

    decision = scene.decides(item, chosen_to_preside=nurse)
    for one in (chair, scene.person("Lay vice chair"), nurse):
        scene.leaves(one, other)
    irregular = scene.decides(other, as_it_happened=True, chosen_to_preside=nurse)

    assert decision.presiding == chair
    assert irregular.presiding is None
    assert not PresidingChoice.objects.exists()


@pytest.mark.parametrize(
    ("resolved", "code"),
    [
        ({"wording": "  "}, "wording_missing"),
        ({"method": Method.VOTE}, "vote_missing"),
        ({"vote": VoteFacts(3, 1)}, "vote_missing"),
    ],
)
def test_record_refuses_half_a_resolution(scene, resolved, code):
    item = scene.item()
    scene.open()

    assert refusal_of(lambda: scene.decides(item, **resolved)).code == code


def test_record_refuses_what_is_not_taken(scene):
    scene.open()
    withdrawn = scene.item(is_withdrawn=True)
    elsewhere = world(1)
    other = elsewhere.item()

    assert (
        refusal_of(lambda: scene.decides(withdrawn, as_it_happened=True)).code
        == "not_taken"
    )
    assert (
        refusal_of(
            lambda: decisions.record(
                item=other,
                sitting=scene.sittings[0],
                resolution=Resolution(Outcome.NOTED, "Noted."),
                by=scene.officer,
            )
        ).code
        == "not_taken"
    )


def test_record_refuses_a_cancelled_meeting_and_missing_terms(scene):
    item = scene.item()
    TermsOfReference.objects.update(effective_from="2017-01-01")
    assert refusal_of(lambda: scene.decides(item)).code == "no_terms"

    Gathering.objects.update(state=GatheringState.CANCELLED)
    item.refresh_from_db()
    assert refusal_of(lambda: scene.decides(item)).code == "meeting_cancelled"


def test_record_is_for_the_committees_own_officer(scene):
    item = scene.item()
    scene.open()

    for user, code in (
        (neighbour(), "outsider"),
        (scene.user("Lay chair"), "not_officer"),
    ):
        assert refusal_of(lambda user=user: scene.decides(item, by=user)).code == code


def test_correct_supersedes_and_keeps_the_first(scene):
    item = scene.item()
    scene.open()
    first = scene.decides(item)

    second = decisions.correct(
        decision=first,
        resolution=Resolution(Outcome.DEFERRED, "Deferred to July."),
        reason="The wrong item was open.",
        by=scene.officer,
    )

    assert second.supersedes == first
    assert second.decided_at == first.decided_at
    assert list(Decision.objects.current()) == [second]
    assert AuditEvent.objects.about(second).get().event == "decision.corrected"
    again = Resolution(Outcome.NOTED, "Noted.")
    said = {"resolution": again, "reason": "Again.", "by": scene.officer}
    assert (
        refusal_of(lambda: decisions.correct(decision=first, **said)).code
        == "superseded"
    )
    assert (
        refusal_of(
            lambda: decisions.correct(decision=second, **said | {"reason": " "})
        ).code
        == "reason_missing"
    )
    assert (
        refusal_of(
            lambda: decisions.correct(decision=second, **said | {"by": neighbour()})
        ).code
        == "outsider"
    )


def test_correct_can_be_irregular_too(scene):
    first = scene.decides(without_quorum(scene), outcome=Outcome.DEFERRED)
    said = {
        "decision": first,
        "resolution": Resolution(Outcome.APPROVED, "Approved after all."),
        "reason": "They approved it.",
        "by": scene.officer,
    }

    assert refusal_of(lambda: decisions.correct(**said)).code == "not_quorate"

    second = decisions.correct(**said, as_it_happened=True)
    assert second.effect == Effect.IRREGULAR


def test_correct_after_the_meeting_leaves_the_rows_as_they_stood(scene):
    item = scene.item(touches=scene.practice)
    scene.open()
    first = scene.decides(item)
    Gathering.objects.update(state=GatheringState.HELD)
    scene.declares(scene.user("GP member"))

    decisions.correct(
        decision=first,
        resolution=Resolution(Outcome.APPROVED, "The premises in Romford."),
        reason="The town was missing.",
        by=scene.officer,
    )

    assert scene.rows(item) == []


def test_quorum_checks_are_kept_for_every_entry(scene):
    item = scene.item()
    scene.open()
    first = scene.decides(item)
    decisions.correct(
        decision=first,
        resolution=Resolution(Outcome.NOTED, "Noted."),
        reason="Not decided.",
        by=scene.officer,
    )

    assert QuorumCheck.objects.filter(item=item).count() == 2


def test_settled_item_and_gp_excluded_loses_the_quorum(scene):
    gp = scene.user("GP member")
    scene.declares(gp)
    item = scene.item(touches=scene.practice)
    scene.treated(item, gp.person)
    settle_items([item])
    scene.open()
    scene.leaves(gp.person, item)

    verdict = refusal_of(lambda: scene.decides(item))

    assert verdict.code == "not_quorate"
    assert seat_of(scene.committees[0], "GP member").title
