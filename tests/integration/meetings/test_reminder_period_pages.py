"""The page on which an officer says when a committee reminds people."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.errors import RuleBroken
from core.models import AuditEvent
from core.rules.days import DayBasis
from meetings.actions import reminder_periods
from meetings.enums import ReminderKind
from meetings.models import ReminderPeriod
from meetings.rules.reminders import ReminderRule
from tests.factories.meetings import ReminderPeriodFactory, gather


pytestmark = pytest.mark.django_db
TYPED = {
    "clear_days": "12",
    "basis": "calendar",
    "effective_from_0": "10",
    "effective_from_1": "6",
    "effective_from_2": "2016",
}


@pytest.fixture(autouse=True)
def _on_the_day(settings):
    settings.QUORATE_TODAY = date(2016, 6, 1)


@pytest.fixture
def cast():
    return gather(1)


def words(response):
    return " ".join(response.content.decode().split())


def listing(cast):
    return reverse("meetings:reminder_periods", args=[cast.committees[0].slug])


def form(cast, kind="paper_due"):
    return reverse("meetings:set_reminder_period", args=[cast.committees[0].slug, kind])


def test_officer_says_when_authors_are_reminded(client, cast):
    client.force_login(cast.officer)
    listed = words(client.get(listing(cast)))
    assert "8 clear working days before the meeting" in listed
    assert "5 clear working days after the meeting" in listed
    assert listed.count("By default") == 6

    assert "61" not in words(client.post(form(cast), {**TYPED, "clear_days": "60"}))
    said = client.post(form(cast), TYPED, follow=True)

    assert "Saved: Hand in your paper" in words(said)
    assert "From 10 June 2016: 12 clear calendar days before the meeting" in words(said)
    client.post(form(cast), {**TYPED, "effective_from_0": "1", "clear_days": "9"})
    listed = words(client.get(listing(cast)))
    assert "9 clear calendar days before the meeting" in listed
    assert "Since 1 June 2016. From 10 June 2016" in listed
    assert AuditEvent.objects.filter(event="reminders.set").count() == 3


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"effective_from_1": "5"}, "Enter today or a later day"),
        ({"clear_days": "61"}, "60"),
        ({"clear_days": ""}, "Enter a number of days"),
        ({"basis": "moons"}, "moons"),
    ],
)
def test_what_cannot_be_is_refused_in_words(client, cast, typed, said):
    client.force_login(cast.officer)

    assert said in words(client.post(form(cast), {**TYPED, **typed}))
    assert not ReminderPeriod.objects.exists()


def test_pages_are_for_the_committee_s_officer(client, cast):
    for url in (listing(cast), form(cast)):
        for role, status in (
            ("officer", 200),
            ("chair", 403),
            ("guardian", 403),
            ("neighbour_officer", 404),
            ("outsider", 404),
        ):
            client.force_login(getattr(cast, role))
            assert client.get(url).status_code == status, role
    client.force_login(cast.officer)
    for kind in ("conflict_found", "nonsense"):
        assert client.get(form(cast, kind)).status_code == 404


def test_page_is_one_click_from_the_committee(client, cast):
    client.force_login(cast.officer)
    committee = reverse("committees:committee", args=[cast.committees[0].slug])

    assert listing(cast) in words(client.get(committee))
    client.force_login(cast.chair)
    assert listing(cast) not in words(client.get(committee))


def test_listing_same_queries_for_more_periods(client, cast):
    client.force_login(cast.officer)

    def count():
        client.get(listing(cast))
        with CaptureQueriesContext(connection) as queries:
            client.get(listing(cast))
        return len(queries)

    before = count()
    for kind in (ReminderKind.PAPER_DUE, ReminderKind.ACTION_DUE):
        for day in (1, 20):
            ReminderPeriodFactory(
                committee=cast.committees[0],
                kind_code=kind,
                effective_from=date(2016, 6, day),
            )

    assert count() == before


def say(cast, **changed):
    rule = ReminderRule(ReminderKind.PAPER_DUE, 12, DayBasis.CALENDAR)
    return {
        "committee": cast.committees[0],
        "rule": rule,
        "effective_from": date(2016, 6, 10),
        "by": cast.officer,
    } | changed


def test_set_period_said_twice_is_said_once(cast):
    first = reminder_periods.set_period(**say(cast))

    assert reminder_periods.set_period(**say(cast)) == first
    assert ReminderPeriod.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"rule": ReminderRule(ReminderKind.CONFLICT_FOUND, 2)}, "no_period"),
        ({"rule": ReminderRule(ReminderKind.PAPER_DUE, 61)}, "too_many_days"),
        ({"effective_from": date(2016, 5, 31)}, "backdated"),
    ],
)
def test_set_period_refuses(cast, changed, code):
    with pytest.raises(RuleBroken) as refused:
        reminder_periods.set_period(**say(cast, **changed))

    assert refused.value.verdict.code == code


def test_period_is_kept_for_ever_and_never_nonsense(cast):
    row = ReminderPeriodFactory(committee=cast.committees[0])
    with pytest.raises(DatabaseError), transaction.atomic():
        ReminderPeriod.objects.update(clear_days=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()
    for nonsense in (
        {"clear_days": 61},
        {"basis": "moons"},
        {"kind_code": "conflict_found"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReminderPeriodFactory(committee=cast.committees[0], **nonsense)
