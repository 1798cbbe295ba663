"""Whoever leaves: how long they stay on registers, how marked, and when their clock ends."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from committees.actions import appointments, committees, deputies
from conflicts.actions import attestations, interests, merging, positions, retention
from conflicts.actions.attestations import Source
from conflicts.enums import SourceKind
from conflicts.facts.retention import over_in
from core.errors import RuleBroken
from tests.factories.committees import (
    DeputyFactory,
    PostFactory,
    holder_of,
    seat_of,
    working_committee,
)
from tests.factories.conflicts import (
    PositionFactory,
    RuleSetFactory,
    declaration,
    recorded,
)
from tests.factories.people import PersonFactory, UserFactory


LEFT = date(2021, 8, 31)
FIRST = date(2027, 8, 31)


@pytest.fixture(autouse=True)
def _on_the_last_day(on_1_june_2016, settings):
    settings.QUORATE_TODAY = LEFT


def leave(committee, person, officer, on=LEFT):
    seat = committee.seats.get(appointments__person=person)
    appointments.end(appointment=seat.appointments.get(), on=on, by=officer)


def told(client, url, **query) -> str:
    answer = client.get(url, query)
    assert answer.status_code == 200
    if answer.streaming:
        return b"".join(answer.streaming_content).decode()
    return answer.content.decode()


def public_urls(committee, havering) -> list[str]:
    return [
        reverse("publishing:register", args=[committee.slug]),
        reverse("publishing:organisation_register", args=[havering.pk]),
    ]


def full_urls(committee, havering) -> list[str]:
    return [
        reverse("conflicts:committee_register", args=[committee.slug]),
        reverse("conflicts:organisation_register", args=[havering.pk]),
    ]


@pytest.fixture
def gp(committee, officer):
    """Somebody who left on 31 August 2021 with an interest nobody ended."""
    gp = holder_of(committee, "GP member")
    recorded(person=gp, by=officer, unlisted_name="Evening Doctors Ltd")
    leave(committee, gp, officer)
    return gp


def test_public_register_keeps_who_left_for_its_months(
    client, committee, havering, gp, settings
):
    for url in public_urls(committee, havering):
        for day, is_shown in (
            (date(2021, 9, 1), True),
            (date(2022, 2, 28), True),
            (date(2022, 3, 1), False),
        ):
            settings.QUORATE_TODAY = day
            page = told(client, url)
            assert ("Evening Doctors Ltd" in page) == is_shown
            assert ("on 31 August 2021 (was GP member" in page) == is_shown
        assert "Evening Doctors Ltd" in told(client, url, on="2022-02-28")


def test_full_register_keeps_who_left_for_its_years(
    client, committee, havering, gp, officer, settings
):
    client.force_login(officer)
    for url in full_urls(committee, havering):
        for day, is_kept in (
            (date(2021, 9, 1), True),
            (date(2027, 8, 30), True),
            (FIRST, False),
        ):
            settings.QUORATE_TODAY = day
            assert "Evening Doctors Ltd" not in told(client, url)
            for state in ("ended", "all"):
                page = told(client, url, state=state)
                assert ("Evening Doctors Ltd" in page) == is_kept
                assert ("on 31 August 2021 (was GP member" in page) == is_kept


def test_files_say_who_left(client, committee, havering, gp, officer, settings):
    settings.QUORATE_TODAY = date(2021, 10, 1)
    client.force_login(officer)
    words = (
        f"Left the committee on 31 August 2021 (was GP member, {committee.short_name})"
    )
    kept = reverse("conflicts:committee_register_file", args=[committee.slug, "json"])
    public = reverse("publishing:register_file", args=[committee.slug, "json"])

    for url in (kept, public):
        read = json.loads(told(client, url, state="all"))
        assert [one["positions"] for one in read["interests"]] == [[words]]


def test_who_left_the_committee_alone_is_marked_on_its_register_only(
    client, committee, havering, gp, officer, settings
):
    PositionFactory(person=gp, organisation=havering, title="Adviser", band="9")
    settings.QUORATE_TODAY = date(2021, 10, 1)
    client.force_login(officer)
    of_committee, of_body = full_urls(committee, havering)

    assert "(was GP member" in told(client, of_committee, state="all")
    page = told(client, of_body)
    assert "Evening Doctors Ltd" in page
    assert "(was GP member" not in page


def test_what_began_after_they_left_is_no_business_of_the_body(
    client, committee, havering, gp, officer, settings
):
    settings.QUORATE_TODAY = date(2021, 10, 1)
    for name, from_on in (("New Rooms", date(2021, 9, 1)), ("Unstated", None)):
        recorded(
            person=gp,
            by=officer,
            unlisted_name=name,
            from_on=from_on,
            source_on=date(2021, 9, 15),
        )
    client.force_login(officer)

    for url in (*public_urls(committee, havering), *full_urls(committee, havering)):
        page = told(client, url, state="all")
        assert "Evening Doctors Ltd" in page
        assert "New Rooms" not in page
        assert "Unstated" not in page


def test_who_no_longer_decides_stays_public_for_the_months(
    client, havering, committee, officer, settings
):
    director = PositionFactory(organisation=havering, band="9", to_on=LEFT).person
    PositionFactory(
        person=director, organisation=havering, band="5", from_on=date(2021, 9, 1)
    )
    recorded(person=director, by=officer, unlisted_name="Choir")
    url = reverse("publishing:organisation_register", args=[havering.pk])

    for day, is_shown in ((date(2022, 2, 28), True), (date(2022, 3, 1), False)):
        settings.QUORATE_TODAY = day
        assert ("Choir" in told(client, url)) == is_shown


def test_filters_by_committee_find_who_left_it(
    client, committee, havering, gp, officer, settings
):
    working_committee(organisation=havering, by=officer)
    settings.QUORATE_TODAY = date(2021, 10, 1)
    client.force_login(officer)
    asked = {"committee": committee.slug, "state": "all"}

    public, full = (
        public_urls(committee, havering)[1],
        full_urls(committee, havering)[1],
    )

    assert "Evening Doctors Ltd" in told(client, public, **asked)
    assert "Evening Doctors Ltd" in told(client, full, **asked)
    assert "Evening Doctors Ltd" not in told(client, full, committee=committee.slug)


def test_merged_people_who_left_stay_with_all_that_was_theirs(
    client, committee, havering, gp, officer, settings
):
    twice = PersonFactory()
    recorded(person=twice, by=officer, unlisted_name="Theirs")
    settings.QUORATE_TODAY = date(2021, 10, 1)
    merging.merge(
        duplicate=gp, into=twice, reason="Same.", by=UserFactory(administrator=True)
    )
    client.force_login(officer)
    url = full_urls(committee, havering)[0]

    for day in ("2021-10-01", "2021-09-15"):
        page = told(client, url, state="all", on=day)
        assert "Evening Doctors Ltd" in page
        assert "(was GP member" in page
    settings.QUORATE_TODAY = date(2021, 11, 1)
    assert "Theirs" in told(client, url, state="all")
    assert "Evening Doctors Ltd" in told(client, url, state="all", on="2021-10-15")


def test_years_begin_with_the_last_day_in_any_body(gp, officer, settings):
    interest = gp.interests.get()
    settings.QUORATE_TODAY = date(2027, 8, 30)

    with pytest.raises(RuleBroken) as refused:
        retention.purge(interest=interest, by=officer)

    assert "The person left on 31 August 2021 and it is held" in str(refused.value)
    assert "from 31 August 2027 on" in str(refused.value)
    settings.QUORATE_TODAY = FIRST
    purged = retention.purge(interest=interest, by=officer)
    assert purged.purged_at is not None
    assert purged.to_on is None


def test_purge_of_a_leaver_is_offered_and_says_when_they_left(
    client, gp, havering, officer, guardian, settings
):
    url = reverse("conflicts:retention", args=[havering.pk])
    for user in (officer, guardian):
        client.force_login(user)
        settings.QUORATE_TODAY = date(2027, 8, 30)
        assert "Evening Doctors Ltd" not in told(client, url)
        settings.QUORATE_TODAY = FIRST
        words = "Evening Doctors Ltd, of somebody who left on 31 August 2021"
        assert words in told(client, url)


@pytest.mark.parametrize("to_on", [None, date(2030, 1, 1)])
def test_years_do_not_begin_while_they_belong_to_any_body(
    gp, havering, officer, outsider, settings, to_on
):
    elsewhere = outsider.person.posts.get().organisation
    PostFactory(person=gp, organisation=elsewhere, role="author", to_on=to_on)
    settings.QUORATE_TODAY = FIRST

    with pytest.raises(RuleBroken, match="the person has not left"):
        retention.purge(interest=gp.interests.get(), by=officer)
    assert over_in(havering, FIRST) == []


def test_earlier_of_end_and_leaving_counts(committee, officer, settings):
    nurse = holder_of(committee, "Registered nurse")
    ended = recorded(person=nurse, by=officer, unlisted_name="Choir")
    interests.end(interest=ended, on=LEFT, by=officer)
    settings.QUORATE_TODAY = date(2022, 8, 31)
    leave(committee, nurse, officer, on=date(2022, 8, 31))
    settings.QUORATE_TODAY = date(2027, 8, 30)

    with pytest.raises(RuleBroken, match="It ended on 31 August 2021"):
        retention.purge(interest=ended, by=officer)
    settings.QUORATE_TODAY = FIRST
    retention.purge(interest=ended, by=officer)


def test_a_leaving_entered_today_for_a_day_long_past_opens_no_way_to_purge(
    committee, officer, settings
):
    nurse = holder_of(committee, "Registered nurse")
    kept = recorded(person=nurse, by=officer, unlisted_name="Choir")
    leave(committee, nurse, officer, on=date(2015, 5, 1))
    settings.QUORATE_TODAY = date(2021, 9, 1)

    with pytest.raises(RuleBroken) as refused:
        retention.purge(interest=kept, by=officer)

    assert "as the register knows since 31 August 2021" in str(refused.value)
    settings.QUORATE_TODAY = FIRST
    retention.purge(interest=kept, by=officer)


def test_a_committee_wound_up_today_for_long_ago_starts_no_clock_in_the_past(
    committee, officer, settings
):
    deputy = PersonFactory()
    named = deputies.name(
        seat=seat_of(committee, "GP member"),
        person=deputy,
        from_on=date(2015, 5, 1),
        by=officer,
    )
    kept = recorded(person=named.person, by=officer, unlisted_name="Choir")
    for seat in committee.seats.all():
        seat.appointments.update(to_on=date(2015, 6, 1))
    committees.disestablish(committee=committee, on=date(2015, 6, 1), by=officer)
    settings.QUORATE_TODAY = date(2022, 1, 1)

    with pytest.raises(RuleBroken, match="knows since 31 August 2021"):
        retention.purge(interest=kept, by=officer)


def test_an_end_written_today_for_long_ago_leaves_the_public_its_months(
    client, committee, havering, officer, settings
):
    """An interest does not leave the public register the minute somebody ends it."""
    nurse = holder_of(committee, "Registered nurse")
    kept = recorded(
        person=nurse, by=officer, unlisted_name="Choir", from_on=date(2005, 1, 1)
    )
    known = recorded(
        person=nurse,
        by=officer,
        unlisted_name="Long over",
        from_on=date(2005, 1, 1),
        to_on=date(2010, 1, 1),
    )
    interests.end(interest=kept, on=date(2010, 1, 1), by=officer)

    for url in public_urls(committee, havering):
        for day, is_shown in (
            (date(2021, 8, 31), True),
            (date(2022, 2, 28), True),
            (date(2022, 3, 1), False),
        ):
            settings.QUORATE_TODAY = day
            assert ("Choir" in told(client, url)) == is_shown
            assert str(known.concern) not in told(client, url)
        assert "Choir" in told(client, url, on="2022-02-28")
        assert "Choir" not in told(client, url, on="2022-03-01")


def test_registers_with_leavers_ask_no_more_for_more_of_them(
    client, committee, havering, gp, officer, settings
):
    settings.QUORATE_TODAY = date(2021, 9, 15)
    client.force_login(officer)
    urls = [*public_urls(committee, havering), *full_urls(committee, havering)]

    def counts() -> list[int]:
        found = []
        for url in urls:
            for day in ("", "2021-09-10"):
                with CaptureQueriesContext(connection) as asked:
                    told(client, url, on=day, state="all")
                found.append(len(asked))
        return found

    counts()
    once = counts()
    for title in ("Registered nurse", "Healthwatch"):
        person = holder_of(committee, title)
        recorded(person=person, by=officer, unlisted_name=title)
        leave(committee, person, officer)

    assert counts() == once


def test_body_with_shorter_months_of_its_own(client, committee, havering, gp, settings):
    RuleSetFactory(
        organisation=havering,
        effective_from=date(2021, 1, 1),
        public_months_after_end=9,
    )
    settings.QUORATE_TODAY = date(2022, 5, 31)

    for url in public_urls(committee, havering):
        assert "Evening Doctors Ltd" in told(client, url)


def test_position_that_ended_starts_the_clock(havering, officer, settings):
    position = PositionFactory(organisation=havering)
    kept = recorded(person=position.person, by=officer, unlisted_name="Choir")
    positions.end(position=position, on=LEFT, by=officer)
    DeputyFactory(person=position.person, to_on=date(2020, 1, 1))
    settings.QUORATE_TODAY = FIRST

    (over,) = over_in(havering, FIRST)
    assert over.entry == kept
    assert over.verdict
    assert retention.purge(interest=kept, by=officer).purged_at is not None


def test_nobody_who_comes_back_is_asked_about_what_was_purged(
    gp, havering, officer, settings
):
    interest = gp.interests.get()
    settings.QUORATE_TODAY = FIRST
    retention.purge(interest=interest, by=officer)
    PositionFactory(person=gp, organisation=havering, from_on=FIRST)

    returned = attestations.attest(
        person=gp,
        answers={},
        statement="Nothing to declare.",
        source=Source(kind=SourceKind.EMAIL, on=FIRST),
        by=officer,
    )

    assert returned.is_nil
    for act in (
        lambda: interests.end(interest=interest, on=FIRST, by=officer),
        lambda: interests.correct(
            interest=interest,
            declaration=declaration(),
            reason="Back.",
            seen_version=interest.version,
            by=officer,
        ),
    ):
        with pytest.raises(RuleBroken, match="Its words were purged"):
            act()
