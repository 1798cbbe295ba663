"""How late a declaration is has one answer everywhere, by the rules of its own day."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from committees.actions import appointments
from conflicts.actions import interests, merging, rule_sets
from conflicts.actions.rule_sets import RuleSetDraft
from conflicts.enums import Nature, SourceKind
from conflicts.facts.assurance import figures_of
from conflicts.facts.declaring import DaysToDeclare, limits_of, with_limits
from conflicts.models import Interest
from core import clock
from core.errors import RuleBroken
from meetings.facts.declared import declared_in_rooms
from tests.factories.committees import CcgFactory, PostFactory
from tests.factories.conflicts import (
    PositionFactory,
    RuleSetFactory,
    declaration,
    recorded,
)
from tests.factories.people import PersonFactory, UserFactory


AWARE, DECLARED = date(2016, 5, 1), date(2016, 5, 21)
TODAY = date(2016, 6, 1)
# Not "3 days late in all": that is the whole way to the register.
DECLARED_LATE = re.compile(r"days? late(?! in all)")


@pytest.fixture
def of_14_days(havering):
    """Havering's own policy: fourteen days, from the beginning of 2016."""
    return RuleSetFactory(
        organisation=havering,
        effective_from=date(2016, 1, 1),
        declare_within_days=14,
    )


@pytest.fixture
def late(of_14_days, paper_member, officer):
    """Declared on day 20: six days late for Havering, in time for the law."""
    return recorded(
        person=paper_member,
        by=officer,
        unlisted_name="Choir",
        became_aware_on=AWARE,
        source_on=DECLARED,
    )


def shown(client, url, **query) -> str:
    answer = client.get(url, query)
    assert answer.status_code == 200
    return answer.content.decode()


def pages_of(late, committee, havering) -> list[str]:
    return [
        reverse("conflicts:committee_register", args=[committee.slug]),
        reverse("conflicts:organisation_register", args=[havering.pk]),
        reverse("conflicts:person_register", args=[late.person_id]),
        reverse("conflicts:interest", args=[late.pk]),
        reverse("conflicts:person_interests", args=[late.person_id]),
    ]


def figure(havering, code, year=2016) -> int:
    found = figures_of(havering, date(year, 1, 1), date(year, 12, 31))
    return next(one.value for one in found if one.code == code)


def test_every_page_says_six_days_late(
    client, late, committee, havering, officer, guardian, settings
):
    client.force_login(officer)
    for url in pages_of(late, committee, havering):
        assert "6 days late" in shown(client, url)
    report = shown(client, reverse("conflicts:breach_report"), interest=late.pk)
    assert "6 days late" in report
    client.force_login(guardian)
    settings.QUORATE_TODAY = date(2016, 7, 1)
    for url in pages_of(late, committee, havering)[:3]:
        assert "6 days late" in shown(client, url, on="2016-06-01")
    assert figure(havering, "declared_late") == 1


def test_it_stays_late_when_the_person_leaves(
    client, late, committee, havering, officer, settings
):
    seat = committee.seats.get(appointments__person=late.person)
    appointments.end(
        appointment=seat.appointments.get(), on=date(2016, 5, 31), by=officer
    )
    settings.QUORATE_TODAY = date(2017, 2, 1)
    client.force_login(officer)

    for url in pages_of(late, committee, havering):
        assert "6 days late" in shown(client, url, state="all")
    # Whoever left during the year declared in it.
    assert figure(havering, "declared") == 1
    assert figure(havering, "declared_late") == 1
    assert figure(havering, "declared", 2017) == 0


def test_a_policy_of_later_makes_nobody_late_before(
    client, havering, committee, paper_member, officer
):
    RuleSetFactory(
        organisation=havering,
        effective_from=date(2016, 5, 31),
        declare_within_days=14,
    )
    early = recorded(
        person=paper_member,
        by=officer,
        unlisted_name="Choir",
        became_aware_on=AWARE,
        source_on=DECLARED,
    )
    client.force_login(officer)

    for url in pages_of(early, committee, havering):
        assert not DECLARED_LATE.search(shown(client, url))
    assert figure(havering, "declared_late") == 0


def test_a_body_joined_later_makes_nobody_late_before(of_14_days, havering, officer):
    newcomer = PersonFactory()
    begun = recorded(
        person=newcomer,
        by=officer,
        unlisted_name="Choir",
        became_aware_on=AWARE,
        source_on=DECLARED,
    )
    PositionFactory(person=newcomer, organisation=havering, from_on=date(2016, 5, 22))

    assert limits_of(newcomer.pk).days_on(begun.declared_on) == 28
    assert limits_of(newcomer.pk).days_on(date(2016, 5, 22)) == 14


