"""The forward plan in a real browser: on a phone, on a screen, and without scripts."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from decisions.enums import Outcome
from meetings.enums import ScopeRole
from meetings.models import ItemScope
from tests.factories.committees import formed_group
from tests.factories.conflicts import recorded
from tests.factories.decisions import neighbour, world
from tests.factories.people import PersonFactory
from tests.factories.plan import AUGUST, meeting_on
from tests.factories.ways_out import without_gp


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLAN = "decisions:forward_plan"


@pytest.fixture(autouse=True)
def _on_the_day(settings, tmp_path):
    settings.QUORATE_TODAY = date(2016, 6, 15)
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def scene():
    """Return two committees in common with every kind of answer on their plan."""
    scene = world(2)
    formed_group(*scene.committees, by=scene.officer)
    deferred = scene.item(title="Premises in Romford")
    noted = scene.item(title="Risk register")
    ItemScope.objects.filter(item=noted).update(role=ScopeRole.NOTE)
    scene.open(scene.person("GP member", 1))
    scene.decides(deferred, 0)
    scene.decides(deferred, 1, Outcome.DEFERRED, "Deferred for want of a quorum.")
    august = meeting_on(AUGUST, scene)
    without_gp(august, title="Surgery in Hornchurch")
    august.item(august.sittings[1], title="Lease in Ilford", part="2")
    return scene


@pytest.mark.parametrize(
    ("width", "scripts"),
    [(320, True), (1280, True), (320, False)],
    ids=["phone", "screen", "phone without scripts"],
)
def test_what_waits_is_put_on_the_next_agenda(
    page_at, assert_accessible, scene, width, scripts
):
    page = page_at(width, user=scene.officer, java_script_enabled=scripts)
    page.goto(reverse("meetings:gatherings"))
    page.get_by_role("link", name="Forward plan").click()
    expect(page.get_by_text("Deferred for want of a quorum.")).to_be_visible()
    assert_accessible(page)

    page.get_by_role("link", name="Put on another agenda Premises in Romford").click()
    page.get_by_role("button", name="Put it on this agenda").click()
    expect(page.get_by_role("link", name="Select a meeting")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("10 August 2016").check()
    page.get_by_role("button", name="Put it on this agenda").click()

    expect(page.get_by_text("Nothing waits for a date")).to_be_visible()
    in_august = page.get_by_role("link", name="2 Premises in Romford", exact=True)
    expect(in_august).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize("width", [320, 1280])
def test_plan_of_a_group_and_what_if(page_at, assert_accessible, scene, width):
    candidate = PersonFactory(given_name="Zuleika", family_name="Candidate")
    recorded(
        person=candidate,
        by=scene.officer,
        organisation=scene.practice,
        source_on=date(2016, 6, 14),
    )
    page = page_at(width, user=scene.officer)
    page.goto(reverse(PLAN))
    page.get_by_role("link", name="Meeting in common").click()
    expect(page.get_by_role("heading", name="Forward plan")).to_be_visible()
    assert_accessible(page)

    page.goto(reverse("meetings:if_appointed"))
    assert_accessible(page)
    page.get_by_label("Find the person").fill("zuleika")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Dr Zuleika Candidate").click()
    expect(page.get_by_text("would be excluded from 1 of")).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize("width", [320, 1280])
def test_plan_with_nothing_on_it(page_at, assert_accessible, width):
    page = page_at(width, user=neighbour())
    page.goto(reverse(PLAN))

    expect(page.get_by_text("No meeting whose conflicts you review")).to_be_visible()
    assert_accessible(page)
