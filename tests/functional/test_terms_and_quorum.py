"""Terms, the trying out of a quorum and who sits, in a browser: axe finds nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from committees.actions import appointments
from tests.factories.committees import (
    CcgFactory,
    seat_of,
    user_with_post,
    working_committee,
)


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def officer(settings):
    settings.QUORATE_TODAY = date(2016, 6, 1)
    return user_with_post(CcgFactory(name="NHS Havering CCG"))


@pytest.fixture
def committee(officer):
    """A committee whose chair has gone and whose GP goes in September."""
    organisation = officer.person.posts.get().organisation
    made = working_committee(organisation=organisation, by=officer)
    for title, on in (
        ("Lay chair", date(2016, 5, 31)),
        ("GP member", date(2016, 9, 30)),
    ):
        holding = seat_of(made, title).appointments.get()
        appointments.end(appointment=holding, on=on, by=officer)
    return made


@pytest.mark.parametrize("width", [320, 1280])
def test_pages_of_terms_and_seats_are_accessible(
    page_at: Callable[..., Page],
    assert_accessible: Callable[..., None],
    officer,
    committee,
    width: int,
) -> None:
    page = page_at(width, user=officer)
    seat = seat_of(committee, "GP member").pk
    trying = reverse("committees:try_quorum", args=[committee.slug, 1])
    for address in (
        reverse("committees:committee", args=[committee.slug]),
        reverse("committees:who_sits", args=[committee.slug]),
        reverse("committees:adopt_terms", args=[committee.slug]),
        reverse("committees:terms", args=[committee.slug, 1]),
        f"{trying}?who_{seat}=holder&how_{seat}=conflict",
    ):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address

        assert_accessible(page)


def test_quorum_is_checked_and_adopted_on_a_phone_without_scripts(
    page_at: Callable[..., Page],
    assert_accessible: Callable[..., None],
    officer,
    committee,
) -> None:
    page = page_at(320, user=officer, java_script_enabled=False)
    page.goto(reverse("committees:adopt_terms", args=[committee.slug]))
    page.get_by_text("Add a clause", exact=True).first.click()
    page.locator("[name=clauses-2-kind]").select_option("min_of_category")
    page.locator("[name=clauses-2-number]").fill("2")
    page.locator("[name=clauses-2-categories][value=executive]").check()

    page.get_by_role("button", name="Check the sentence").click()

    expect(
        page.locator("main li").get_by_text(
            "At least two executive members are present."
        )
    ).to_be_visible()
    expect(page.get_by_text("Nothing is saved yet.")).to_be_visible()
    assert_accessible(page)
    for name, value in (("0", "1"), ("1", "7"), ("2", "2016")):
        page.locator(f"[name=effective_from_{name}]").fill(value)
    page.get_by_role("button", name="Adopt these terms").click()
    expect(page.get_by_text("Version 2 is adopted.")).to_be_visible()
