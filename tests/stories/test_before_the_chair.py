"""The chair before, during and after: the checklist, and who presides instead."""

from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse

from commissioning.values import LinkKind
from conflicts.enums import TieWay
from core.errors import RuleBroken
from meetings.actions import checklists, contributors, standing_rulings
from meetings.actions.conflict_rows import settle_items
from meetings.actions.standing_rulings import Terms
from meetings.enums import (
    ChecklistStage,
    ContributorRole,
    GatheringState,
    Moment,
    PaperHandling,
    Participation,
    SubjectRole,
)
from meetings.rules.standing_rulings import TieClass
from tests.factories import commissioning
from tests.factories.conflicts import recorded
from tests.factories.decisions import world
from tests.factories.meetings import OrganisationFactory
from tests.factories.people import PersonFactory, UserFactory


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]


@pytest.fixture
def the_day():
    with time_machine.travel("2016-06-15 11:00", tick=False):
        yield


def test_story_07_reviewers_are_on_the_screen_and_shared_ties_fold(client):
    scene = world(1)
    reviewer, gp = PersonFactory(), scene.user("GP member")
    federation = OrganisationFactory(kind="federation")
    commissioning.OrganisationLinkFactory(
        source=scene.practice, target=federation, kind=LinkKind.IN_FEDERATION.value
    )
    recorded(person=reviewer, by=scene.officer, organisation=scene.practice)
    scene.declares(gp, federation)
    item = scene.item(touches=scene.practice, title="Premises")
    contributors.name(
        item=item, person=reviewer, role=ContributorRole.REVIEWER, by=scene.officer
    )

    standing_rulings.make(
        committees=scene.committees,
        terms=Terms(
            tie_class=TieClass(
                ways=frozenset({TieWay.FEDERATION}),
                unless_roles=frozenset({SubjectRole.BIDDER}),
            ),
            participation=Participation.TAKE_PART,
            papers=PaperHandling.GIVEN,
            reason="Shared by every practice of the federation.",
            from_on=scene.gathering.held_on,
        ),
        by=UserFactory(person=scene.guardian, password=None),
    )

    client.force_login(scene.officer)
    url = reverse("meetings:conflicts", args=[scene.gathering.pk])
    said = client.get(url).content.decode()
    assert "1 conflict waits for a ruling" in said
    assert str(reviewer) in said
    assert "1 under standing ruling 1: note and take part" in said


def test_story_15_brief_says_who_presides_for_the_item_alone(client):
    scene = world(1)
    chair, vice = scene.user("Lay chair"), scene.person("Lay vice chair")
    scene.declares(chair)
    fifth, _sixth = scene.item(touches=scene.practice), scene.item(title="Finance")
    settle_items([fifth])
    scene.rules(scene.rows(fifth), chair=vice)
    client.force_login(scene.user("Lay vice chair"))

    said = client.get(
        reverse("meetings:brief", args=[scene.gathering.pk])
    ).content.decode()

    assert said.count("The vice chair presides") == 1
    assert f"{vice}. The vice chair presides: the chair has a conflict" in said
    assert f"{chair.person} leaves before item 1, and comes back before item 2" in said


def test_story_17_checklist_waits_for_treatment_and_evidence(client):
    scene = world(1)
    chair, gp = scene.user("Lay chair"), scene.user("GP member")
    scene.declares(gp)
    item = scene.item(touches=scene.practice, title="Premises")
    settle_items([item])
    brief = reverse("meetings:brief", args=[scene.gathering.pk])
    client.force_login(chair)

    def close(stage):
        return checklists.close(gathering=scene.gathering, stage=stage, by=chair)

    for stage in ChecklistStage:
        with pytest.raises(RuleBroken) as refused:
            close(stage)
        assert refused.value.verdict.code == "conflict_unruled"
    scene.rules(scene.rows(item))
    close(ChecklistStage.BEFORE)
    scene.open()
    for stage in (ChecklistStage.DURING, ChecklistStage.AFTER):
        with pytest.raises(RuleBroken) as refused:
            close(stage)
        assert refused.value.verdict.code == "conflict_unproved"
        url = reverse(
            "meetings:checklist_close", args=[scene.gathering.pk, stage.value]
        )
        assert "Nothing shows that the ruling" in client.post(url).content.decode()
    scene.leaves(gp.person, item)
    scene.returns(gp.person, item, Moment.AFTER)

    with pytest.raises(RuleBroken) as undecided:
        close(ChecklistStage.DURING)
    assert undecided.value.verdict.code == "conflict_unproved"
    scene.decides(item, as_it_happened=True)
    close(ChecklistStage.DURING)
    with pytest.raises(RuleBroken) as early:
        close(ChecklistStage.AFTER)
    assert early.value.verdict.code == "meeting_not_over"
    scene.gathering.state = GatheringState.HELD
    scene.gathering.save()
    close(ChecklistStage.AFTER)

    said = client.get(brief).content.decode()
    assert said.count("Closed by") == 3
    assert "was out when it was decided" in said
