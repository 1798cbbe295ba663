"""Pages: what an item continues, the same again in one tap, and who contributed."""

from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse

from meetings.actions.conflict_rows import settle_items
from meetings.actions.lineage import continue_from
from meetings.enums import PaperHandling, Participation
from meetings.models import ConflictRow
from tests.factories.conflicts import recorded
from tests.factories.decisions import neighbour, next_meeting, world
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
def later(scene, gp):
    """Return the next meeting, with an item that may continue one ruled on before."""
    first = scene.item(scene.sittings[0], touches=scene.practice, title="Premises")
    scene.treated(
        first,
        gp.person,
        participation=Participation.STAY_NO_VOTE,
        papers=PaperHandling.GIVEN,
        reason="A partner.",
    )
    following = next_meeting(scene)
    item = following.item(following.sittings[0], touches=scene.practice)
    settle_items([item])
    following.items = (first, item)
    return following


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize("name", ["item_earlier", "contributors"])
def test_pages_by_role(client, later, name):
    url = reverse(f"meetings:{name}", args=[later.items[1].pk])
    for user, code in (
        (neighbour(), 404),
        (later.user("Registered nurse"), 403),
        (later.user("Lay chair"), 403),
        (later.officer, 200),
    ):
        client.force_login(user)
        assert client.get(url).status_code == code


def test_officer_says_what_an_item_continues(client, later):
    first, item = later.items
    url = reverse("meetings:item_earlier", args=[item.pk])
    client.force_login(later.officer)

    wrong = text_of(client.post(url, {"earlier": item.pk}))
    page = text_of(client.post(url, {"earlier": first.pk}, follow=True))

    assert "Select a valid choice" in wrong
    assert f'Continues <a href="/items/{first.pk}/">' in page


def test_item_of_a_first_meeting_has_nothing_to_continue(client, scene):
    client.force_login(scene.officer)

    page = text_of(client.get(reverse("meetings:item_earlier", args=[scene.item().pk])))

    assert "no earlier meeting with items on record" in page


def test_chair_rules_the_same_again_in_one_tap(client, later, gp):
    first, item = later.items
    continue_from(item=item, earlier=first, by=later.officer)
    chair = later.user("Lay chair")
    client.force_login(chair)
    listed = text_of(
        client.get(reverse("meetings:conflicts", args=[later.gathering.pk]))
    )
    assert "When this matter was taken before, on 15 June 2016" in listed
    assert "The same again" in listed
    (row,) = ConflictRow.objects.filter(item=item)
    url = reverse(
        "meetings:conflict_treat", args=[later.gathering.pk, item.pk, gp.person_id]
    )
    form = client.get(url).context["treatment_form"]
    assert form.initial["participation"] == Participation.STAY_NO_VOTE

    client.post(
        url,
        {
            "rows": [f"{row.pk}.{row.revision}"],
            "participation": Participation.STAY_NO_VOTE,
            "papers": PaperHandling.GIVEN,
            "reason": "As ruled for 15 June 2016: A partner.",
        },
    )

    row.refresh_from_db()
    assert (row.ruled_by, row.participation) == (
        chair.person,
        Participation.STAY_NO_VOTE,
    )


def test_officer_sees_what_was_ruled_and_no_tap(client, later):
    first, item = later.items
    continue_from(item=item, earlier=first, by=later.officer)
    client.force_login(later.officer)

    listed = text_of(
        client.get(reverse("meetings:conflicts", args=[later.gathering.pk]))
    )

    assert "When this matter was taken before" in listed
    assert "The same again" not in listed


def test_cover_sheet_says_that_a_reviewer_has_an_interest(client, later):
    item = later.items[1]
    reviewer = PersonFactory()
    recorded(person=reviewer, by=later.officer, organisation=later.practice)
    url = reverse("meetings:contributors", args=[item.pk])
    client.force_login(later.officer)

    missing = text_of(client.post(url, {"person": ""}))
    client.post(url, {"person": reviewer.pk, "role": "reviewer"})

    assert "Select the person" in missing
    page = text_of(client.get(reverse("meetings:item", args=[item.pk])))
    assert f"{reviewer} (reviewed or cleared a paper): has an interest" in page
    assert later.practice.name in page
    client.force_login(later.user("Registered nurse"))
    read = text_of(client.get(reverse("meetings:item", args=[item.pk])))
    assert "on which the chair has not ruled" in read
    assert "is a partner in" not in read


def test_contributor_is_taken_off(client, later):
    item = later.items[1]
    client.force_login(later.officer)
    client.post(
        reverse("meetings:contributors", args=[item.pk]),
        {"person": PersonFactory().pk, "role": "presenter"},
    )
    named = item.contributors.get()

    response = client.post(
        reverse("meetings:contributor_strike", args=[item.pk, named.pk])
    )

    assert response.status_code == 302
    assert not item.contributors.exists()
