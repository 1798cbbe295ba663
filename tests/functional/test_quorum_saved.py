"""A conflict found on Tuesday, the quorum saved by Friday: the chair and the officer.

Both work in a browser, the lay chair on a phone. What they do is judged at the end by
the decision that the committee then takes.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from committees.enums import RemedyKind
from decisions.enums import Effect
from meetings.actions import presence
from meetings.actions.conflict_rows import settle_items
from meetings.models import ConflictRow, Remedy
from tests.factories.decisions import OPENED, world
from tests.factories.ways_out import clinician_of
from tests.functional.journey.walker import Walker


if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from decisions.models import Decision
    from tests.factories.decisions import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TUESDAY, FRIDAY = date(2016, 6, 7), date(2016, 6, 10)


@pytest.fixture
def scene(settings) -> World:
    settings.QUORATE_TODAY = TUESDAY
    return world(2)


def test_a_conflict_found_on_tuesday_and_the_quorum_saved_by_friday(
    scene: World,
    settings,
    page_at: Callable[..., Page],
    assert_accessible: Callable[..., None],
) -> None:
    gp = scene.user("GP member")
    scene.declares(gp)
    outside = clinician_of(scene)
    item = scene.item(title="Two more consulting rooms")
    settle_items([item])
    assert not ConflictRow.objects.exists()
    officer = Walker(page_at(1280, user=scene.officer), assert_accessible)
    chair = Walker(page_at(320, user=scene.user("Lay chair")), assert_accessible)
    first = scene.sittings[0]
    address = {
        name: reverse(f"meetings:{name}", args=[scene.gathering.pk])
        for name in ("forecast", "conflicts", "conflict_matrix", "preflight", "brief")
    }
    opened = reverse(
        "meetings:forecast_sitting", args=[scene.gathering.pk, item.pk, first.pk]
    )

    # Nothing is known yet, and nothing is shown.
    officer.goto(address["forecast"]).reads("Every committee can expect its quorum")

    # Tuesday: the officer learns whose application it is, and names the practice.
    named = reverse("meetings:subjects", args=[item.pk])
    officer.goto(f"{named}?organisation={scene.practice.pk}")
    officer.fill(role="applicant").press("Name it on the item")
    officer.goto(address["forecast"]).reads("a way out", "Not quorate")
    officer.goto(address["preflight"]).reads("has not ruled on the conflict")

    # The chair finds it waiting, with the reason in words, and rules.
    chair.goto(address["conflicts"]).reads("1 conflict waits for a ruling")
    chair.follow("Rule on this conflict").reads(str(gp.person))
    chair.fill(
        participation="leave_item",
        papers="withheld",
        reason="A partner of the practice that applies.",
    ).press("Record the ruling")
    chair.goto(address["conflict_matrix"]).reads("The chair has ruled on every")

    # The committee has lost its only GP: the page says what is missing and offers ways.
    chair.goto(opened).reads("Not quorate", str(gp.person), "Ways out")

    # Friday: the chair chooses; it is done at once.
    settings.QUORATE_TODAY = FRIDAY
    chair.goto(opened).follow(f"{outside} (GP in Luton) joins for this item")
    chair.press("Do this").refused("Enter why this way was chosen")
    chair.fill(reason="Patients wait for the rooms; nobody else can be asked in time.")
    chair.press("Do this").reads("Quorate", "What was chosen", "Patients wait")
    officer.goto(address["forecast"]).reads("Every committee can expect its quorum")
    officer.goto(address["preflight"]).misses(
        "has not ruled on the conflict", "not quorate even if everybody comes"
    )
    officer.goto(address["brief"]).reads(str(gp.person), str(outside))
    _prints_as_a_sheet(officer.page)
    assert Remedy.objects.get().kind == RemedyKind.OUTSIDE_CLINICIAN

    # The day: with the guest at the table and the GP out, the decision has effect.
    decision = _decide(scene, item, gp, outside)
    assert decision.effect == Effect.EFFECTIVE
    assert str(outside) in str(decision.quorum_check.result)


def _decide(scene: World, item, gp, outside) -> Decision:
    presence.open_with(
        gathering=scene.gathering,
        persons=[*scene.everybody(), outside],
        happened_at=OPENED,
        by=scene.officer,
    )
    scene.gathering.refresh_from_db()
    scene.leaves(gp.person, item)
    return scene.decides(item)


def _prints_as_a_sheet(page: Page) -> None:
    """On paper boxes are ticked by hand, and nothing is there to be pressed."""
    box = page.locator(".quorate-print-only").first
    pressed = page.get_by_role("link", name="Record what they said").first
    expect(box).to_be_hidden()
    expect(pressed).to_be_visible()
    page.emulate_media(media="print")
    expect(box).to_be_visible()
    expect(pressed).to_be_hidden()
    page.emulate_media(media="screen")
