"""The pages of an item in the room: who may open them, and deciding on them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from decisions.actions import minutes
from decisions.enums import Effect, Method
from decisions.models import Decision, Minutes
from meetings.actions import attendances
from meetings.enums import Capacity, Part
from tests.factories.decisions import neighbour, opened_action
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


def pages_of(scene, item):
    """Return every address of the room, in a meeting that has one of everything."""
    scene.open()
    decision = scene.decides(item)
    action = opened_action(scene, item, scene.person("GP member"))
    issue = minutes.write_out(
        gathering=scene.gathering, part=Part.ONE, by=scene.officer
    )
    return [
        ("decisions:item", item.pk),
        ("decisions:decision", decision.pk),
        ("decisions:correct", decision.pk),
        ("decisions:action_add", item.pk),
        ("decisions:action_close", action.pk),
        ("decisions:note", item.pk),
        ("decisions:minutes", scene.gathering.pk, "1"),
        ("decisions:minutes_file", issue.pk),
    ]


def test_every_page_opens_for_the_officer_and_for_no_outsider(client, scene, item):
    stranger = neighbour()

    for page in pages_of(scene, item):
        assert get(client, scene.officer, *page).status_code == 200, page
        assert get(client, stranger, *page).status_code == 404, page
        client.logout()
        assert client.get(reverse(page[0], args=page[1:])).status_code == 302, page


def test_officers_pages_are_closed_to_members(client, scene, item):
    nurse = scene.user("Registered nurse")
    open_to_members = {"decisions:item", "decisions:decision", "decisions:minutes"}
    open_to_members.add("decisions:minutes_file")

    for page in pages_of(scene, item):
        expected = 200 if page[0] in open_to_members else 403
        assert get(client, nurse, *page).status_code == expected, page


@pytest.mark.parametrize("name", ["decisions:minutes_write_out"])
def test_write_out_by_url_is_for_officers_alone(client, scene, item, name):
    args = (scene.gathering.pk, "1")

    assert post(client, neighbour(), name, *args).status_code == 404
    assert post(client, scene.user("GP member"), name, *args).status_code == 403
    assert get(client, scene.officer, name, *args).status_code == 405
    assert not Minutes.objects.exists()


def test_item_page_records_for_both_committees(client, scene, item):
    scene.open()

    response = post(client, scene.officer, "decisions:item", item.pk, **posted(scene))

    assert response.status_code == 302
    assert Decision.objects.filter(effect=Effect.EFFECTIVE).count() == 2
    page = text_of(get(client, scene.officer, "decisions:item", item.pk))
    assert page.count("The premises are approved.") == 2
    assert "Record the decision" not in page


def test_item_page_records_for_all_or_none(client, scene, item):
    scene.open(scene.person("GP member", 1))

    response = post(client, scene.officer, "decisions:item", item.pk, **posted(scene))

    assert response.status_code == 200
    assert not Decision.objects.exists()
    said = text_of(response)
    assert f"{scene.committees[1].short_name}: There was no quorum" in said
    assert "Record it as it happened" in said


def test_item_page_offers_the_irregular_way_only_after_a_refusal(client, scene, item):
    scene.open(scene.person("GP member"))
    first = text_of(get(client, scene.officer, "decisions:item", item.pk))
    assert "Record it as it happened" not in first

    said = posted(scene, sittings=[scene.sittings[0].pk])
    refused = post(client, scene.officer, "decisions:item", item.pk, **said)
    assert "Record it as it happened" in text_of(refused)

    post(
        client,
        scene.officer,
        "decisions:item",
        item.pk,
        **said,
        as_it_happened="on",
    )
    decision = Decision.objects.get()
    assert decision.effect == Effect.IRREGULAR
    assert "Irregular: no effect" in text_of(
        get(client, scene.officer, "decisions:item", item.pk)
    )


def test_item_page_missing_words_offer_nothing_irregular(client, scene, item):
    scene.open()

    response = post(
        client, scene.officer, "decisions:item", item.pk, **posted(scene, wording="")
    )

    assert "Enter the words of the decision" in text_of(response)
    assert "Record it as it happened" not in text_of(response)


def test_item_page_second_click_changes_nothing(client, scene, item):
    scene.open()
    said = posted(scene)
    post(client, scene.officer, "decisions:item", item.pk, **said)

    response = post(client, scene.officer, "decisions:item", item.pk, **said)

    assert response.status_code == 302
    assert Decision.objects.count() == 2


def test_item_page_one_decided_meanwhile_is_told(client, scene, item):
    scene.open()
    scene.decides(item, 0)

    response = post(client, scene.officer, "decisions:item", item.pk, **posted(scene))

    assert "has decided the item already" in text_of(response)
    assert Decision.objects.count() == 1


def test_item_page_untreated_conflict_leads_to_the_ruling(client, scene):
    item = scene.item(touches=scene.practice)
    scene.open()
    nurse = scene.user("Registered nurse")
    scene.declares(nurse)

    response = post(client, scene.officer, "decisions:item", item.pk, **posted(scene))

    said = text_of(response)
    assert f"The chair has not ruled on the conflict of {nurse.person}" in said
    treat = reverse(
        "meetings:conflict_treat",
        args=[scene.gathering.pk, item.pk, nurse.person_id],
    )
    assert treat in said


def test_item_page_counts_votes_for_one_committee_at_a_time(client, scene, item):
    scene.open()
    votes = {"votes_for": 4, "votes_against": 1, "method": Method.VOTE}

    both = post(
        client, scene.officer, "decisions:item", item.pk, **posted(scene, **votes)
    )
    assert "counted for one committee at a time" in text_of(both)
    none = post(
        client,
        scene.officer,
        "decisions:item",
        item.pk,
        **posted(scene, method=Method.VOTE, sittings=[scene.sittings[0].pk]),
    )
    assert "Enter how many voted for" in text_of(none)

    post(
        client,
        scene.officer,
        "decisions:item",
        item.pk,
        **posted(scene, **votes, sittings=[scene.sittings[0].pk]),
    )
    assert Decision.objects.get().votes_for == 4


def test_item_page_before_the_meeting_and_of_a_withdrawn_item(client, scene, item):
    before = text_of(get(client, scene.officer, "decisions:item", item.pk))
    assert reverse("meetings:room", args=[scene.gathering.pk]) in before
    assert "Open the meeting" in before

    withdrawn = scene.item(is_withdrawn=True)
    page = get(client, scene.officer, "decisions:item", withdrawn.pk)
    assert "was withdrawn" in text_of(page)
    assert (
        post(client, scene.officer, "decisions:item", withdrawn.pk).status_code == 403
    )


def test_item_page_of_part_two_is_404_to_who_only_attends(client, scene):
    guest = UserFactory(password=None)
    attendances.attend(
        sitting=scene.sittings[0],
        person=guest.person,
        capacity=Capacity.OBSERVER,
        by=scene.officer,
    )
    private = ItemFactory(gathering=scene.gathering, private=True)

    assert get(client, guest, "decisions:item", private.pk).status_code == 404


def test_item_page_queries_stay_the_same_with_twice_the_rows(client, scene):
    item = scene.item(touches=scene.practice)
    scene.open()
    titles = ("GP member", "Registered nurse", "Lay vice chair", "Healthwatch")
    users = [scene.user(title) for title in titles]
    for user in users[:2]:
        scene.declares(user)
        scene.treated(item, user.person)
        opened_action(scene, item, scene.officer.person)
    few = queries(client, scene.officer, "decisions:item", item.pk)

    for user in users[2:]:
        scene.declares(user)
        scene.treated(item, user.person)
        opened_action(scene, item, scene.officer.person)
    for _ in range(4):
        scene.leaves(scene.person("GP member"), scene.item())

    assert queries(client, scene.officer, "decisions:item", item.pk) == few
