"""Pages of standing rulings: those of a committee, a new one, its end, opening out."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conflicts.enums import TieWay
from meetings.actions.conflict_rows import settle_items
from meetings.enums import PaperHandling, Participation, SubjectRole
from meetings.models import StandingRuling
from tests.factories.decisions import neighbour, world
from tests.factories.people import UserFactory


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]


@pytest.fixture
def the_day():
    with time_machine.travel("2016-06-01 11:00", tick=False):
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
def item(scene, gp):
    """Return an item that the conflicted GP leads: a row for each committee."""
    item = scene.item(touches=scene.practice, lead=gp.person, title="Premises")
    settle_items([item])
    return item


@pytest.fixture
def guardian(scene):
    return UserFactory(person=scene.guardian, password=None)


def listed(scene):
    return reverse("meetings:standing_rulings", args=[scene.committees[0].slug])


def new(scene):
    return reverse("meetings:standing_make", args=[scene.committees[0].slug])


def ending(scene, number=1):
    return reverse("meetings:standing_end", args=[scene.committees[0].slug, number])


def conflicts(scene):
    return reverse("meetings:conflicts", args=[scene.gathering.pk])


def said(scene, **other):
    return {
        "committees": [one.pk for one in scene.committees],
        "ways": [TieWay.OWN],
        "roles": [SubjectRole.APPLICANT],
        "unless_roles": [SubjectRole.BIDDER],
        "directness": "any",
        "no_nearer_than": "direct",
        "participation": Participation.TAKE_PART,
        "papers": PaperHandling.GIVEN,
        "reason": "Shared by nearly everybody at the table.",
        "from_on_0": "1",
        "from_on_1": "6",
        "from_on_2": "2016",
        **other,
    }


def text_of(response):
    return response.content.decode()


def test_pages_by_role(client, scene):
    expected = {
        "neighbour": (neighbour(), 404, 404),
        "member": (scene.user("Registered nurse"), 200, 403),
        "vice chair": (scene.user("Lay vice chair"), 200, 403),
        "chair": (scene.user("Lay chair"), 200, 200),
        "guardian": (UserFactory(person=scene.guardian, password=None), 200, 200),
        "officer": (scene.officer, 200, 200),
    }
    for role, (user, list_code, form_code) in expected.items():
        client.force_login(user)
        assert client.get(listed(scene)).status_code == list_code, role
        assert client.get(new(scene)).status_code == form_code, role
    client.logout()
    assert client.get(listed(scene)).status_code == 302


def test_list_without_a_ruling_says_so(client, scene):
    client.force_login(scene.officer)

    assert "There is no standing ruling" in text_of(client.get(listed(scene)))


def test_guardian_makes_one_ruling_for_both_committees(client, scene, item, guardian):
    client.force_login(guardian)

    response = client.post(new(scene), said(scene), follow=True)

    page = text_of(response)
    assert "Standing ruling 1 is made: 2 conflicts fall under it now." in page
    assert "Shared by nearly everybody at the table." in page
    folded = text_of(client.get(conflicts(scene)))
    assert "1 under standing ruling 1: note and take part" in folded
    assert "Rule on this conflict" not in folded
    assert "1 under standing ruling 1" in text_of(
        client.get(reverse("meetings:gathering", args=[scene.gathering.pk]))
    )


def test_bad_input_keeps_what_was_typed(client, scene, guardian):
    client.force_login(guardian)

    response = client.post(
        new(scene), said(scene, ways=[], participation="", from_on_1="13")
    )

    page = text_of(response)
    assert response.status_code == 200
    assert "Select at least one kind of tie" in page
    assert "Select what the person should do" in page
    assert "Shared by nearly everybody at the table." in page
    assert not StandingRuling.objects.exists()


def test_refused_ruling_is_a_sentence_on_the_form(client, scene, guardian):
    client.force_login(guardian)

    page = text_of(
        client.post(new(scene), said(scene, participation=Participation.NOT_ATTEND))
    )

    assert "Withhold the papers, or choose another treatment." in page


def test_officer_is_asked_whose_ruling_it_is(client, scene):
    client.force_login(scene.officer)

    page = text_of(client.post(new(scene), said(scene)))
    assert "Select the guardian or chair who ruled" in page
    response = client.post(
        new(scene),
        said(
            scene,
            ruled_by=scene.guardian.pk,
            source="email",
            ruled_on_0="30",
            ruled_on_1="5",
            ruled_on_2="2016",
        ),
    )

    assert response.status_code == 302, response.context["form"].errors
    assert StandingRuling.objects.get().ruled_by == scene.guardian


def test_changing_begins_with_what_was_ruled(client, scene, item, guardian):
    client.force_login(guardian)
    client.post(new(scene), said(scene))

    page = client.get(f"{new(scene)}?replaces=1")
    assert page.context["form"].initial["reason"].startswith("Shared by nearly")
    client.post(
        f"{new(scene)}?replaces=1",
        said(scene, participation=Participation.STAY_NO_VOTE),
    )

    assert [one.number for one in StandingRuling.objects.filter(withdrawn_on=None)] == [
        2
    ]
    assert client.get(f"{new(scene)}?replaces=9").status_code == 404


def test_ending_says_why_and_lists_it_as_ended(client, scene, item, guardian):
    client.force_login(guardian)
    client.post(new(scene), said(scene))

    assert "Enter the reason" in text_of(client.post(ending(scene), {"reason": ""}))
    response = client.post(ending(scene), {"reason": "It now bids."}, follow=True)

    page = text_of(response)
    assert "Standing ruling 1 has ended" in page
    assert "It now bids." in page
    assert "1 conflict waits for a ruling" in text_of(client.get(conflicts(scene)))
    again = text_of(client.post(ending(scene), {"reason": "Again."}))
    assert "This ruling was withdrawn before." in again
    assert client.get(ending(scene, 7)).status_code == 404


def test_chair_opens_one_out(client, scene, item, guardian):
    client.force_login(guardian)
    client.post(new(scene), said(scene))
    url = reverse("meetings:conflicts_open_out", args=[scene.gathering.pk])
    client.force_login(scene.user("Lay chair"))

    nothing = text_of(client.post(url, {}, follow=True))
    stamps = ",".join(f"{row.pk}.{row.revision}" for row in scene.rows(item))
    assert f'value="{stamps}"' in text_of(client.get(conflicts(scene)))
    opened = text_of(client.post(url, {"rows": [stamps]}, follow=True))

    assert "Nothing was opened out" in nothing
    assert "Opened out: each waits for a ruling of its own." in opened
    assert "Rule on this conflict" in opened


def test_open_out_by_others(client, scene, item, gp, guardian):
    client.force_login(guardian)
    client.post(new(scene), said(scene))
    url = reverse("meetings:conflicts_open_out", args=[scene.gathering.pk])
    stamps = ",".join(f"{row.pk}.{row.revision}" for row in scene.rows(item))

    refused = text_of(client.post(url, {"rows": [stamps]}, follow=True))
    assert "Only the chair of" in refused
    for user, code in ((gp, 403), (neighbour(), 404)):
        client.force_login(user)
        assert client.post(url, {"rows": [stamps]}).status_code == code


def test_list_asks_as_many_questions_for_twice_the_rulings(client, scene, guardian):
    client.force_login(guardian)
    asked = []
    for _ in range(2):
        client.post(new(scene), said(scene))
        with CaptureQueriesContext(connection) as queries:
            client.get(listed(scene))
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_folded_list_asks_as_many_questions_for_twice_the_rows(
    client, scene, item, gp, guardian
):
    client.force_login(guardian)
    client.post(new(scene), said(scene))
    asked = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(conflicts(scene))
        asked.append(len(queries))
        for _ in range(2):
            more = scene.item(touches=scene.practice, lead=gp.person)
            settle_items([more])

    assert asked[0] == asked[1]
