"""What rule sets propose for a conflict, for each committee by its own rules."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conflicts.enums import Nature, Severity
from conflicts.rules.treatments import NATIONAL, stored_of
from meetings.actions.conflict_rows import add_by_hand, settle_items
from meetings.enums import PaperHandling, Participation
from meetings.facts.conflicts import conflicts_of
from meetings.facts.proposals import proposals_for, proposed_for
from meetings.rules.participation import Treatment
from tests.factories.conflicts import RuleSetFactory
from tests.factories.decisions import world


pytestmark = pytest.mark.django_db
NEAR = (Nature.FINANCIAL, Severity.DIRECT)
LEAVES = Treatment(Participation.LEAVE_ITEM, PaperHandling.WITHHELD)
STAYS = Treatment(Participation.STAY_NO_VOTE, PaperHandling.GIVEN)
AWAY = Treatment(Participation.NOT_ATTEND, PaperHandling.WITHHELD)


@pytest.fixture
def scene():
    return world(2)


def rules_of(organisation, treatment, from_on=date(2016, 4, 1)):
    proposed = (treatment.participation, treatment.papers)
    return RuleSetFactory(
        organisation=organisation,
        effective_from=from_on,
        confirm_every_months=6,  # as the national rules of 2016 ask
        proposed_treatments=stored_of({**NATIONAL, NEAR: proposed}),
    )


def body_of(scene, which):
    return scene.committees[which].organisations.get()


def found(scene, item):
    (conflict,) = (one for one in conflicts_of(scene.gathering) if one.item == item)
    return proposed_for(conflict.rows, scene.gathering.held_on)


def item_with_conflict(scene):
    gp = scene.user("GP member")
    scene.declares(gp)
    item = scene.item(touches=scene.practice, lead=gp.person)
    settle_items([item])
    return item


def test_proposed_for_follows_each_committees_own_rules_of_the_day(scene):
    item = item_with_conflict(scene)
    first, second = scene.rows(item)
    assert found(scene, item) == {first.pk: LEAVES, second.pk: LEAVES}

    rules_of(body_of(scene, 1), STAYS)
    rules_of(body_of(scene, 0), AWAY, from_on=date(2017, 1, 1))

    assert found(scene, item) == {first.pk: LEAVES, second.pk: STAYS}


def test_proposed_for_several_organisations_takes_the_strictest(scene):
    item = item_with_conflict(scene)
    own, other = body_of(scene, 0), body_of(scene, 1)
    scene.committees[0].organisations.add(other)
    rules_of(own, STAYS)
    rules_of(other, AWAY)

    first, _second = scene.rows(item)

    assert found(scene, item)[first.pk] == AWAY


def test_proposed_for_says_nothing_of_what_was_entered_by_hand(scene):
    item = scene.item()
    add_by_hand(
        item=item,
        sitting=scene.sittings[0],
        person=scene.person("GP member"),
        words="Spoke for the applicant.",
        by=scene.officer,
    )

    assert found(scene, item) == {}


def test_proposals_for_takes_two_queries_for_any_number_of_committees(scene):
    committees = [one.pk for one in scene.committees]
    counted = []
    for asked in (committees[:1], committees):
        with CaptureQueriesContext(connection) as made:
            proposals = proposals_for(asked)
            for one in asked:
                proposals.propose(one, [NEAR], date(2016, 6, 15))
        counted.append(len(made))

    assert counted == [2, 2]
