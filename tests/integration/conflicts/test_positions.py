"""Positions, rounds, training and rules as acts: done, refused, and kept in the trail."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from conflicts.actions import cycle, positions, rule_sets, training
from conflicts.actions.positions import PositionDraft
from conflicts.actions.rule_sets import RuleSetDraft
from conflicts.actions.training import Completion
from conflicts.enums import CampaignKind, Capacity
from conflicts.models import Campaign, Position, RuleSet, TrainingCompletion
from core.errors import RuleBroken
from core.models import AuditEvent, Change
from notices.models import Letter
from people import door
from tests.factories.committees import CcgFactory, holder_of
from tests.factories.conflicts import (
    CampaignFactory,
    DeclarationRequestFactory,
    PositionFactory,
    RuleSetFactory,
)
from tests.factories.notices import LetterFactory
from tests.factories.people import PersonFactory, UserFactory


pytestmark = pytest.mark.django_db
TODAY = date(2016, 6, 1)


def refusal(act, **said):
    with pytest.raises(RuleBroken) as refused:
        act(**said)
    return refused.value.verdict.code


def draft(**said):
    values = {"capacity": Capacity.EMPLOYEE, "title": "Analyst", "from_on": TODAY}
    return PositionDraft(**{**values, **said})


def entered(havering, officer, person=None, **said):
    return positions.enter(
        person=person or PersonFactory(),
        organisation=havering,
        draft=draft(**said),
        by=officer,
    )


def test_enter_position_writes_trail_and_change(havering, officer):
    row = entered(havering, officer, title="  Analyst ", band=" 8d ")

    assert (row.title, row.band) == ("Analyst", "8d")
    event = AuditEvent.objects.about(row).get()
    assert (event.event, event.details["band"]) == ("position.entered", "8d")
    assert Change.objects.filter(topic="position", key=str(row.pk)).exists()


def test_enter_position_twice_is_refused(havering, officer):
    person = PersonFactory()
    entered(havering, officer, person, to_on=date(2016, 6, 30))

    again = {"person": person, "organisation": havering, "by": officer}
    assert refusal(positions.enter, draft=draft(), **again) == "position_held"
    later = draft(from_on=date(2016, 7, 1))
    assert positions.enter(draft=later, **again).from_on == date(2016, 7, 1)
    before = draft(from_on=date(2016, 5, 1), to_on=date(2016, 5, 31))
    assert positions.enter(draft=before, **again).to_on == date(2016, 5, 31)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"title": " "}, "title_missing"),
        ({"to_on": date(2016, 5, 31)}, "days_backwards"),
        ({"capacity": Capacity.PRACTICE_PARTNER}, "practice_missing"),
    ],
)
def test_enter_position_refusals(havering, officer, said, code):
    said = {"draft": draft(**said), "person": PersonFactory(), "by": officer}

    assert refusal(positions.enter, organisation=havering, **said) == code


def test_enter_position_refuses_own_manager_and_needless_practice(havering, officer):
    person = PersonFactory()
    said = {"organisation": havering, "person": person, "by": officer}

    own = draft(line_manager=person)
    assert refusal(positions.enter, draft=own, **said) == "own_line_manager"
    needless = draft(practice=CcgFactory(practice=True))
    assert refusal(positions.enter, draft=needless, **said) == "practice_not_needed"


def test_positions_are_kept_by_officers_and_administrators_alone(
    havering, officer, outsider, guardian, gp_member
):
    row = entered(havering, officer)
    for stranger in (outsider, guardian, gp_member):
        said = {"draft": draft(title="X"), "by": stranger}
        for act, more in (
            (positions.enter, {"person": PersonFactory(), "organisation": havering}),
            (positions.correct, {"position": row}),
        ):
            assert refusal(act, **said, **more) == "not_its_officer"
        ending = {"position": row, "on": TODAY, "by": stranger}
        assert refusal(positions.end, **ending) == "not_its_officer"
    admin = UserFactory(administrator=True)
    assert positions.correct(position=row, draft=draft(title="X"), by=admin)


def test_correct_position_keeps_how_it_read(havering, officer):
    row = entered(havering, officer)

    positions.correct(position=row, draft=draft(title="Director"), by=officer)
    positions.correct(position=row, draft=draft(title="Director"), by=officer)

    events = AuditEvent.objects.about(row).filter(event="position.corrected")
    assert [each.details["before"]["title"] for each in events] == ["Analyst"]


def test_end_position_refusals(havering, officer):
    row = entered(havering, officer, to_on=date(2016, 7, 1))
    said = {"position": row, "by": officer}

    assert refusal(positions.end, on=date(2016, 5, 1), **said) == "days_backwards"
    assert refusal(positions.end, on=date(2016, 7, 2), **said) == "position_ended"
    assert positions.end(on=TODAY, **said).to_on == TODAY


@pytest.mark.parametrize(
    "wrong",
    [
        {"to_on": date(2015, 1, 1)},
        {"capacity": Capacity.PRACTICE_PARTNER},
    ],
)
def test_database_refuses_positions_that_cannot_be(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        PositionFactory(**wrong)
    row = PositionFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        PositionFactory(person=row.person, organisation=row.organisation)
    assert Position.objects.held_on(TODAY).count() == 1


def round_draft(**said):
    values = {"kind": CampaignKind.ANNUAL, "name": "2016", "opens_on": TODAY}
    return cycle.RoundDraft(**{**values, **said})


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"name": " "}, "round_unnamed"),
        ({"opens_on": date(2016, 5, 31)}, "round_in_past"),
        ({"answer_within_days": 0}, "answer_days"),
        ({"answer_within_days": 366}, "answer_days"),
        ({"remind_days_before": list(range(13))}, "too_many_reminders"),
    ],
)
def test_plan_round_refusals(havering, officer, said, code):
    said = {"draft": round_draft(**said), "by": officer}

    assert refusal(cycle.plan, organisation=havering, **said) == code


def test_plan_round_twice_is_refused(havering, officer, guardian, outsider):
    said = {"organisation": havering, "by": officer}
    cycle.plan(draft=round_draft(), **said)

    assert refusal(cycle.plan, draft=round_draft(), **said) == "round_there"
    standing = round_draft(kind=CampaignKind.APPOINTMENT)
    cycle.plan(draft=standing, **said)
    later = round_draft(kind=CampaignKind.APPOINTMENT, opens_on=date(2016, 7, 1))
    assert refusal(cycle.plan, draft=later, **said) == "round_standing"
    for stranger in (guardian, outsider):
        said = {"organisation": havering, "by": stranger, "draft": round_draft()}
        assert refusal(cycle.plan, **said) == "not_its_officer"
    assert Campaign.objects.count() == 2


def test_settling_requests_is_for_officers_of_the_asking_body(
    havering, officer, outsider, guardian
):
    campaign = CampaignFactory(organisation=havering)
    request = DeclarationRequestFactory(campaign=campaign)
    for stranger in (outsider, guardian):
        for act, said in (
            (cycle.drop, {"request": request, "reason": "Left."}),
            (cycle.record_asked_by_post, {"request": request, "on": TODAY}),
            (cycle.close, {"campaign": campaign, "reason": "Done."}),
        ):
            assert refusal(act, by=stranger, **said) == "not_its_officer"
    said = {"request": request, "by": officer}
    assert refusal(cycle.drop, reason=" ", **said) == "no_reason"
    tomorrow = date(2016, 6, 2)
    assert refusal(cycle.record_asked_by_post, on=tomorrow, **said) == "asked_in_future"
    closing = {"campaign": campaign, "by": officer, "reason": " "}
    assert refusal(cycle.close, **closing) == "no_reason"
    cycle.drop(reason="Left.", **said)
    assert refusal(cycle.drop, reason="Left.", **said) == "request_dropped"


def test_letters_of_rounds_are_mended_by_officers_of_the_asking_body(
    havering, officer, outsider
):
    request = DeclarationRequestFactory(campaign__organisation=havering)
    theirs = LetterFactory(about=f"declaration_request:{request.pk}")
    other = LetterFactory(about="declaration_request:none")

    assert door.may(officer, "manage", theirs)
    assert not door.may(outsider, "manage", theirs)
    assert not door.may(officer, "manage", other)
    assert Letter.objects.count() == 2


def completion(person, **said):
    return Completion(
        **{"person": person, "module": "1", "completed_on": date(2016, 5, 20), **said}
    )


def test_record_training_all_or_nothing(havering, officer, committee, guardian):
    RuleSetFactory(
        organisation=havering,
        training_valid_months=24,
        training_modules=[{"code": "1", "name": "Module 1", "required": True}],
    )
    nurse = holder_of(committee, "Registered nurse")
    good = completion(nurse)
    said = {"organisation": havering, "by": officer}

    for wrong, code in (
        (completion(PersonFactory()), "person_not_here"),
        (completion(nurse, module="9"), "module_unknown"),
        (completion(nurse, completed_on=date(2016, 6, 2)), "passed_in_future"),
    ):
        assert refusal(training.record, completions=[good, wrong], **said) == code
    assert refusal(training.record, completions=[], **said) == "no_completion"
    assert not TrainingCompletion.objects.exists()
    by_guardian = {"organisation": havering, "by": guardian, "completions": [good]}
    assert refusal(training.record, **by_guardian) == "not_its_officer"

    assert training.record(completions=[good], source=" Seen ", **said) == 1
    assert training.record(completions=[good], **said) == 0
    row = TrainingCompletion.objects.get()
    assert (row.expires_on, row.source) == (date(2018, 5, 20), "Seen")
    assert AuditEvent.objects.filter(event="training.recorded").count() == 1


def test_enter_rule_set_never_changes_an_earlier_one(havering, officer, guardian):
    earlier = RuleSetFactory(organisation=havering)
    wanted = RuleSetDraft("Ours", "Board", TODAY)
    said = {"organisation": havering, "by": officer}

    row = rule_sets.enter(draft=wanted, **said)

    assert RuleSet.objects.get(pk=earlier.pk).effective_from == date(2016, 4, 1)
    assert row.organisation == havering
    assert refusal(rule_sets.enter, draft=wanted, **said) == "rule_set_there"
    past = RuleSetDraft("Ours", "Board", date(2016, 5, 31))
    assert refusal(rule_sets.enter, draft=past, **said) == "rule_set_in_past"
    unnamed = RuleSetDraft("Ours", " ", date(2016, 6, 2))
    assert refusal(rule_sets.enter, draft=unnamed, **said) == "rule_set_unnamed"
    by_guardian = {"organisation": havering, "by": guardian}
    assert refusal(rule_sets.enter, draft=wanted, **by_guardian) == "not_its_officer"
