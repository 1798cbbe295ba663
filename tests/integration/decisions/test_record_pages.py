"""The pages of the record: decisions, actions, notes and minutes."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from committees.enums import WithholdingPolicy
from committees.models import TermsOfReference
from conflicts.enums import PublicationState
from conflicts.models import Interest
from decisions.actions import decisions, minutes
from decisions.actions.decisions import Resolution
from decisions.enums import Outcome
from decisions.models import Action, Decision, MinuteNote, Minutes
from meetings.actions import attendances, presence
from meetings.enums import Capacity, Part
from meetings.models import PresenceEvent
from tests.factories.decisions import opened_action
from tests.factories.meetings import ItemFactory
from tests.factories.people import UserFactory
from tests.integration.decisions.page_words import (  # noqa: F401 # fixtures
    get,
    item,
    post,
    posted,
    queries,
    scene,
    text_of,
)


pytestmark = pytest.mark.django_db


def test_decision_page_shows_what_it_stands_on(client, scene):
    item = scene.item(touches=scene.practice)
    scene.open()
    nurse = scene.user("Registered nurse")
    scene.declares(nurse)
    scene.treated(item, nurse.person, reason="Owns a share.")
    scene.leaves(nurse.person, item)
    decision = scene.decides(item)
    Interest.objects.update(publication=PublicationState.WITHHOLD)

    officers = text_of(get(client, scene.officer, "decisions:decision", decision.pk))
    members = text_of(
        get(client, scene.user("GP member"), "decisions:decision", decision.pk)
    )

    assert "At level 3 the CCG decides" in officers
    assert scene.practice.name in officers
    assert scene.practice.name not in members
    assert str(nurse.person) in members
    assert "Leave for the item" in members


def test_decision_page_and_minutes_say_what_was_needed_never_that_it_was_so(
    client, scene, item
):
    scene.open(scene.person("GP member"))
    decision = scene.decides(item, as_it_happened=True)
    minutes.write_out(gathering=scene.gathering, part=Part.ONE, by=scene.officer)

    page = text_of(get(client, scene.officer, "decisions:decision", decision.pk))
    told = text_of(
        get(client, scene.officer, "decisions:minutes", scene.gathering.pk, "1")
    )

    for text in (page, told):
        assert "Needed: a GP; none is counted." in text
        assert "A GP is present" not in text
    assert "Met" in page
    assert "At least three members with a vote are present. Found" in page


def test_correct_page_supersedes_and_links_both_ways(client, scene, item):
    scene.open()
    first = scene.decides(item)
    said = posted(scene, sittings=[scene.sittings[0].pk], wording="Deferred to July.")

    without = post(client, scene.officer, "decisions:correct", first.pk, **said)
    assert "Enter what was wrong" in text_of(without)
    response = post(
        client,
        scene.officer,
        "decisions:correct",
        first.pk,
        **said | {"outcome": Outcome.DEFERRED, "reason": "The wrong item."},
    )

    assert response.status_code == 302
    second = Decision.objects.current().get()
    assert second.wording == "Deferred to July."
    old = text_of(get(client, scene.officer, "decisions:decision", first.pk))
    new = text_of(get(client, scene.officer, "decisions:decision", second.pk))
    assert reverse("decisions:decision", args=[second.pk]) in old
    assert reverse("decisions:decision", args=[first.pk]) in new
    again = post(
        client,
        scene.officer,
        "decisions:correct",
        first.pk,
        **said | {"reason": "Again."},
    )
    assert "already replaces this one" in text_of(again)


def test_action_pages_open_and_close(client, scene, item):
    gp = scene.user("GP member")
    response = post(
        client,
        scene.officer,
        "decisions:action_add",
        item.pk,
        description="Write to the practice.",
        owner=gp.person_id,
        due_on_0="30",
        due_on_1="7",
        due_on_2="2016",
    )
    assert response.status_code == 302, response.context["form"].errors
    action = Action.objects.get()

    empty = post(client, gp, "decisions:action_close", action.pk, outcome="")
    assert "Enter what was done" in text_of(empty)
    done = post(client, gp, "decisions:action_close", action.pk, outcome="Wrote.")
    assert done.url == reverse("decisions:item", args=[item.pk])
    assert Action.objects.get().closed_by == gp


def test_action_page_offers_nobody_who_is_excluded(client, scene):
    item = scene.item(touches=scene.practice)
    nurse = scene.user("Registered nurse")
    scene.declares(nurse)
    scene.treated(item, nurse.person)

    page = text_of(get(client, scene.officer, "decisions:action_add", item.pk))

    assert f'value="{scene.person("GP member").pk}"' in page
    assert f'value="{nurse.person_id}"' not in page


def test_note_page_saves_and_shows_both_versions_of_a_stale_one(client, scene, item):
    first = post(
        client, scene.officer, "decisions:note", item.pk, words="Theirs.", revision=0
    )
    assert first.status_code == 302

    stale = post(
        client, scene.officer, "decisions:note", item.pk, words="Mine.", revision=0
    )
    said = text_of(stale)
    assert "Theirs." in said
    assert "Mine." in said
    assert MinuteNote.objects.get().words == "Theirs."
    hidden = re.search(r'<input[^>]*name="revision"[^>]*>', said)
    assert hidden is not None
    assert 'value="1"' in hidden.group()

    post(client, scene.officer, "decisions:note", item.pk, words="Both.", revision=1)
    assert MinuteNote.objects.get().words == "Both."


def test_minutes_page_withholds_per_reader(client, scene):
    item = scene.item(title="Premises in Romford", touches=scene.practice)
    nurse = scene.user("Registered nurse")
    scene.declares(nurse)
    scene.treated(item, nurse.person)
    scene.item(title="Finance report")
    issue_page = ("decisions:minutes", scene.gathering.pk, "1")

    whole = text_of(get(client, scene.user("GP member"), *issue_page))
    cut = text_of(get(client, nurse, *issue_page))

    assert "Premises in Romford" in whole
    assert "Premises in Romford" not in cut
    assert "Withheld from your copy" in cut
    assert "Finance report" in cut

    TermsOfReference.objects.update(withholding_policy=WithholdingPolicy.HIDE_TITLE)
    hidden = text_of(get(client, nurse, *issue_page))
    assert "Withheld from your copy" not in hidden
    assert "Finance report" in hidden


def test_minutes_file_is_refused_to_an_excluded_reader(client, scene):
    item = scene.item(touches=scene.practice)
    nurse = scene.user("Registered nurse")
    scene.declares(nurse)
    scene.treated(item, nurse.person)
    issue = minutes.write_out(
        gathering=scene.gathering, part=Part.ONE, by=scene.officer
    )

    refused = get(client, nurse, "decisions:minutes_file", issue.pk)
    given = get(client, scene.user("GP member"), "decisions:minutes_file", issue.pk)

    assert refused.status_code == 403
    assert "Read the minutes on their page instead" in text_of(refused)
    assert given["Content-Type"] == "application/pdf"
    assert given.body.startswith(b"%PDF-")
    page = text_of(get(client, nurse, "decisions:minutes", scene.gathering.pk, "1"))
    assert "Issue 1" not in page


def test_minutes_of_part_two_exist_only_for_those_who_were_in_it(client, scene):
    guest = UserFactory(password=None)
    attendances.attend(
        sitting=scene.sittings[0],
        person=guest.person,
        capacity=Capacity.OBSERVER,
        by=scene.officer,
    )
    scene.item()
    ItemFactory(gathering=scene.gathering, private=True, title="Commercial rents")
    issue = minutes.write_out(
        gathering=scene.gathering, part=Part.TWO, by=scene.officer
    )
    page = ("decisions:minutes", scene.gathering.pk, "2")

    assert "Commercial rents" in text_of(get(client, scene.officer, *page))
    assert get(client, guest, *page).status_code == 404
    assert get(client, guest, "decisions:minutes_file", issue.pk).status_code == 404
    public = get(client, guest, "decisions:minutes", scene.gathering.pk, "1")
    assert "Commercial rents" not in text_of(public)
    assert get(client, scene.officer, page[0], page[1], "3").status_code == 404


def test_minutes_page_shows_contradictions_to_officers_and_blocks(client, scene):
    item = scene.item(title="Premises in Romford")
    scene.open()
    scene.decides(item)
    gp = scene.person("GP member")
    presence.strike_out(event=PresenceEvent.objects.get(person=gp), by=scene.officer)
    page = ("decisions:minutes", scene.gathering.pk, "1")

    officers = text_of(get(client, scene.officer, *page))
    members = text_of(get(client, scene.user("Registered nurse"), *page))

    assert "The record contradicts itself" in officers
    assert f"{gp} was counted to the quorum" in officers
    assert "Write out an issue" not in officers
    assert "contradicts itself" not in members

    client.force_login(scene.officer)
    refused = client.post(
        reverse("decisions:minutes_write_out", args=page[1:]), follow=True
    )
    assert "no issue is written" in text_of(refused)
    assert not Minutes.objects.exists()


def test_minutes_page_queries_stay_the_same_with_twice_the_rows(client, scene):
    def fill(number):
        for _ in range(number):
            item = scene.item()
            scene.decides(item)
            opened_action(scene, item, scene.person("GP member"))
        minutes.write_out(gathering=scene.gathering, part=Part.ONE, by=scene.officer)

    scene.open()
    fill(2)
    page = ("decisions:minutes", scene.gathering.pk, "1")
    few = queries(client, scene.officer, *page)
    fill(2)

    assert queries(client, scene.officer, *page) == few


def test_decision_page_queries_stay_the_same_with_more_corrections(client, scene):
    item = scene.item()
    scene.open()
    first = scene.decides(item)
    second = decisions.correct(
        decision=first,
        resolution=Resolution(Outcome.NOTED, "Noted."),
        reason="Not decided.",
        by=scene.officer,
    )
    few = queries(client, scene.officer, "decisions:decision", second.pk)
    third = decisions.correct(
        decision=second,
        resolution=Resolution(Outcome.APPROVED, "Approved."),
        reason="Decided after all.",
        by=scene.officer,
    )

    assert queries(client, scene.officer, "decisions:decision", third.pk) == few


def test_item_page_leads_the_officer_to_the_next_item(client, scene, item):
    after = scene.item(title="Finance report")

    first = text_of(get(client, scene.officer, "decisions:item", item.pk))
    last = text_of(get(client, scene.officer, "decisions:item", after.pk))
    members = text_of(get(client, scene.user("GP member"), "decisions:item", item.pk))

    assert "Next item: 2 Finance report" in first
    assert "Next item" not in last
    assert "Finance report" not in members
