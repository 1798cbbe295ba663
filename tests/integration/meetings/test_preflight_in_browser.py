"""The checks before a pack in a real browser, for everybody and without scripts."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from meetings.models import CoverSheet, PreflightWaiver
from tests.factories.meetings import PreflightWaiverFactory
from tests.factories.packs import raise_conflict, ready


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _on_the_day(settings, tmp_path):
    settings.QUORATE_TODAY = date(2016, 6, 1)
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize("width", [320, 1280])
def test_checks_are_seen_waived_and_reported(page_at, assert_accessible, width):
    cast, matters = ready()
    CoverSheet.objects.filter(item=matters["Alpha"]).update(summary="")
    raise_conflict(cast, matters["Beta"], cast.gp_seated.person)
    page = page_at(width, user=cast.officer)
    page.goto(reverse("meetings:preflight", args=[cast.gathering.pk]))
    assert_accessible(page)

    page.get_by_role("link", name="Waive with a reason").click()
    page.get_by_role("button", name="Waive with this reason").click()
    expect(page.get_by_role("link", name="Give the reason")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Why may the pack go out all the same?").fill(
        "The author is ill."
    )
    page.get_by_role("button", name="Waive with this reason").click()
    expect(page.get_by_text("Waived: 1 finding.")).to_be_visible()
    assert_accessible(page)
    assert PreflightWaiver.objects.get().reason == "The author is ill."

    for address in (
        reverse("meetings:check_settings", args=[cast.committees[0].slug]),
        reverse("meetings:set_check", args=[cast.committees[0].slug, "paper_too_long"]),
        reverse("meetings:waivers"),
        reverse("meetings:subjects", args=[matters["Alpha"].pk]),
    ):
        PreflightWaiverFactory(gathering=cast.gathering, waived_by=cast.officer)
        page.goto(address)
        assert_accessible(page)
