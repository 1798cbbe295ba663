"""The conflict matrix as a page: an answer for each committee, for the right eyes."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commissioning.enums import PostRole
from meetings.actions.conflict_rows import add_by_hand, settle_items
from meetings.models import ConflictRow
from tests.factories.committees import CcgFactory, user_with_post
from tests.factories.decisions import world


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]


@pytest.fixture
def the_day():
    with time_machine.travel("2016-06-15 11:00", tick=False):
        yield


@pytest.fixture
def scene():
    return world(2)


@pytest.fixture
def item(scene):
    gp = scene.user("GP member")
    scene.declares(gp)
    item = scene.item(
        touches=scene.practice, lead=gp.person, title="Premises in Romford"
    )
    settle_items([item])
    return item


def get(client, user, scene):
    client.force_login(user)
    return client.get(reverse("meetings:conflict_matrix", args=[scene.gathering.pk]))


def test_matrix_shows_each_committees_own_answer(client, scene, item):
    first, second = scene.sittings
    scene.rules(scene.rows(item)[:1])

    text = get(client, scene.officer, scene).content.decode()

    assert "1 of the conflicts below waits for a ruling" in text
    assert f"{first.committee.short_name}: <strong" in text
    assert f"{second.committee.short_name}: <strong" in text
    assert "Leave for the item" in text
    assert "papers withheld" in text
    assert "Waiting for the chair" in text
    row = ConflictRow.objects.first()
    address = reverse("meetings:conflicts", args=[scene.gathering.pk])
    assert f'href="{address}#conflict-{item.pk}-{row.person_id}"' in text
    listed = client.get(address).content.decode()
    assert f'id="conflict-{item.pk}-{row.person_id}"' in listed


def test_matrix_without_conflicts_says_so(client, scene):
    scene.item(title="Finance report")

    text = get(client, scene.officer, scene).content.decode()

    assert "No conflict of interest was found" in text
    assert "<table" not in text


def test_matrix_is_for_those_who_review(client, scene, item):
    assert get(client, scene.user("GP member"), scene).status_code == 403
    assert get(client, user_with_post(CcgFactory()), scene).status_code == 404
    body = scene.sittings[0].committee.organisations.get()
    guardian = user_with_post(body, PostRole.GUARDIAN)
    assert get(client, guardian, scene).status_code == 200


def test_matrix_asks_no_more_for_more_conflicts(client, scene, item):
    get(client, scene.officer, scene)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert get(client, scene.officer, scene).status_code == 200
        counts.append(len(asked))
        another = scene.item(touches=scene.practice, title="Branch in Hornchurch")
        settle_items([another])
        for title in ("Registered nurse", "Lay vice chair"):
            add_by_hand(
                item=another,
                sitting=scene.sittings[0],
                person=scene.user(title).person,
                words="Their sister manages the branch",
                by=scene.officer,
            )
    assert counts[0] == counts[1]
