"""Minutes are confirmed by each committee's own decision at a later sitting."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from core.errors import RuleBroken
from core.models import AuditEvent
from decisions.actions import approvals, decisions, minutes
from decisions.actions.decisions import Resolution
from decisions.enums import MinutesState, Outcome
from decisions.facts.approvals import approving_decisions, is_about_minutes
from decisions.facts.unfinished import undecided_in
from decisions.models import Minutes, MinutesApproval
from meetings.actions import gatherings
from meetings.enums import GatheringState, Part, ScopeRole
from meetings.facts.room import room_of
from tests.factories.decisions import (
    MinutesApprovalFactory,
    neighbour,
    next_meeting,
    world,
)
from tests.factories.meetings import ItemFactory, ItemScopeFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return world(2)


@pytest.fixture
def closed(scene):
    """A meeting that was held, closed, and has an issue of its minutes."""
    scene.item()
    scene.open()
    close(scene)
    written(scene)
    return scene


@pytest.fixture
def later(closed):
    return next_meeting(closed)


def close(scene):
    scene.gathering = gatherings.advance(
        gathering=scene.gathering, to=GatheringState.HELD, by=scene.officer
    )


def written(scene, part=Part.ONE):
    return minutes.write_out(gathering=scene.gathering, part=part, by=scene.officer)


def approved(scene, *given, part=Part.ONE, by=None, **said):
    return approvals.approve(
        gathering=scene.gathering,
        part=part,
        decisions=given,
        by=by or scene.officer,
        **said,
    )


def refusal_of(act):
    with pytest.raises(RuleBroken) as refused:
        act()
    return refused.value.verdict.code


def state_of(scene):
    scene.gathering.refresh_from_db()
    return scene.gathering.state


def test_write_out_after_closing_says_that_minutes_are_in_draft(scene):
    scene.item()
    scene.open()
    written(scene)
    assert state_of(scene) == GatheringState.IN_SESSION

    close(scene)
    written(scene)

    assert state_of(scene) == GatheringState.MINUTES_DRAFT


def test_approve_by_both_committees_confirms_the_minutes(closed, later):
    item = later.item(title="Minutes of the last meeting")
    first, second = later.decides(item, 0), later.decides(item, 1)

    (one,) = approved(closed, first)
    assert state_of(closed) == GatheringState.MINUTES_DRAFT
    assert not Minutes.objects.filter(state=MinutesState.CONFIRMED).exists()
    approved(closed, second, corrections="Item 1: Dr B, not Dr A.")

    assert state_of(closed) == GatheringState.MINUTES_APPROVED
    confirmed = Minutes.objects.get(state=MinutesState.CONFIRMED)
    assert confirmed.issue == 2
    assert confirmed.sections == one.minutes.sections
    assert AuditEvent.objects.about(one).get().event == "minutes.approved"


def test_approve_waits_for_the_private_part(closed, later):
    private = ItemFactory(gathering=closed.gathering, private=True)
    for sitting in closed.sittings:
        ItemScopeFactory(item=private, sitting=sitting)
    written(closed, Part.TWO)
    item = later.item(title="Minutes")
    approved(closed, later.decides(item, 0), later.decides(item, 1))
    assert state_of(closed) == GatheringState.MINUTES_DRAFT

    behind = later.item(title="Private minutes", part=Part.TWO, private_ground="Rents.")
    given = [later.decides(behind, 0), later.decides(behind, 1)]
    approved(closed, *given, part=Part.TWO)

    assert state_of(closed) == GatheringState.MINUTES_APPROVED


def test_approve_by_a_decision_of_another_kind_is_refused(closed, later):
    item = later.item()
    private = later.item(part=Part.TWO, private_ground="Rents.")
    cases = [
        later.decides(item, 0, Outcome.DEFERRED),
        later.decides(private, 0),
        closed.decides(closed.item(), 0),
    ]

    for decision in cases:
        assert refusal_of(lambda one=decision: approved(closed, one)) == (
            "approves_nothing"
        )
    assert (
        approving_decisions(
            closed.gathering, Part.ONE, [one.pk for one in closed.committees]
        )
        == []
    )


def test_approve_before_closing_or_without_an_issue_is_refused(scene):
    scene.item()
    scene.open()
    later = next_meeting(scene)
    decision = later.decides(later.item())

    assert refusal_of(lambda: approved(scene, decision)) == "not_in_draft"
    close(scene)
    assert refusal_of(lambda: approved(scene, decision)) == "no_issue"


def test_approve_an_issue_written_while_in_session(scene):
    scene.item()
    scene.open()
    written(scene)
    close(scene)
    later = next_meeting(scene)

    approved(scene, later.decides(later.item()))

    assert state_of(scene) == GatheringState.MINUTES_DRAFT


def test_approve_twice_is_refused(closed, later):
    first = later.decides(later.item())
    again = later.decides(later.item())
    approved(closed, first)

    assert refusal_of(lambda: approved(closed, again)) == "approved_already"
    given = MinutesApproval.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        MinutesApprovalFactory(
            sitting=given.sitting, minutes=given.minutes, decision=again
        )


def test_approve_asks_the_door(closed, later):
    decision = later.decides(later.item())
    member = closed.user("GP member")

    assert refusal_of(lambda: approved(closed, decision, by=neighbour())) == "outsider"
    assert refusal_of(lambda: approved(closed, decision, by=member)) == "not_officer"


def test_confirmed_minutes_are_not_written_out_again(closed, later):
    item = later.item()
    approved(closed, later.decides(item, 0), later.decides(item, 1))

    assert refusal_of(lambda: written(closed)) == "minutes_confirmed"


def test_take_back_opens_the_minutes_again(closed, later):
    item = later.item()
    given, _ = approved(closed, later.decides(item, 0), later.decides(item, 1))

    def taken(reason, by=closed.officer):
        return approvals.take_back(approval=given, reason=reason, by=by)

    assert refusal_of(lambda: taken(" ")) == "reason_missing"
    assert refusal_of(lambda: taken("Wrong.", neighbour())) == "outsider"
    taken("The wrong meeting.")
    taken("Twice.")

    given.refresh_from_db()
    assert given.taken_back_reason == "The wrong meeting."
    assert given.taken_back_by == closed.officer
    assert state_of(closed) == GatheringState.MINUTES_DRAFT
    assert written(closed).issue == 3


def test_take_back_of_one_of_two_leaves_the_draft(closed, later):
    (given,) = approved(closed, later.decides(later.item()))

    approvals.take_back(approval=given, reason="A slip.", by=closed.officer)

    assert state_of(closed) == GatheringState.MINUTES_DRAFT
    approved(closed, given.decision)
    assert MinutesApproval.objects.standing().count() == 1


def test_correct_a_decision_that_confirmed_minutes_is_refused(closed, later):
    decision = later.decides(later.item())
    (given,) = approved(closed, decision)

    def correct():
        return decisions.correct(
            decision=decision,
            resolution=Resolution(Outcome.DEFERRED, "Deferred."),
            reason="Not approved.",
            by=closed.officer,
        )

    assert refusal_of(correct) == "approves_minutes"
    approvals.take_back(approval=given, reason="Not approved.", by=closed.officer)
    assert correct().outcome == Outcome.DEFERRED


def test_approving_decisions_about_minutes_come_first(closed, later):
    later.decides(later.item(title="Finance report"))
    minuted = later.decides(later.item(title="Minutes of 15 June"))

    found = approving_decisions(
        closed.gathering, Part.ONE, [one.pk for one in closed.committees]
    )

    assert found[0] == minuted
    assert [is_about_minutes(one) for one in found] == [True, False]


def test_undecided_in_lists_what_a_committee_in_scope_left_open(scene):
    item = scene.item(title="Premises")
    noted = ItemFactory(gathering=scene.gathering)
    ItemScopeFactory(item=noted, sitting=scene.sittings[0], role=ScopeRole.NOTE)
    done = scene.item(title="Done")
    scene.open()
    for which in (0, 1):
        scene.decides(done, which)
    scene.decides(item, 0)

    (found,) = undecided_in(room_of(scene.gathering))

    assert found.item == item
    assert found.committees == (scene.committees[1].short_name,)
