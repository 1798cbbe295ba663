"""Pages: the guardian advises, the officer records it, the chair reads it."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.actions.advice import advise
from meetings.actions.conflict_rows import add_by_hand, settle_items
from meetings.models import ConflictAdvice
from tests.factories.decisions import neighbour, world
from tests.factories.people import UserFactory


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]
WORDS = "The tie is remote: let them stay."


@pytest.fixture
def the_day():
    with time_machine.travel("2016-06-15 11:00", tick=False):
        yield


@pytest.fixture
def scene():
    return world(2)


@pytest.fixture
def guardian(scene):
    return UserFactory(person=scene.guardian, password=None)


@pytest.fixture
def item(scene):
    gp = scene.user("GP member")
    scene.declares(gp)
    item = scene.item(
        touches=scene.practice, lead=gp.person, title="Premises in Romford"
    )
    settle_items([item])
    return item


def page(scene, name, *args):
    return reverse(f"meetings:{name}", args=[scene.gathering.pk, *args])


def advice_page(scene, item):
    return page(scene, "conflict_advise", item.pk, scene.person("GP member").pk)


def get(client, user, url):
    client.force_login(user)
    return client.get(url)


def text_of(response):
    return response.content.decode()


def stamps(scene, item):
    return [f"{row.pk}.{row.revision}" for row in scene.rows(item)]


def test_page_by_role(client, scene, guardian, item):
    url = advice_page(scene, item)
    expected = {
        "neighbour": (neighbour(), 404),
        "member": (scene.user("Registered nurse"), 403),
        "in conflict": (scene.user("GP member"), 403),
        "chair": (scene.user("Lay chair"), 403),
        "guardian": (guardian, 200),
        "officer": (scene.officer, 200),
    }
    for role, (user, code) in expected.items():
        assert get(client, user, url).status_code == code, role
    client.logout()
    assert client.get(url).status_code == 302
    client.force_login(scene.officer)
    assert client.get(advice_page(scene, scene.item())).status_code == 404


def test_guardian_advises_and_the_chair_reads_it(client, scene, guardian, item):
    listed = text_of(get(client, guardian, page(scene, "conflicts")))
    assert "Advise the chair" in listed
    url = advice_page(scene, item)

    empty = text_of(client.post(url, {"rows": stamps(scene, item), "reason": ""}))
    assert "Enter what is advised" in empty
    none = text_of(client.post(url, {"reason": WORDS}))
    assert "Select at least one committee" in none
    assert WORDS in none
    assert not ConflictAdvice.objects.exists()
    client.post(url, {"rows": stamps(scene, item), "reason": WORDS})

    assert ConflictAdvice.objects.count() == 2
    chair = scene.user("Lay chair")
    gp = scene.person("GP member")
    for address in (
        page(scene, "conflicts"),
        page(scene, "conflict_treat", item.pk, gp.pk),
        page(scene, "brief"),
    ):
        said = text_of(get(client, chair, address))
        assert said.count(WORDS) == 1
        assert str(scene.guardian) in said


def test_who_is_kept_from_the_item_reads_no_advice(client, scene, guardian, item):
    vice = scene.user("Lay vice chair")
    advise(rows=scene.rows(item), words=WORDS, by=guardian)
    assert WORDS in text_of(get(client, vice, page(scene, "conflicts")))
    add_by_hand(
        item=item,
        sitting=scene.sittings[0],
        person=vice.person,
        words="Owns the building.",
        by=scene.officer,
    )

    for address in (page(scene, "conflicts"), page(scene, "brief")):
        assert WORDS not in text_of(get(client, vice, address))


def test_officer_records_whose_advice_it_is(client, scene, item):
    url = advice_page(scene, item)
    client.force_login(scene.officer)
    typed = {"rows": stamps(scene, item), "reason": WORDS}

    missing = text_of(client.post(url, typed))
    assert "Select the guardian who gave it" in missing
    assert "Select how the advice reached you" in missing
    client.post(
        url,
        {
            **typed,
            "ruled_by": scene.guardian.pk,
            "source": "telephone",
            "ruled_on_0": "14",
            "ruled_on_1": "6",
            "ruled_on_2": "2016",
        },
    )

    assert {one.advisor for one in ConflictAdvice.objects.all()} == {scene.guardian}


def test_queries_stay_the_same_with_more_advice(client, scene, guardian, item):
    client.force_login(guardian)
    counted = []
    for turn in range(2):
        advise(rows=scene.rows(item), words=f"{WORDS} {turn}", by=guardian)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(advice_page(scene, item)).status_code == 200
        counted.append(len(asked))

    assert counted[0] == counted[1]
