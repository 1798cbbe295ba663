"""What decisions and minutes say of a conflict that came to light afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.errors import RuleBroken
from decisions.actions import decisions, minutes
from decisions.actions.decisions import Resolution
from decisions.enums import Effect, Outcome
from decisions.facts.contradictions import contradictions_in
from decisions.facts.minutes import minutes_sections
from meetings.actions import presence
from meetings.enums import GatheringState, Part, Place, PresenceKind
from meetings.facts.room import room_of
from meetings.models import Gathering
from tests.factories.decisions import OPENED, world


pytestmark = pytest.mark.django_db

HEADING = "A conflict came to light afterwards"


@pytest.fixture
def scene():
    return world(2)


@pytest.fixture
def gp(scene):
    return scene.user("GP member")


@pytest.fixture
def item(scene, gp):
    """Return an item both committees decided; then the GP's tie came to light."""
    item = scene.item(touches=scene.practice)
    with time_machine.travel(OPENED, tick=False):
        scene.open()
        for which in range(2):
            scene.decides(item, which)
    Gathering.objects.filter(pk=scene.gathering.pk).update(state=GatheringState.HELD)
    scene.gathering.refresh_from_db()
    with time_machine.travel("2016-06-20 09:00", tick=False):
        scene.declares(gp)
        presence.record(
            gathering=scene.gathering,
            person=gp.person,
            kind=PresenceKind.IN,
            place=Place.TABLE,
            happened_at=OPENED + timedelta(minutes=1),
            by=scene.officer,
        )
        yield item


def page_of(client, user, name, *args):
    client.force_login(user)
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def test_pages_say_it_at_the_decision_of_that_committee_alone(client, scene, gp, item):
    first, second = item.decisions.order_by("sitting__position")

    of_first = page_of(client, scene.officer, "decisions:decision", first.pk)
    of_second = page_of(client, scene.officer, "decisions:decision", second.pk)
    of_item = page_of(client, scene.officer, "decisions:item", item.pk)

    assert HEADING in of_first
    assert f"{gp.person} was counted, and has a conflict of interest" in of_first
    assert "came to light on 20 June 2016" in of_first
    assert HEADING not in of_second
    assert of_item.count(HEADING) == 1


def test_item_page_takes_the_same_queries_with_and_without(client, scene, gp, item):
    url = reverse("decisions:item", args=[item.pk])
    client.force_login(scene.officer)

    def count():
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    few = count()
    rows = scene.rows(item)
    rows[0].pk, rows[0].person = None, scene.person("Registered nurse")
    rows[0].save()

    # The new row has no ground: the one look-up for all rows is the same.
    assert count() == few


def test_minutes_warn_and_say_it_until_the_decision_is_corrected(scene, gp, item):
    room = room_of(scene.gathering)
    (found,) = contradictions_in(room, Part.ONE)
    said = minutes_sections(scene.gathering, Part.ONE)["items"][0]["conflicts"]

    assert "was counted to the quorum" in found.sentence
    assert "came to light afterwards, and nobody had ruled on it" in found.sentence
    assert "After the meeting it came to light" in said[0]
    assert said[0].startswith(scene.committees[0].short_name)
    with pytest.raises(RuleBroken):
        minutes.write_out(gathering=scene.gathering, part=Part.ONE, by=scene.officer)


def test_correcting_it_leaves_it_without_effect(scene, gp, item):
    first = item.decisions.get(sitting=scene.sittings[0])
    said = {
        "decision": first,
        "resolution": Resolution(Outcome.APPROVED, "The premises are approved."),
        "reason": "The GP's interest was not known.",
        "by": scene.officer,
    }
    scene.rules(scene.rows(item))
    row = scene.rows(item)[0]
    row.ruled_on = row.found_late_at.date()
    row.save()

    with pytest.raises(RuleBroken) as refused:
        decisions.correct(**said)
    corrected = decisions.correct(**said, as_it_happened=True)

    assert "came to light after the meeting" in refused.value.verdict.reason
    assert corrected.effect == Effect.IRREGULAR
    codes = {one["code"] for one in corrected.irregularities}
    assert "conflict_found_late" in codes
    first.refresh_from_db()
    assert first.effect == Effect.EFFECTIVE
    assert contradictions_in(room_of(scene.gathering), Part.ONE) == []
