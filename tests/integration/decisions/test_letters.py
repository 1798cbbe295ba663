"""Letters about decisions: found by the officers of the meeting, and by nobody else."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from notices.enums import Status
from notices.models import Letter
from notices.registry import selection_for
from people import door
from people.actors import PUBLIC
from tests.factories.decisions import neighbour, world
from tests.factories.notices import LetterFactory
from tests.factories.people import UserFactory


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]


@pytest.fixture
def the_day():
    with time_machine.travel("2016-06-15 11:00", tick=False):
        yield


@pytest.fixture
def scene():
    return world(1)


def irregular(scene):
    """Let the committee decide without a quorum; return the guardian's letter."""
    item = scene.item()
    scene.open(*scene.everybody()[1:])
    decision = scene.decides(item, as_it_happened=True)
    return Letter.objects.get(about=f"decision:{decision.pk}")


def found_by(actor):
    return set(Letter.objects.filter(selection_for(actor)))


def test_officer_of_the_meeting_finds_and_manages(scene, client):
    letter = irregular(scene)
    client.force_login(scene.officer)

    listed = client.get(reverse("notices:letters")).content.decode()
    of_meeting = client.get(reverse("packs:letters", args=[scene.gathering.pk]))

    assert letter in found_by(scene.officer)
    assert str(letter.person) in listed
    assert str(letter.person) in of_meeting.content.decode()
    assert door.may(scene.officer, "manage", letter)
    assert client.get(letter.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    "who", ["officer elsewhere", "member", "public", "officer signed out for good"]
)
def test_nobody_else_finds_or_manages(scene, client, who):
    letter = irregular(scene)
    actor = {
        "officer elsewhere": neighbour,
        "member": lambda: scene.user("GP member"),
        "public": lambda: PUBLIC,
        "officer signed out for good": lambda: _ended(scene.officer),
    }[who]()

    assert letter not in found_by(actor)
    assert not door.may(actor, "manage", letter)
    if who in ("officer elsewhere", "member"):
        client.force_login(actor)
        assert client.get(letter.get_absolute_url()).status_code == 404
        page = client.get(reverse("packs:letters", args=[scene.gathering.pk]))
        assert page.status_code == (403 if who == "member" else 404)


def _ended(user):
    user.is_active = False
    user.save()
    return user


def test_letter_about_no_decision_is_nobodys(scene):
    letter = irregular(scene)

    assert not door.may(scene.officer, "manage", Letter(about="decision:0"))
    assert not door.may(scene.officer, "manage", Letter(about="ballot:1"))
    assert not door.may(UserFactory(person=None), "manage", letter)


def test_meeting_letters_same_number_of_queries(scene, client):
    irregular(scene)
    client.force_login(scene.officer)
    url = reverse("packs:letters", args=[scene.gathering.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(8):
        scene.decides(scene.item(title=f"Matter {number}"), as_it_happened=True)

    with CaptureQueriesContext(connection) as many:
        page = client.get(url).content.decode()

    assert len(many) == len(few)
    assert page.count("irregular".capitalize()) >= 9


def test_meeting_letters_of_many_are_counted_by_kind_first(scene, client):
    """Only what needs somebody is listed at once; the rest is one link away."""
    person = scene.person("GP member")
    about = f"gathering:{scene.gathering.pk}"
    for number in range(20):
        LetterFactory(
            kind="meeting_invited",
            about=about,
            person=person,
            occasion=f"calendar {number}",
            status=Status.PLANNED,
            subject=f"Invitation number {number}",
        )
    LetterFactory(
        kind="meeting_moved",
        about=about,
        person=person,
        status=Status.FAILED,
        claimed_at=clock.now(),
        reason="The mailbox is full.",
        subject="Moved to another day",
    )
    client.force_login(scene.officer)
    url = reverse("packs:letters", args=[scene.gathering.pk])

    first = client.get(url).content.decode()
    of_kind = client.get(url, {"kind": "meeting_moved"}).content.decode()
    every = client.get(url, {"status": ""}).content.decode()

    assert "Moved to another day" in first
    assert "Invitation number" not in first
    assert "Show all 21 letters of this meeting" in first
    assert "1 need you" in first
    assert "20 waiting" in first
    assert first.index("Meeting moved") < first.index("Meeting invited")
    assert "Moved to another day" in of_kind
    assert "Invitation number" not in of_kind
    assert 'id="id_kind" value="meeting_moved"' in of_kind
    assert every.count("Invitation number") == 20


def test_meeting_letters_none_yet(scene, client):
    client.force_login(scene.officer)

    page = client.get(reverse("packs:letters", args=[scene.gathering.pk]))

    assert "No letter has been planned for this meeting." in page.content.decode()
