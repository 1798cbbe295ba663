"""The public pages and the first page in a browser: axe finds nothing, all fits."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from meetings.actions import conflict_rows
from tests.factories.committees import holder_of, user_with_post, working_committee
from tests.factories.conflicts import recorded
from tests.factories.decisions import DecisionFactory
from tests.factories.meetings import (
    ItemFactory,
    ItemScopeFactory,
    PaperVersionFactory,
    gather,
)


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _on_1_june_2016(settings, tmp_path):
    settings.QUORATE_TODAY = date(2016, 6, 1)
    settings.QUORATE_IS_DEMO = True
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def cast():
    """A meeting with a heading, a matter, its paper, a decision and a conflict."""
    cast = gather(2)
    ItemFactory(gathering=cast.gathering, heading=True, title="For decision")
    item = ItemFactory(gathering=cast.gathering, reference="PCC16/001")
    for sitting in cast.sittings:
        ItemScopeFactory(item=item, sitting=sitting)
    PaperVersionFactory(paper__item=item)
    DecisionFactory(item=item, sitting=cast.sittings[0])
    conflict_rows.add_by_hand(
        item=item,
        sitting=cast.sittings[0],
        person=cast.gp_seated.person,
        words="Is a partner there.",
        by=cast.officer,
    )
    return cast


@pytest.mark.parametrize("width", [320, 1280])
def test_public_pages_are_accessible(page_at, assert_accessible, cast, width):
    officer = user_with_post(cast.committees[0].organisations.get())
    committee = working_committee(
        organisation=cast.committees[0].organisations.get(), by=officer
    )
    recorded(person=holder_of(committee, "GP member"), by=officer)
    page = page_at(width)

    for address in (
        "/",
        reverse("publishing:home"),
        reverse("publishing:gathering", args=[cast.gathering.pk]),
        reverse("publishing:committees"),
        reverse("publishing:committee", args=[committee.slug]),
        reverse("publishing:register", args=[committee.slug]),
        reverse("publishing:accessibility"),
        reverse("publishing:privacy"),
    ):
        page.goto(address)
        assert_accessible(page)


@pytest.mark.parametrize("width", [320, 1280])
def test_home_is_accessible_with_tasks_and_without(
    page_at, assert_accessible, cast, width
):
    for user in (cast.officer, cast.outsider):
        page = page_at(width, user=user)
        page.goto("/")
        assert_accessible(page)
