"""The same matter at earlier meetings, and those who contributed to an item."""

from __future__ import annotations

import pytest
import time_machine

from core.errors import RuleBroken
from meetings.actions import contributors, merging
from meetings.actions.conflict_rows import settle_items
from meetings.actions.lineage import continue_from
from meetings.enums import (
    ContributorRole,
    GatheringState,
    PaperHandling,
    Participation,
)
from meetings.facts.contributors import CLEAR, WAITING, contributions_to
from meetings.facts.lineage import earlier_treatments, may_continue
from meetings.models import ConflictRow, CoverSheet, ItemContributor
from tests.factories.conflicts import recorded
from tests.factories.decisions import next_meeting, world
from tests.factories.meetings import ItemFactory
from tests.factories.people import PersonFactory


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]


@pytest.fixture
def the_day():
    with time_machine.travel("2016-06-15 11:00", tick=False):
        yield


@pytest.fixture
def scene():
    return world(2)


@pytest.fixture
def gp(scene):
    user = scene.user("GP member")
    scene.declares(user)
    return user


@pytest.fixture
def first(scene, gp):
    """Return an item ruled on at the first meeting, for the first committee."""
    item = scene.item(scene.sittings[0], touches=scene.practice, title="Premises")
    scene.treated(
        item,
        gp.person,
        participation=Participation.STAY_NO_VOTE,
        papers=PaperHandling.GIVEN,
        reason="A partner.",
    )
    return item


def follow_up(scene, first, by):
    later = next_meeting(scene)
    item = later.item(later.sittings[0], touches=scene.practice, title="Premises again")
    settle_items([item])
    return later, continue_from(item=item, earlier=first, by=by)


def test_earlier_treatment_is_offered_for_the_same_person_and_committee(scene, first):
    later, item = follow_up(scene, first, scene.officer)
    rows = list(ConflictRow.objects.filter(item=item).select_related("sitting"))

    found = earlier_treatments(later.gathering, rows)

    (earlier,) = found.values()
    assert earlier.treatment == "stay without a vote, papers given"
    assert earlier.reason == "As ruled for 15 June 2016: A partner."
    assert rows[0].treated_at is None


def test_earlier_treatment_is_found_further_back_and_says_its_day_once(scene, first):
    later, second = follow_up(scene, first, scene.officer)
    last, third = follow_up(later, second, scene.officer)
    rows = list(ConflictRow.objects.filter(item=third).select_related("sitting"))

    (earlier,) = earlier_treatments(last.gathering, rows).values()
    ConflictRow.objects.filter(pk=earlier.row.pk).update(
        treatment_reason=earlier.reason
    )
    (again,) = earlier_treatments(last.gathering, rows).values()

    assert again.reason == earlier.reason == "As ruled for 15 June 2016: A partner."


def test_nothing_is_offered_where_nothing_continues(scene, first):
    assert earlier_treatments(scene.gathering, scene.rows(first)) == {}


def test_may_continue_begins_with_items_on_the_same_organisations(scene, first):
    other = scene.item(title="Finance report")
    later = next_meeting(scene)
    item = later.item(touches=scene.practice)

    assert list(may_continue(item, scene.officer.person_id)) == [first, other]
    assert not may_continue(item, scene.person("GP member").pk).exists()
    scene.gathering.state = GatheringState.CANCELLED
    scene.gathering.save()
    assert not may_continue(item, scene.officer.person_id).exists()


def test_continue_from_refuses_others_and_headings(scene, first):
    later = next_meeting(scene)
    item = later.item()
    elsewhere = ItemFactory()
    heading = ItemFactory(gathering=later.gathering, heading=True)

    for line, earlier, code in (
        (item, elsewhere, "not_an_earlier_item"),
        (first, item, "not_an_earlier_item"),
        (heading, first, "heading_continues_nothing"),
    ):
        with pytest.raises(RuleBroken) as refused:
            continue_from(item=line, earlier=earlier, by=scene.officer)
        assert refused.value.verdict.code == code
    assert continue_from(item=item, earlier=None, by=scene.officer).continues is None


def test_contributor_with_an_interest_is_a_row_for_every_committee(scene):
    reviewer = PersonFactory()
    item = scene.item(touches=scene.practice)

    recorded(person=reviewer, by=scene.officer, organisation=scene.practice)

    named = contributors.name(
        item=item, person=reviewer, role=ContributorRole.REVIEWER, by=scene.officer
    )

    assert len(scene.rows(item, reviewer)) == 2
    (said,) = contributions_to(item)
    assert said.words == WAITING
    assert said.traces
    scene.rules(scene.rows(item, reviewer))
    (said,) = contributions_to(item)
    assert said.words == (
        "has an interest in this item: leave for the item, papers withheld"
    )
    assert (
        contributors.name(
            item=item, person=reviewer, role=ContributorRole.REVIEWER, by=scene.officer
        )
        == named
    )

    contributors.strike(contributor=named, by=scene.officer)

    assert contributions_to(item) == []
    assert {row.state for row in scene.rows(item, reviewer)} == {"lapsed"}


def test_contributions_name_lead_and_author_once_each(scene):
    lead = PersonFactory()
    item = scene.item(lead=lead)
    CoverSheet.objects.create(item=item, author=lead)

    (said,) = contributions_to(item)

    assert (said.parts, said.words) == (("leads it", "wrote the cover sheet"), CLEAR)


def test_heading_has_no_contributor(scene):
    heading = ItemFactory(gathering=scene.gathering, heading=True)

    with pytest.raises(RuleBroken) as refused:
        contributors.name(
            item=heading,
            person=PersonFactory(),
            role=ContributorRole.AUTHOR,
            by=scene.officer,
        )

    assert refused.value.verdict.code == "heading_has_no_contributor"


def test_merging_keeps_a_contribution_once(scene):
    mine, into = PersonFactory(), PersonFactory()
    first, second = scene.item(), scene.item()
    for item, person in ((first, mine), (first, into), (second, mine)):
        ItemContributor.objects.create(item=item, person=person, role="author")

    merging.move_to(duplicate=mine, into=into)

    assert set(ItemContributor.objects.values_list("item", "person")) == {
        (first.pk, into.pk),
        (second.pk, into.pk),
    }
