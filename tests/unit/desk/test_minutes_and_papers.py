"""What needs officers after a meeting, and authors before it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from decisions.actions import approvals, minutes
from desk.facts.first_screen import desk_of
from meetings.actions import gatherings
from meetings.enums import GatheringState, PaperAvailability, Part
from meetings.models import ConflictRow
from publishing.actions.minutes import publish
from tests.factories.decisions import next_meeting, world
from tests.factories.meetings import PaperVersionFactory
from tests.factories.people import UserFactory


pytestmark = pytest.mark.django_db
TODAY = date(2016, 6, 20)


@pytest.fixture(autouse=True)
def _after_the_meeting(settings, tmp_path):
    settings.QUORATE_TODAY = TODAY
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def scene():
    scene = world(2)
    scene.item()
    scene.open()
    scene.gathering = gatherings.advance(
        gathering=scene.gathering, to=GatheringState.HELD, by=scene.officer
    )
    return scene


def titles(user):
    return [
        one.title
        for one in desk_of(user, TODAY).tasks
        if "minutes" in one.title or "paper" in one.title
    ]


def written(scene, part=Part.ONE):
    minutes.write_out(gathering=scene.gathering, part=part, by=scene.officer)


def approve(scene):
    later = next_meeting(scene)
    item = later.item(title="Minutes of the last meeting")
    approvals.approve(
        gathering=scene.gathering,
        part=Part.ONE,
        decisions=[later.decides(item, which=which) for which in range(2)],
        by=scene.officer,
    )
    scene.gathering.refresh_from_db()


def test_minutes_are_written_then_approved_then_published_then_done(scene):
    label = Part.ONE.label.lower()
    assert titles(scene.officer) == [f"Write out the minutes: {label}"]

    written(scene)
    assert titles(scene.officer) == [f"Have the minutes approved: {label}"]

    approve(scene)
    assert titles(scene.officer) == ["Publish the minutes"]

    publish(gathering=scene.gathering, by=scene.officer)
    assert titles(scene.officer) == []


def test_minutes_of_each_part_are_asked_for_on_their_own(scene):
    scene.item(part=Part.TWO, private_ground="Commercial.")
    written(scene)

    assert titles(scene.officer) == [
        f"Have the minutes approved: {Part.ONE.label.lower()}",
        f"Write out the minutes: {Part.TWO.label.lower()}",
    ]


def test_minutes_are_asked_of_record_keepers_alone(scene):
    assert titles(scene.user("Lay chair")) == []
    assert titles(scene.user("GP member")) == []


def test_minutes_and_papers_take_the_same_queries_with_twice_the_rows(scene):
    def count():
        with CaptureQueriesContext(connection) as asked:
            desk_of(scene.officer, TODAY)
        return len(asked)

    few = count()
    for _ in range(2):
        later = next_meeting(scene)
        later.item()
        gatherings.advance(
            gathering=later.gathering, to=GatheringState.HELD, by=scene.officer
        )

    assert count() == few


@pytest.fixture
def author():
    return UserFactory(password=None)


@pytest.fixture
def announced(settings):
    settings.QUORATE_TODAY = date(2016, 6, 1)
    return world(1)


def to_hand_in(user):
    return [
        one for one in desk_of(user, date(2016, 6, 1)).tasks if "paper" in one.title
    ]


def led(scene, author, **fields):
    return scene.item(
        lead=author.person,
        title="Quality dashboard",
        **{"availability": PaperAvailability.TO_FOLLOW, **fields},
    )


def test_author_is_asked_for_a_paper_until_it_is_there(announced, author):
    item = led(announced, author)

    (task,) = to_hand_in(author)
    PaperVersionFactory(paper__item=item)

    assert task.title == "Hand in your paper: Quality dashboard"
    assert task.url == reverse("meetings:paper_add", args=[item.pk])
    assert to_hand_in(author) == []


@pytest.mark.parametrize(
    "fields",
    [{"availability": PaperAvailability.VERBAL}, {"is_withdrawn": True}],
    ids=["verbal", "withdrawn"],
)
def test_author_is_asked_for_no_paper_that_does_not_come(announced, author, fields):
    led(announced, author, **fields)

    assert to_hand_in(author) == []


def test_author_with_an_interest_is_not_led_to_what_is_kept_from_them(
    announced, author
):
    item = led(announced, author)
    ConflictRow.objects.create(
        item=item,
        sitting=announced.sittings[0],
        person=author.person,
    )

    assert to_hand_in(author) == []
