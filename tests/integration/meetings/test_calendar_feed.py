"""One's meetings in one's own calendar: as the letters say, and nothing more."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from core.models import AuditEvent
from meetings.actions import gatherings
from meetings.enums import GatheringState
from meetings.models import Gathering
from notices.actions import feeds
from notices.models import CalendarFeed, Letter
from notices.registry import render
from tests.factories.meetings import ItemFactory, ItemScopeFactory, gather
from tests.factories.notices import CalendarFeedFactory, LetterFactory
from tests.factories.people import UserFactory


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day(settings):
    settings.QUORATE_TODAY = date(2016, 6, 1)


@pytest.fixture
def cast():
    cast = gather(1)
    item = ItemFactory(gathering=cast.gathering, title="Secret rents", private=True)
    ItemScopeFactory(item=item, sitting=cast.sittings[0])
    Gathering.objects.update(state=GatheringState.DRAFT)
    cast.gathering = gatherings.give_notice(gathering=cast.gathering, by=cast.officer)
    return cast


def address_of(user):
    return reverse("meetings:calendar_feed", args=[feeds.make(by=user)])


def events(address):
    answer = Client().get(address)
    assert answer.status_code == 200, answer.status_code
    calendar = Calendar.from_ical(answer.content)
    return calendar, calendar.walk("VEVENT")


def invitation(user):
    letter = Letter.objects.filter(kind="meeting_invited", person=user.person).latest(
        "pk"
    )
    (attached,) = render(letter).attachments
    (event,) = Calendar.from_ical(attached.text).walk("VEVENT")
    return event


def test_feed_has_the_entry_of_the_letter_without_signing_in(cast):
    user = cast.gp_seated

    calendar, (event,) = events(address_of(user))

    told = invitation(user)
    assert calendar["METHOD"] == "PUBLISH"
    for name in ("UID", "SEQUENCE", "SUMMARY", "LOCATION", "STATUS", "URL"):
        assert event.get(name) == told.get(name)
    assert event["DTSTART"].dt == told["DTSTART"].dt
    assert event["DTSTAMP"].dt == told["DTSTAMP"].dt


def test_feed_tells_of_no_item_and_no_reader(cast):
    user = cast.gp_seated

    answer = Client().get(address_of(user))

    words = answer.content.decode()
    assert "Secret" not in words
    assert "ATTENDEE" not in words
    assert user.email not in words
    assert user.person.email not in words
    assert answer["Content-Type"].startswith("text/calendar")
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies


def test_feed_follows_a_move_and_a_cancellation(cast):
    address = address_of(cast.gp_seated)
    (before,) = events(address)[1]
    cast.gathering = gatherings.move(
        gathering=cast.gathering,
        held_on=date(2016, 6, 22),
        starts_at_time=time(14),
        by=cast.officer,
        reason="The room is taken.",
    )
    (moved,) = events(address)[1]
    gatherings.cancel(
        gathering=cast.gathering, reason="The boiler broke.", by=cast.officer
    )

    (cancelled,) = events(address)[1]

    assert before["UID"] == moved["UID"] == cancelled["UID"]
    assert before["SEQUENCE"] < moved["SEQUENCE"] < cancelled["SEQUENCE"]
    assert moved["DTSTART"].dt.date() == date(2016, 6, 22)
    assert (moved["STATUS"], cancelled["STATUS"]) == ("CONFIRMED", "CANCELLED")


def test_feed_shows_no_draft_and_no_meeting_of_others(cast):
    outsider, insider = UserFactory(), cast.gp_seated
    theirs, none = address_of(insider), address_of(outsider)
    # A letter is not enough: who has no part in the meeting any more is not shown it.
    LetterFactory(
        kind="meeting_invited",
        about=f"gathering:{cast.gathering.pk}",
        person=outsider.person,
    )
    announced = len(events(theirs)[1])
    Gathering.objects.update(state=GatheringState.DRAFT)

    assert announced == 1
    assert events(theirs)[1] == []
    assert events(none)[1] == []


def test_feed_is_empty_and_valid_for_somebody_without_meetings():
    calendar, found = events(address_of(UserFactory()))

    assert calendar["VERSION"] == "2.0"
    assert found == []


@pytest.mark.parametrize("token", ["x", "A" * 43, "..", "%00", "a" * 4000])
def test_feed_wrong_token_is_not_found(token):
    CalendarFeedFactory()

    assert Client().get(f"/calendar/{token}.ics").status_code == 404


def test_feed_is_not_found_by_its_hash():
    feed = CalendarFeedFactory()

    address = reverse("meetings:calendar_feed", args=[feed.token_hash])
    assert Client().get(address).status_code == 404


def test_feed_ends_when_replaced_when_ended_and_with_the_account(cast):
    user = cast.gp_seated
    first = address_of(user)
    second = address_of(user)
    replaced = Client().get(first).status_code
    works = Client().get(second).status_code
    feeds.end(by=user)
    ended = Client().get(second).status_code
    third = address_of(user)
    user.is_active = False
    user.save()

    assert (replaced, works, ended) == (404, 200, 404)
    assert Client().get(third).status_code == 404


def test_feed_same_number_of_queries_with_more_meetings(cast):
    user = cast.gp_seated
    address = address_of(user)
    with CaptureQueriesContext(connection) as few:
        assert len(events(address)[1]) == 1
    committee = cast.sittings[0].committee
    for number in range(6):
        another = Gathering.objects.get(pk=cast.gathering.pk)
        another.pk = None
        another.title = f"Meeting {number}"
        another.save()
        another.sittings.create(committee=committee, position=0)
        LetterFactory(
            kind="meeting_invited", about=f"gathering:{another.pk}", person=user.person
        )

    with CaptureQueriesContext(connection) as many:
        assert len(events(address)[1]) == 7

    assert len(many) == len(few)


def test_my_calendar_shows_the_address_once(client, settings):
    user = UserFactory()
    client.force_login(user)
    url = reverse("meetings:my_calendar")
    before = client.get(url).content.decode()

    made = client.post(url)

    words = made.content.decode()
    start = words.index(f"{settings.QUORATE_BASE_URL}/calendar/")
    address = words[start : words.index("</code>", start)]
    token = address.rpartition("/")[2].removesuffix(".ics")
    assert "You have no private address yet" in before
    assert len(token) >= 43
    assert Client().get(f"/calendar/{token}.ics").status_code == 200
    assert token not in client.get(url).content.decode()
    assert "no-store" in made["Cache-Control"]
    feed = CalendarFeed.objects.get()
    assert token not in feed.token_hash
    trail = str(list(AuditEvent.objects.values_list("summary", "details")))
    assert token not in trail
    assert feed.token_hash not in trail


def test_my_calendar_ends_only_ones_own(client):
    others = CalendarFeedFactory()
    user = UserFactory()
    feeds.make(by=user)
    client.force_login(user)

    page = client.post(reverse("meetings:end_calendar"), follow=True).content.decode()
    client.post(reverse("meetings:end_calendar"))

    others.refresh_from_db()
    assert "shows nothing any more" in page
    assert others.ended_at is None
    assert CalendarFeed.objects.get(user=user).ended_at is not None


def test_my_calendar_is_for_people_of_the_record(client):
    user = UserFactory(person=None)
    client.force_login(user)

    page = client.post(reverse("meetings:my_calendar")).content.decode()

    assert "no person in the record" in page
    assert not CalendarFeed.objects.exists()


def test_one_open_address_for_each():
    feed = CalendarFeedFactory()

    with pytest.raises(IntegrityError, match="notices_calendarfeed_one_open"):
        CalendarFeedFactory(user=feed.user)
