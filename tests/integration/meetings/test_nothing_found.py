"""A meeting in which nobody has a conflict, read page after page by whoever comes."""

from __future__ import annotations

import re
from html import unescape

import pytest
import time_machine
from django.urls import reverse

from meetings.actions.conflict_rows import settle_items
from tests.factories.decisions import world


pytestmark = pytest.mark.django_db
MACHINERY = re.compile(
    r"conflict|ruling|rule on|treatment|withheld|leaves? before|comes? back|severity",
    re.IGNORECASE,
)


PAGES = (
    "gathering",
    "my_agenda",
    "brief",
    "conflicts",
    "conflict_matrix",
    "forecast",
    "room",
    "preflight",
    "attendance",
)
ITEM_PAGES = ("item", "cover_sheet", "subjects")
# What is offered whatever was found, and no finding itself.
OFFERS = {"Add a conflict by hand"}


@pytest.fixture
def scene():
    with time_machine.travel("2016-06-15 11:00", tick=False):
        scene = world(2)
        scene.nothing = scene.item(title="Finance report")
        scene.item(title="Local plan")
        settle_items(list(scene.gathering.items.all()))
        yield scene


def user_of(scene, who):
    return scene.officer if who == "officer" else scene.user(who)


def pages_of(scene, client, user):
    """Yield the pages of the meeting that this user may open, each with its name."""
    client.force_login(user)
    sitting = scene.sittings[0].pk
    addresses = [
        *((name, [scene.gathering.pk]) for name in PAGES),
        *((name, [scene.nothing.pk]) for name in ITEM_PAGES),
        ("forecast_sitting", [scene.gathering.pk, scene.nothing.pk, sitting]),
    ]
    for name, args in addresses:
        page = client.get(reverse(f"meetings:{name}", args=args))
        if page.status_code == 200:
            yield name, page
        else:
            assert page.status_code == 403, (name, page.status_code)


def machinery_of(page):
    """Return the lines of the page's own part that tell of conflicts; no headings."""
    html = page.content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    headless = re.sub(r"<h1\b.*?</h1>", "", main, flags=re.DOTALL)
    broken = re.sub(
        r"</?(p|li|h\d|td|th|tr|dt|dd|summary|a|label)\b[^>]*>", "\n", headless
    )
    lines = unescape(re.sub(r"<[^>]+>", "", broken)).splitlines()
    told = {line.strip() for line in lines if MACHINERY.search(line)}
    return told - OFFERS


@pytest.mark.parametrize(
    ("who", "least"), [("GP member", 3), ("Lay chair", 10), ("officer", 12)]
)
def test_without_a_conflict_no_page_has_more_than_one_line_of_it(
    client, scene, who, least
):
    """Whoever reads: nothing of rulings and withheld papers beyond a line (or a link)."""
    read = dict(pages_of(scene, client, user_of(scene, who)))

    told = {name: machinery_of(page) for name, page in read.items()}

    assert len(read) >= least
    assert {name: lines for name, lines in told.items() if len(lines) > 1} == {}
    if who == "GP member":
        assert set().union(*told.values()) == set()


@pytest.mark.parametrize("who", ["Lay chair", "officer"])
def test_one_conflict_and_the_same_pages_tell_of_it(client, scene, who):
    gp = scene.user("GP member")
    scene.declares(gp)
    settle_items([scene.item(touches=scene.practice, lead=gp.person, title="Premises")])

    read = dict(pages_of(scene, client, user_of(scene, who)))

    told = {name for name, page in read.items() if len(machinery_of(page)) > 1}
    assert {"brief", "conflicts", "conflict_matrix", "preflight"} <= told
