"""The pages of packs in a real browser: small and large, with and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from meetings.actions import late_items
from meetings.models import Item
from packs.actions import claims, packs
from packs.models import Pack, PackState
from packs.tasks import build_queued
from tests.factories.packs import (
    PackFactory,
    add_matter,
    built,
    dispatched,
    keep_from,
    raise_conflict,
    ready,
)


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world():
    cast, matters = ready()
    keep_from(cast, matters["Alpha"], cast.gp_seated.person)
    return cast, matters


def address(cast):
    return f"/meetings/{cast.gathering.pk}/packs/"


@pytest.mark.parametrize("width", [320, 1280])
def test_pack_page_is_accessible_in_every_state(
    page_at, assert_accessible, world, width
):
    cast, matters = world
    page = page_at(width, user=cast.officer)
    page.goto(address(cast))
    assert_accessible(page)

    failed = PackFactory(gathering=cast.gathering, failed=True)
    page.goto(address(cast))
    expect(page.get_by_text("A paper is broken.")).to_be_visible()
    assert_accessible(page)

    packs.retry(pack=failed, by=cast.officer)
    claims.report(pack=claims.claim_next(), done=3, total=60, label="Copy 4 of 60")
    page.goto(address(cast))
    expect(page.get_by_role("progressbar", name="Copy 4 of 60")).to_be_visible()
    assert_accessible(page)

    page.goto("about:blank")  # or it would reload itself when the pack is built
    Pack.objects.update(state=PackState.QUEUED)
    build_queued()
    packs.send(pack=Pack.objects.get(), by=cast.officer)
    raise_conflict(cast, matters["Beta"], cast.gp_seated.person)
    page.goto(address(cast))
    expect(page.get_by_text("This edition is out of date")).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize("width", [320, 1280])
def test_no_pack_page_is_accessible(page_at, assert_accessible, world, width):
    cast, _ = world
    page = page_at(width, user=cast.gp_seated)
    page.goto(f"/meetings/{cast.gathering.pk}/my-pack/")

    expect(page.get_by_text("There is no pack for you yet.")).to_be_visible()
    assert_accessible(page)


def test_progress_moves_by_itself_and_ends_with_the_way_to_send(page_at, world):
    cast, _ = world
    page = page_at(1280, user=cast.officer)
    page.goto(address(cast))
    page.get_by_role("button", name="Build the pack").click()
    expect(page.get_by_text("Waiting for a worker")).to_be_visible()

    mine = claims.claim_next()
    claims.report(pack=mine, done=1, total=5, label="Copy 2 of 5")
    expect(page.get_by_role("progressbar", name="Copy 2 of 5")).to_be_visible()

    Pack.objects.update(state=PackState.QUEUED)
    build_queued()
    expect(page.get_by_role("button", name="Send the pack")).to_be_visible()
    page.get_by_role("button", name="Send the pack").click()
    expect(page.get_by_text("readers are told by letter")).to_be_visible()


def test_progress_without_scripts_is_a_link(page_at, world):
    cast, _ = world
    page = page_at(320, user=cast.officer, java_script_enabled=False)
    page.goto(address(cast))
    page.get_by_role("button", name="Build the pack").click()
    expect(page.get_by_text("Waiting for a worker")).to_be_visible()

    build_queued()
    page.get_by_role("link", name="See how far it is").click()

    expect(page.get_by_role("button", name="Send the pack")).to_be_visible()


def test_reader_opens_the_pack_by_its_one_address(page_at, world):
    cast, _ = world
    dispatched(cast)
    page = page_at(320, user=cast.gp_seated)

    with page.expect_response(f"**/meetings/{cast.gathering.pk}/my-pack/") as waiting:
        page.goto(f"/meetings/{cast.gathering.pk}/my-pack/", wait_until="commit")

    assert waiting.value.status == 200
    assert waiting.value.headers["content-type"] == "application/pdf"


def test_closed_copy_says_so_on_a_page(page_at, assert_accessible, world):
    cast, matters = world
    built(cast)
    dispatched(cast)
    raise_conflict(cast, matters["Beta"], cast.gp_seated.person)
    page = page_at(320, user=cast.gp_seated)

    page.goto(f"/meetings/{cast.gathering.pk}/my-pack/")

    expect(page.get_by_text("has since been withheld from you")).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize("width", [320, 1280])
def test_supplement_goes_out_with_a_late_item_and_its_reason(
    page_at, assert_accessible, world, width
):
    """From the item that came after notice to the reader's supplement, page by page."""
    cast, _ = world
    dispatched(cast)
    secret = add_matter(cast, "Late")
    Item.objects.filter(pk=secret.pk).update(is_late=True)
    page = page_at(width, user=cast.officer)

    page.goto(f"{address(cast)}supplement/")
    expect(page.get_by_text("Added to the agenda")).to_be_visible()
    expect(page.get_by_text("was added after notice was given")).to_be_visible()
    assert_accessible(page)
    page.goto(f"/items/{secret.pk}/")
    expect(page.get_by_text("The chair has not said yet")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Record the chair’s reason").click()
    expect(page.get_by_role("heading", name="Why the item cannot wait")).to_be_visible()
    assert_accessible(page)
    late_items.explain(item=secret, words="The lease ends.", by=cast.chair)

    page.goto(f"{address(cast)}supplement/")
    page.get_by_role("button", name="Build the supplement").click()
    expect(page.get_by_text("Waiting for a worker")).to_be_visible()
    page.goto("about:blank")
    build_queued()
    page.goto(address(cast))
    assert_accessible(page)
    page.get_by_role("button", name="Send the supplement").click()
    expect(page.get_by_text("told by letter.")).to_be_visible()
    expect(page.get_by_role("link", name="Supplement alone").first).to_be_visible()
    assert_accessible(page)
