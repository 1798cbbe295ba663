"""The pages that fill up as a meeting goes on, with something on each: axe, two widths."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from decisions.actions import minutes
from decisions.enums import Outcome
from meetings.actions import gatherings
from meetings.enums import GatheringState, Moment, Part
from tests.factories.decisions import opened_action, world


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def held(settings, tmp_path):
    """A ruling, a member out for one item, decisions unlike each other, minutes."""
    settings.QUORATE_TODAY = date(2016, 6, 15)
    settings.MEDIA_ROOT = tmp_path
    scene = world(3)
    gp = scene.user("GP member")
    item = scene.item(touches=scene.practice, title="Extended access hub")
    other = scene.item(title="Improvement grants", touches_nobody=True)
    scene.declares(gp)
    scene.treated(item, gp.person)
    scene.open()
    scene.leaves(gp.person, item)
    scene.returns(gp.person, item, Moment.AFTER)
    scene.decides(item, 0, Outcome.DEFERRED, "Deferred for want of a quorum.")
    for which in (1, 2):
        scene.decides(item, which)
    for which in range(3):
        scene.decides(other, which, as_it_happened=True)
    opened_action(scene, other, gp.person)
    return scene, item


def _close(scene):
    gatherings.advance(
        gathering=scene.gathering, to=GatheringState.HELD, by=scene.officer
    )
    minutes.write_out(gathering=scene.gathering, part=Part.ONE, by=scene.officer)


def _look(page, address, words):
    page.goto(address)
    text = " ".join(page.locator("main").inner_text().split())
    assert words in text, text[:2000]


@pytest.mark.parametrize("width", [320, 1280])
def test_pages_of_a_meeting_with_a_record_are_accessible(
    held, page_at, assert_accessible, width
):
    scene, item = held
    officer = page_at(width, user=scene.officer)
    chair = page_at(width, user=scene.user("Lay chair"))
    whole, one = [scene.gathering.pk], [item.pk]
    told = str(scene.person("GP member"))

    for page, name, args, words in (
        (officer, "meetings:room", whole, told),
        (officer, "decisions:item", one, "Deferred for want of a quorum."),
        (officer, "meetings:conflicts", whole, "A direct financial interest."),
        (chair, "meetings:room", whole, told),
        (chair, "decisions:item", one, "Deferred for want of a quorum."),
        (chair, "meetings:conflicts", whole, "A direct financial interest."),
    ):
        _look(page, reverse(name, args=args), words)
        assert_accessible(page)
    _close(scene)
    for page in (officer, chair):
        _look(page, reverse("decisions:minutes", args=[*whole, "1"]), "Issue 1")
        assert_accessible(page)
