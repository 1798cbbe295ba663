"""Sign in with a code on a telephone, and look at letters, in a real browser."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from notices.actions import dispatch
from notices.letters import MAIL_CHECK
from tests.factories.notices import LetterFactory
from tests.factories.people import PersonFactory, UserFactory


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


def test_sign_in_with_a_code(page_at, smtp_peer, assert_accessible):
    user = UserFactory()
    page = page_at(320)
    page.goto("/account/")
    assert_accessible(page)

    page.get_by_label("Email address").fill(user.email)
    page.get_by_role("button", name="Send me a code").click()
    assert_accessible(page)
    page.get_by_label("Sign-in code").fill("WRONG1")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    assert_accessible(page)
    (mail,) = smtp_peer.wait_for(1)
    code = re.search(r"^(\w{3,4}-?\w{3,4})\r?$", mail.get_content(), re.MULTILINE)[1]
    page.get_by_label("Sign-in code").fill(code)
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page.get_by_role("heading", name="Your sign-in")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="See where you are signed in").click()
    assert_accessible(page)
    page.get_by_role("button", name="Sign out everywhere").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize("width", [320, 1280])
def test_letters_list_and_one_letter(page_at, smtp_peer, assert_accessible, width):
    LetterFactory(kind=MAIL_CHECK, person=PersonFactory(without_mail=True))
    LetterFactory(kind="nobody_writes_this")
    dispatch.send_due()
    page = page_at(width, user=UserFactory(administrator=True))
    page.goto("/letters/")
    assert_accessible(page)

    page.get_by_role("main").get_by_role("link", name="Invented").first.click()
    assert_accessible(page)
    page.get_by_role("button", name="Do not send it").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize(
    "address",
    [
        "/sign-in/password/",
        "/sign-in/no-access/",
        "/password/forgotten/",
        "/demo/letters/",
    ],
)
def test_signed_out_pages_are_accessible(page_at, assert_accessible, address):
    page = page_at(320)
    page.goto(address)

    assert_accessible(page)
