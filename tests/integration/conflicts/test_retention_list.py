"""What the page lists is what the purge accepts, for every interest and every day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conflicts.actions import interests, merging, retention
from conflicts.actions.declarations import Declaration
from conflicts.facts.retention import over_in, retention_of, retentions_of
from conflicts.models import Interest
from core.errors import RuleBroken
from people.models import User
from tests.factories.commissioning import PostFactory
from tests.factories.committees import CcgFactory, user_with_post
from tests.factories.conflicts import (
    LegalHoldFactory,
    PositionFactory,
    RuleSetFactory,
    recorded,
)
from tests.factories.meetings import GatheringFactory, ItemFactory, SittingFactory
from tests.factories.people import PersonFactory, UserFactory
from tests.factories.room import ConflictRowFactory


ENDED = date(2021, 8, 31)
LEFT = date(2020, 5, 1)
FIRST = date(2027, 8, 31)
DAYS = (
    date(2021, 9, 1),
    date(2026, 4, 30),
    date(2026, 5, 1),
    FIRST - timedelta(1),
    FIRST,
    date(2028, 6, 1),
    date(2029, 8, 30),
    date(2029, 8, 31),
    date(2031, 2, 1),
    date(2040, 1, 1),
)


@pytest.fixture
def longer(db):
    """A body that keeps two years longer than guidance asks for."""
    body = CcgFactory(name="NHS Camden CCG")
    RuleSetFactory(
        organisation=body, effective_from=date(2026, 1, 1), private_years_after_end=8
    )
    return body


@pytest.fixture
def world(havering, longer, officer, committee, settings):
    """Interests that differ in everything that the purge looks at, by name."""
    settings.QUORATE_TODAY = ENDED
    # Who writes all of it down keeps the registers of both.
    PostFactory(person=officer.person, organisation=longer, role="officer")

    def member(*bodies, to_on=None):
        person = PersonFactory()
        for body in bodies:
            PositionFactory(
                person=person,
                organisation=body,
                from_on=date(2015, 4, 1),
                to_on=to_on,
            )
        return person

    def held_by(person, name, **said):
        said.setdefault("from_on", date(2005, 1, 1))
        return recorded(person=person, by=officer, unlisted_name=name, **said)

    def ended(person, name, on=ENDED):
        return interests.end(interest=held_by(person, name), on=on, by=officer)

    ended(member(havering), "ended")
    ended(member(havering, longer), "longer in another body")
    ended(member(havering), "written late", on=date(2010, 1, 1))
    ended(member(havering, longer), "written late, longer", on=date(2010, 1, 1))
    held_by(member(havering), "ended when declared", to_on=date(2012, 1, 1))
    held_by(member(havering), "still held")
    held_by(member(havering, to_on=LEFT), "of a leaver")
    held_by(member(havering, longer, to_on=LEFT), "of a leaver of both")
    ended(member(longer), "of another body alone")
    ended(PersonFactory(), "of nobody's")
    stays = member(havering, to_on=LEFT)
    PostFactory(person=stays, organisation=longer, role="author", to_on=None)
    held_by(stays, "left here, stays there")
    held = member(havering)
    LegalHoldFactory(person=held, organisation=havering)
    ended(held, "under a hold")
    lifted = member(havering)
    hold = LegalHoldFactory(person=lifted, organisation=havering)
    ended(lifted, "under no hold any more")
    retention.lift_hold(hold=hold, reason="Over.", by=officer)
    ended(user_with_post(havering).person, "a colleague's own")
    _rested_on(ended(member(havering), "of a meeting"), committee)
    interests.correct(
        interest=(again := ended(member(havering), "ended, begun again")),
        declaration=_as_it_is(again, to_on=None),
        reason="It goes on.",
        seen_version=again.version,
        by=officer,
    )
    _merged(member, held_by, ended, havering, longer, officer)
    return {each.unlisted_name: each for each in Interest.objects.all()}


def _as_it_is(interest, **said):
    values = {
        name: getattr(interest, name) for name in Declaration.__dataclass_fields__
    }
    return Declaration(**{**values, **said})


def _rested_on(interest, committee):
    for number, day in enumerate((date(2022, 6, 1), date(2021, 9, 1))):
        gathering = GatheringFactory(title=f"Meeting {number}", held_on=day)
        row = ConflictRowFactory(
            item=ItemFactory(gathering=gathering),
            sitting=SittingFactory(gathering=gathering, committee=committee),
            person=interest.person,
        )
        row.grounds.create(interest=interest, trace="Trace", fingerprint="0" * 64)


def _merged(member, held_by, ended, havering, longer, officer):
    """Two entries of one person: what either was, had or is held for counts for both."""
    administrator = UserFactory(administrator=True)

    def merge(duplicate, into):
        merging.merge(duplicate=duplicate, into=into, reason="Same.", by=administrator)

    both = member(longer), member(havering)
    ended(both[1], "merged, longer by the duplicate")
    merge(*both)
    held = member(havering), member(havering)
    ended(held[1], "merged, the duplicate is held")
    merge(*held)
    LegalHoldFactory(person=held[0], organisation=havering)
    sits = member(havering), member(havering, to_on=LEFT)
    held_by(sits[1], "merged, the duplicate sits")
    merge(*sits)
    theirs = member(havering, to_on=LEFT), PersonFactory()
    ended(theirs[1], "merged, of this body by the duplicate")
    merge(*theirs)
    # As a merge leaves rows that may not move: the duplicate keeps its own office.
    PositionFactory(
        person=theirs[0], organisation=longer, from_on=date(2015, 4, 1), to_on=LEFT
    )


def accepted(interest, by) -> bool:
    """Say whether the purge accepts an interest, and take it back."""
    try:
        with transaction.atomic():
            retention.purge(interest=interest, by=by)
            transaction.set_rollback(True)
    except RuleBroken:
        return False
    return True


def listed(body, day) -> set[str]:
    names = Interest.objects.in_bulk()
    return {
        names[over.entry.pk].unlisted_name
        for over in over_in(body, day)
        if over.verdict
    }


@pytest.mark.parametrize("day", DAYS)
def test_listed_is_what_the_purge_accepts(
    day, world, havering, longer, settings, officer
):
    settings.QUORATE_TODAY = day

    for body in (havering, longer):
        by = user_with_post(body)
        assert listed(body, day) == {
            name for name, interest in world.items() if accepted(interest, by)
        }


def test_world_holds_what_is_listed_and_what_is_not(world, havering, longer):
    """The sweep above compares sets that say something."""
    late = date(2040, 1, 1)

    assert listed(havering, DAYS[0]) == set()
    assert listed(havering, date(2026, 5, 1)) == {"of a leaver"}
    assert {"ended", "of a leaver"} <= listed(havering, FIRST)
    assert "longer in another body" not in listed(havering, date(2029, 8, 30))
    assert "longer in another body" in listed(havering, date(2029, 8, 31))
    assert "of a meeting" not in listed(havering, FIRST)
    assert "of a meeting" in listed(havering, date(2028, 6, 1))
    assert "merged, longer by the duplicate" not in listed(havering, FIRST)
    assert set(world) - listed(havering, late) - listed(longer, late) == {
        "ended, begun again",
        "left here, stays there",
        "merged, the duplicate is held",
        "merged, the duplicate sits",
        "of nobody's",
        "still held",
        "under a hold",
    }


def test_kept_are_told_with_the_reason(world, havering):
    kept = {
        world_name: over.verdict.code
        for over in over_in(havering, FIRST)
        for world_name, interest in world.items()
        if interest.pk == over.entry.pk and not over.verdict
    }

    assert kept == {
        "longer in another body": "held_until",
        "written late, longer": "held_until",
        "of a leaver of both": "held_until",
        "merged, longer by the duplicate": "held_until",
        "merged, of this body by the duplicate": "held_until",
        "merged, the duplicate is held": "legal_hold",
        "under a hold": "legal_hold",
        "of a meeting": "in_use",
    }


def test_one_is_the_batch_of_one(world):
    together = retentions_of(list(world.values()), FIRST)

    assert together == {each.pk: retention_of(each, FIRST) for each in world.values()}


def test_list_asks_no_more_for_more_interests(
    world, havering, committee, officer, settings
):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            over_in(havering, FIRST)
        return len(queries)

    before, shown = asked(), len(over_in(havering, FIRST))
    settings.QUORATE_TODAY = ENDED
    for number in range(3):
        person = PositionFactory(organisation=havering, to_on=LEFT).person
        LegalHoldFactory(person=person, organisation=havering)
        more = recorded(person=person, by=officer, unlisted_name=f"more {number}")
        _rested_on(interests.end(interest=more, on=ENDED, by=officer), committee)

    assert len(over_in(havering, FIRST)) == shown + 3
    assert asked() == before


def test_own_entries_are_kept_for_another_officer(
    client, world, havering, officer, settings
):
    settings.QUORATE_TODAY = FIRST
    url = reverse("conflicts:retention", args=[havering.pk])
    interest = world["a colleague's own"]
    own = f'value="interest-{interest.pk}"'
    colleague = User.objects.get(person=interest.person)

    for user, is_offered in ((colleague, False), (officer, True)):
        client.force_login(user)
        page = client.get(url).content.decode()
        assert (own in page) == is_offered
        assert ("ask another officer" in page) != is_offered


def test_list_has_pages_and_so_have_the_kept(client, havering, officer, settings):
    settings.QUORATE_TODAY = ENDED
    person = PositionFactory(organisation=havering).person
    held = PositionFactory(organisation=havering).person
    LegalHoldFactory(person=held, organisation=havering)
    for number in range(51):
        for whose in (person, held):
            more = recorded(
                person=whose, by=officer, unlisted_name=f"Choir {number:02d}{whose.pk}."
            )
            interests.end(interest=more, on=ENDED, by=officer)
    settings.QUORATE_TODAY = FIRST
    client.force_login(officer)
    url = reverse("conflicts:retention", args=[havering.pk])

    def names(whose, **query):
        page = client.get(url, query).content.decode()
        return [n for n in range(51) if f"Choir {n:02d}{whose.pk}." in page]

    assert names(person) == list(range(50))
    assert names(person, page=2) == [50]
    assert names(held) == list(range(10))
    assert names(held, show="kept") == list(range(50))
    assert names(held, show="kept", page=2) == [50]
    asked = {"entries": [f"interest-{_last(person)}"], "sure": "on"}
    done = client.post(f"{url}?page=2", asked, follow=True).content.decode()
    assert "One entry is purged" in done


def _last(person) -> int:
    return Interest.objects.filter(person=person).latest("pk").pk