def test_database_gives_the_limits_of_the_rules(
    havering, of_14_days, officer, settings
):
    """The function that registers ask and `Limits` are one rule in two languages."""
    settings.QUORATE_TODAY = date(2019, 1, 1)
    other = CcgFactory()
    for body, on, days in (
        (other, date(2012, 1, 1), 5),
        (other, date(2016, 3, 1), 21),
        (other, date(2017, 6, 16), 7),
        (havering, date(2018, 1, 1), 20),
    ):
        RuleSetFactory(organisation=body, effective_from=on, declare_within_days=days)
    withdrawn = RuleSetFactory(
        organisation=other, effective_from=date(2018, 2, 1), declare_within_days=3
    )
    type(withdrawn).objects.filter(pk=withdrawn.pk).update(
        withdrawn_at="2018-01-01T00:00Z",
        withdrawn_by=officer,
        withdrawal_reason="A slip.",
    )
    people = [PersonFactory() for _ in range(4)]
    for person, body, first, last in (
        (people[0], havering, date(2010, 1, 1), None),
        (people[1], havering, date(2016, 2, 1), date(2017, 1, 1)),
        (people[1], other, date(2016, 12, 1), None),
        (people[2], other, date(2011, 1, 1), date(2018, 6, 1)),
    ):
        PositionFactory(person=person, organisation=body, from_on=first, to_on=last)
    for person in people:
        for day in (
            date(2011, 5, 1),
            date(2013, 5, 1),
            date(2016, 1, 1),
            date(2016, 2, 15),
            date(2016, 12, 15),
            date(2017, 6, 16),
            date(2018, 1, 1),
            date(2018, 7, 1),
        ):
            Interest.objects.create(
                person=person,
                nature=Nature.PERSONAL,
                unlisted_name="Choir",
                description="Sings",
                declared_on=day,
                recorded_at=clock.now(),
                recorded_by=officer,
            )

    found = {
        row.pk: (limit, limits_of(row.person_id).days_on(row.declared_on))
        for row, limit in with_limits(Interest.objects.all())
    }

    assert all(asked == judged for asked, judged in found.values())
    assert {asked for asked, _ in found.values()} >= {5, 7, 14, 20, 28}


def test_limits_follow_a_person_who_was_merged(late, officer, settings):
    remaining = PersonFactory()
    merging.merge(
        duplicate=late.person,
        into=remaining,
        reason="Same.",
        by=UserFactory(administrator=True),
    )

    (limit,) = Interest.objects.annotate(days=DaysToDeclare()).values_list(
        "days", flat=True
    )
    assert limit == limits_of(remaining.pk).days_on(DECLARED) == 14


def test_register_page_asks_no_more_for_limits(client, late, havering, officer):
    client.force_login(officer)
    url = reverse("conflicts:organisation_register", args=[havering.pk])
    shown(client, url)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            shown(client, url)
        counts.append(len(asked))
        for number in range(5):
            recorded(
                person=late.person,
                by=officer,
                unlisted_name=f"{number}",
                became_aware_on=AWARE,
                source_on=DECLARED,
            )

    assert counts[0] == counts[1]


def test_what_was_said_in_a_room_is_due_by_the_rules_of_its_day(
    of_14_days, havering, paper_member, officer
):
    elsewhere = CcgFactory(name="NHS Aardvark CCG")
    PostFactory(person=officer.person, organisation=elsewhere)
    interests.record_for(
        person=paper_member,
        declaration=declaration(unlisted_name="Choir", became_aware_on=AWARE),
        source=SourceKind.MEETING,
        source_on=DECLARED,
        by=officer,
    )
    bodies = type(havering).objects.filter(pk__in=[elsewhere.pk, havering.pk])

    (told,) = declared_in_rooms(bodies.order_by("name"), TODAY)

    assert told.due_on == date(2016, 5, 15)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ({"declare_within_days": 29}, "within 28 days at most: enter 28 or fewer"),
        ({"register_within_days": 29}, "enter 28 or fewer"),
        ({"confirm_every_months": 13}, "every 12 months at most: enter 12 or fewer"),
        ({"gift_declare_within_days": 1200}, "enter 28 or fewer"),
        ({"public_months_after_end": 5}, "enter 6 or more"),
        ({"private_years_after_end": 0}, "enter 6 or more"),
    ],
)
def test_rules_laxer_than_the_national_ones_of_the_day_are_refused(
    havering, officer, number, words
):
    with pytest.raises(RuleBroken, match=words):
        rule_sets.enter(
            organisation=havering,
            draft=RuleSetDraft("Ours", "Board", date(2016, 6, 20), **number),
            by=officer,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleSetFactory(organisation=havering, **number)


def test_rules_follow_the_national_ones_of_their_day(havering, officer):
    """June 2016 asked for six months, and a law to come may give more days."""
    national = {"organisation": None, "confirm_every_months": 6}
    RuleSetFactory(effective_from=date(2027, 4, 1), declare_within_days=42, **national)

    def enter(on, **numbers):
        draft = RuleSetDraft("Ours", "Board", on, **numbers)
        return rule_sets.enter(organisation=havering, draft=draft, by=officer)

    with pytest.raises(RuleBroken, match="every 6 months at most"):
        enter(date(2016, 7, 1), confirm_every_months=12)
    assert enter(date(2027, 4, 2), declare_within_days=42, confirm_every_months=6)
    with pytest.raises(RuleBroken, match="within 42 days at most"):
        enter(date(2027, 4, 3), declare_within_days=43, confirm_every_months=6)


def test_late_by_the_law_of_its_day(gp_member, officer, settings):
    RuleSetFactory(
        organisation=None, effective_from=date(2027, 4, 1), declare_within_days=42
    )
    limits = limits_of(gp_member.person_id)

    assert (limits.days_on(date(2027, 3, 31)), limits.days_on(date(2027, 4, 1))) == (
        28,
        42,
    )


def test_rules_at_the_edge_of_the_national_ones_are_taken(havering, officer):
    draft = RuleSetDraft(
        "Ours",
        "Board",
        date(2016, 6, 20),
        declare_within_days=28,
        confirm_every_months=12,
        gift_declare_within_days=28,
        public_months_after_end=6,
        private_years_after_end=6,
    )

    assert rule_sets.enter(organisation=havering, draft=draft, by=officer).pk
