"""Day one, names, duplicates, ties and the room's declarations in a browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from conflicts.actions import imports_working
from conflicts.models import Interest, RegisterImport
from meetings.actions.conflict_rows import settle_items
from meetings.actions.declaring import declare_in_room
from tests.factories.commissioning import OrganisationLinkFactory
from tests.factories.committees import CcgFactory
from tests.factories.conflicts import (
    PositionFactory,
    RuleSetFactory,
    declaration,
    recorded,
)
from tests.factories.decisions import world
from tests.factories.people import PersonFactory


pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
CSV = (
    "Register of interests\r\n"
    "Surname,Forename,Type,Organisation,Description,Declared,From\r\n"
    "Brown,Cleo,Financial,Elm Ltd,Director,1/5/2015,1/4/2012\r\n"
    "Jones,Bob,Financial,Elm Ltd,Director,1/5/2015,31/02/2016\r\n"
)


@pytest.fixture
def scene(settings, tmp_path):
    """An officer on the day of a meeting, with something to settle on every page."""
    settings.MEDIA_ROOT = tmp_path
    made = world(1)
    settings.QUORATE_TODAY = made.gathering.held_on
    made.body = made.committees[0].organisations.get()
    # The national rule sets are rows of a migration, which such a test begins without.
    RuleSetFactory(organisation=made.body)
    gp = made.user("GP member")
    CcgFactory(practice=True, name="Elm Trading Limited")
    recorded(
        person=gp.person,
        by=made.officer,
        organisation=None,
        unlisted_name="Elm Trading",
    )
    made.twins = PersonFactory.create_batch(2, given_name="Ann", family_name="Smith")
    for twin in made.twins:
        PositionFactory(person=twin, organisation=made.body)
    federation = CcgFactory(practice=True, name="Elm Federation")
    made.link = OrganisationLinkFactory(
        source=made.practice, target=federation, kind="in_federation"
    )
    made.gp = gp
    made.declares(gp)
    made.item_one = made.item(touches=made.practice)
    settle_items([made.item_one])
    declare_in_room(
        item=made.item_one,
        person=gp.person,
        declaration=declaration(description="His sister runs the bidder."),
        by=made.officer,
    )
    return made


@pytest.mark.parametrize("width", [320, 1280])
def test_register_is_taken_in_from_a_spreadsheet(
    page_at: Callable[..., Page],
    assert_accessible: Callable[..., None],
    scene,
    width: int,
) -> None:
    page = page_at(width, user=scene.officer)
    page.goto(reverse("conflicts:imports"))
    assert_accessible(page)
    page.get_by_role("link", name="Take in a register of interests").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "register.csv", "mimeType": "text/csv", "buffer": CSV.encode("cp1252")}
    )
    for part, text in (("Day", "30"), ("Month", "4"), ("Year", "2016")):
        page.get_by_label(part).fill(text)
    assert_accessible(page)
    page.get_by_role("button", name="Upload and match").click()

    assert_accessible(page)
    page.get_by_label("Load the clean rows; the others wait in a list").check()
    page.get_by_role("button", name="Check every row").click()
    assert_accessible(page)
    imports_working.work_on_imports()
    page.goto(page.url)
    assert_accessible(page)

    page.get_by_role("link", name="See what is wrong").click()
    expect(page.get_by_text("“31/02/2016” is not a date")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Line 4").click()
    assert_accessible(page)
    page.get_by_label("From", exact=True).fill("29/02/2016")
    page.get_by_role("button", name="Save and check").click()
    page.get_by_role("link", name="Back to the import").click()
    page.get_by_role("button", name="Load the clean rows").click()
    imports_working.work_on_imports()
    page.goto(page.url)

    assert_accessible(page)
    made = RegisterImport.objects.get()
    assert made.state == "loaded"
    assert Interest.objects.filter(source="import").count() == 2


def addresses(scene) -> list[str]:
    practice, other = scene.practice.pk, scene.link.target_id
    return [
        reverse("conflicts:unlisted"),
        reverse("conflicts:unlisted_name") + "?name=elm+trading",
        reverse("conflicts:duplicates"),
        reverse("conflicts:duplicate", args=[one.pk for one in scene.twins]),
        reverse("commissioning:links", args=[practice]) + "?q=elm",
        reverse("commissioning:link_add", args=[practice, other]),
        reverse("commissioning:link_end", args=[scene.link.pk]),
        reverse("meetings:items_touched", args=[scene.gp.person_id]),
        reverse("meetings:declared"),
        reverse("meetings:declare_at_item", args=[scene.gathering.pk]),
    ]


@pytest.mark.parametrize("width", [320, 1280])
def test_pages_of_settling_are_accessible(
    page_at: Callable[..., Page],
    assert_accessible: Callable[..., None],
    scene,
    width: int,
) -> None:
    page = page_at(width, user=scene.officer)
    for address in addresses(scene):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address

        assert_accessible(page)
