"""The gallery in a real browser: accessible on a phone and a desk, with and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GALLERY = "/design/"


@pytest.mark.parametrize("width", [320, 1280])
def test_gallery_is_accessible(
    page_at: Callable[..., Page], assert_accessible: Callable[..., None], width: int
) -> None:
    page = page_at(width)
    page.goto(GALLERY)
    expect(page.locator("body")).to_have_class(re.compile("nhsuk-frontend-supported"))

    assert_accessible(page)


@pytest.mark.parametrize("width", [320, 1280])
def test_gallery_works_without_scripts(
    page_at: Callable[..., Page], width: int
) -> None:
    page = page_at(width, java_script_enabled=False)
    page.goto(GALLERY)

    telephone = page.locator("#id_blank-telephone")
    expect(telephone).to_be_hidden()
    page.locator("[name=blank-contact][value=phone]").check()
    expect(telephone).to_be_visible()
    telephone.fill("020 7946 0000")
    page.locator("[name=blank-contact][value=email]").check()
    expect(telephone).to_be_hidden()
    expect(page.locator("#id_wrong-telephone")).to_be_visible()
    expect(page.locator("#id_blank-organisation")).to_have_role("combobox")
    expect(page.locator("#pack-progress a")).to_have_text(re.compile("^Refresh"))


def test_gallery_gets_better_with_scripts(page_at: Callable[..., Page]) -> None:
    page = page_at(1280)
    page.goto(GALLERY)

    telephone = page.locator("#id_blank-telephone")
    expect(telephone).to_be_hidden()
    page.locator("#blank label, label[for='id_blank-contact-2']").first.click()
    expect(telephone).to_be_visible()

    box = page.locator("#id_blank-organisation")
    box.fill("birch")
    page.get_by_role("option", name="Birchwood Practice").click()
    expect(box).to_have_value("Birchwood Practice")
    select = page.locator("#id_blank-organisation-select")
    expect(select).to_have_value("2")

    page.locator("#id_blank-reason").fill("x" * 501)
    expect(page.get_by_text("You have 1 character too many").first).to_be_visible()


def test_error_summary_takes_the_reader_to_the_input(
    page_at: Callable[..., Page],
) -> None:
    page = page_at(320)
    page.goto(GALLERY)

    page.get_by_role("link", name="When it arose must be a real date").click()

    expect(page.locator("#id_wrong-arose_on_0")).to_be_focused()
