"""Every address × every role × the state of the meeting, as one table.

The table is `sweep/gets.txt` and `sweep/posts.txt`: a line for each address and what it
is asked about, a column for each role. `login` leads to the sign-in, `to` somewhere
else; a method that an address does not take is `405` for everybody. Each opening also
shows that no GET writes, and that no word planted in what is withheld comes back.
"""

from __future__ import annotations

import logging

import pytest

from core import clock
from tests.architecture.sweep.addresses import (
    Address,
    admin_names,
    site_names,
    url_of,
)
from tests.architecture.sweep.states import TODAY
from tests.architecture.sweep.table import read_table
from tests.architecture.sweep.visits import Visitors
from tests.architecture.sweep.words import forbidden_to
from tests.architecture.sweep.world import ROLES, build_world
from tests.fixtures.rule_sets import enter_missing_rule_sets


GETS = read_table("gets.txt")
POSTS = read_table("posts.txt")
NOT_ALLOWED = "405"


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, tmp_path_factory):
    """Build the world once for the module, and undo it at the end."""
    from django.conf import settings
    from django.db import transaction

    kept, settings.MEDIA_ROOT = settings.MEDIA_ROOT, tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), transaction.atomic():
        enter_missing_rule_sets()
        world = build_world()
        with clock.standing_on(TODAY):
            yield world, Visitors(world.users)
        transaction.set_rollback(True)
    settings.MEDIA_ROOT = kept


@pytest.fixture(autouse=True)
def _quiet(caplog):
    """Refusals by the hundred are what is asked for here."""
    caplog.set_level(logging.CRITICAL, logger="django.request")


@pytest.mark.parametrize("table", [GETS, POSTS], ids=["gets.txt", "posts.txt"])
def test_every_address_is_in_the_table(table):
    known = {address.name for address in table}

    unknown = sorted(site_names() - known)
    gone = sorted(known - site_names())

    assert not unknown, (
        f"Not in the table: {', '.join(unknown)}. Add a line for each to "
        "tests/architecture/sweep/gets.txt and posts.txt: who gets what there."
    )
    assert not gone, f"No such address any more: {', '.join(gone)}."


def _roles(expected: dict[str, str]) -> list[str]:
    """Return whom to ask: one is enough where the method is refused to all."""
    if set(expected.values()) == {NOT_ALLOWED}:
        return ["officer"]
    return list(ROLES)


def _ask(site, address: Address, expected: dict[str, str], method: str) -> list[str]:
    """Open an address in every role; return a sentence for each wrong outcome."""
    world, visitors = site
    url = url_of(address, world)
    wrong = []
    for role in _roles(expected):
        visit = visitors.visit(role, url, method)
        if visit.outcome != expected[role]:
            wrong.append(f"{role} got {visit.outcome}, not {expected[role]}")
        refused = visit.outcome in {"403", "404", "405"} or role == "public"
        if visit.written and (method == "get" or refused):
            wrong.append(f"{role} made it write to {', '.join(visit.written)}")
        text = visit.words.casefold()
        wrong += [
            f"{role} read {word!r} ({visit.outcome})"
            for word in sorted(forbidden_to(role, address.name, address.state))
            if word.casefold() in text
        ]
    return wrong


@pytest.mark.django_db
@pytest.mark.parametrize("address", GETS, ids=str)
def test_get(site, address):
    assert _ask(site, address, GETS[address], "get") == []


@pytest.mark.django_db
@pytest.mark.parametrize("address", POSTS, ids=str)
def test_empty_post(site, address):
    assert _ask(site, address, POSTS[address], "post") == []


def test_outsider_gets_nothing_of_a_meeting_but_its_public_page():
    """The table itself keeps the rule: an outsider is told that there is nothing."""
    open_to_anybody = {
        "publishing:gathering",
        "publishing:pack",
        "publishing:paper",
        "publishing:redacted",
        "publishing:minutes",
    }

    told_more = [
        str(address)
        for table in (GETS, POSTS)
        for address, expected in table.items()
        if address.state
        and address.name not in open_to_anybody
        and expected["outsider"] not in {"404", NOT_ALLOWED}
    ]

    assert told_more == []


def test_signed_out_gets_nothing_of_a_meeting_but_its_public_page():
    told_more = [
        str(address)
        for table in (GETS, POSTS)
        for address, expected in table.items()
        if address.state
        and not address.name.startswith("publishing:")
        and expected["public"] not in {"login", NOT_ALLOWED}
    ]

    assert told_more == []


# What an officer of another CCG is shown of a body, a person or a row that is not theirs,
# though nobody who is signed out is: address, and why.
REFERENCE_DATA = {
    "commissioning:organisation": "the national directory of bodies, as the NHS prints it",
    "practices:practice": "the national directory of practices, as the NHS prints it",
}


def _told_to_the_outsider() -> set[str]:
    """Return the addresses about somebody's rows that answer an outsider alone."""
    return {
        address.name
        for table in (GETS, POSTS)
        for address, expected in table.items()
        if address.about
        and not address.state
        and expected["outsider"] not in {expected["public"], "404", NOT_ALLOWED}
    }


def test_outsider_gets_nothing_about_a_body_or_person_but_reference_data():
    """Committees, seats, interests, gifts, breaches, imports: there is no such thing."""
    assert _told_to_the_outsider() == set(REFERENCE_DATA)


def test_member_of_another_committee_is_told_no_more_than_its_officer():
    told_more = [
        f"{address}: {expected['nextdoor']}"
        for table in (GETS, POSTS)
        for address, expected in table.items()
        if address.about
        and expected["nextdoor"] != expected["outsider"]
        and expected["nextdoor"] not in {"403", "404"}
    ]

    assert told_more == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(admin_names()))
def test_admin_is_for_administrators_alone(site, name):
    from django.urls import NoReverseMatch, reverse

    _, visitors = site
    try:
        url = reverse(name)
    except NoReverseMatch:
        url = "/admin/no-such-page/"

    for role in ("public", "outsider", "officer"):
        outcome = visitors.visit(role, url).outcome
        assert outcome in {"login", "to", "403", "404"}, role
    visit = visitors.visit("admin", url)
    assert visit.outcome in {"200", "403", "404", "405", "to"}
    assert visit.written == ()
