"""Whoever is to come hears of it: announced, moved, cancelled and put back on."""

from __future__ import annotations

from datetime import date, time

import pytest
from icalendar import Calendar

from meetings.actions import attendances, gatherings
from meetings.enums import CalendarKind, Capacity, GatheringState, ReminderKind
from meetings.facts.invitees import coming_to
from meetings.models import Gathering
from notices.enums import Status
from notices.models import Letter
from notices.registry import render
from tests.factories.meetings import ItemFactory, ItemScopeFactory, gather
from tests.factories.people import PersonFactory


pytestmark = pytest.mark.django_db

INVITED, MOVED, CANCELLED = CalendarKind
PLANNED_WITH_NOTICE = {ReminderKind.DECLARE_INTERESTS, ReminderKind.READ_PACK}


@pytest.fixture(autouse=True)
def _on_the_day(settings):
    settings.QUORATE_TODAY = date(2016, 6, 1)


@pytest.fixture
def draft():
    cast = gather(1)
    item = ItemFactory(gathering=cast.gathering)
    ItemScopeFactory(item=item, sitting=cast.sittings[0])
    Gathering.objects.update(state=GatheringState.DRAFT)
    return cast


@pytest.fixture
def cast(draft):
    announce(draft)
    return draft


def announce(cast):
    cast.gathering = gatherings.give_notice(gathering=cast.gathering, by=cast.officer)


def cancel(cast, reason="The boiler broke."):
    cast.gathering = gatherings.cancel(
        gathering=cast.gathering, reason=reason, by=cast.officer
    )


def restore(cast):
    cast.gathering = gatherings.restore(
        gathering=cast.gathering, reason="The boiler is mended.", by=cast.officer
    )


def move(cast, day=date(2016, 6, 22)):
    cast.gathering = gatherings.move(
        gathering=cast.gathering,
        held_on=day,
        starts_at_time=time(14),
        by=cast.officer,
        reason="The room is taken.",
    )


def letters(cast, kind):
    about = f"gathering:{cast.gathering.pk}"
    return Letter.objects.filter(kind=kind, about=about).exclude(status=Status.DROPPED)


def told(cast, kind):
    return {letter.person_id for letter in letters(cast, kind)}


def sent(cast):
    """Let every letter that waits have left."""
    Letter.objects.filter(status=Status.PLANNED, kind__in=CalendarKind).update(
        status=Status.SENT,
        claimed_at="2016-06-01T08:00Z",
        sent_at="2016-06-01T08:00Z",
        subject="A meeting",
        text="As it was sent.",
    )


def rendered(cast, kind, user):
    return render(letters(cast, kind).get(person=user.person))


def entry(said):
    (attached,) = said.attachments
    whole = Calendar.from_ical(attached.text)
    (event,) = whole.walk("VEVENT")
    return whole, event


def test_notice_invites_whoever_is_coming_once_with_a_calendar_entry(cast):
    coming = {one.pk for one in coming_to(cast.gathering)}
    said = rendered(cast, INVITED, cast.gp_seated)

    whole, event = entry(said)

    assert told(cast, INVITED) == coming
    assert whole["METHOD"] == "REQUEST"
    assert event["UID"] == f"gathering-{cast.gathering.pk}@quorate"
    assert "15 June 2016" in said.text
    assert cast.gathering.items.get().title not in said.subject + said.text


def test_draft_meeting_moved_or_cancelled_tells_nobody(draft):
    move(draft)
    cancel(draft)

    assert not Letter.objects.exists()


def test_moved_meeting_tells_the_new_day_with_the_same_uid_and_a_higher_sequence(cast):
    _, before = entry(rendered(cast, INVITED, cast.gp_seated))
    sent(cast)

    move(cast)

    said = rendered(cast, MOVED, cast.gp_seated)
    whole, after = entry(said)
    assert told(cast, MOVED) == told(cast, INVITED)
    assert "22 June 2016" in said.text
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["STATUS"] == "CONFIRMED"
    assert after.start.date() == date(2016, 6, 22)
    assert whole["METHOD"] == "REQUEST"


def test_moved_twice_before_anything_left_tells_once_and_the_last_day(cast):
    sent(cast)

    move(cast)
    move(cast, date(2016, 6, 29))

    assert "29 June 2016" in rendered(cast, MOVED, cast.gp_seated).text


def test_moved_before_the_invitation_left_needs_no_second_letter(cast):
    move(cast)

    assert not letters(cast, MOVED).exists()
    assert "22 June 2016" in rendered(cast, INVITED, cast.gp_seated).text


def test_cancelled_meeting_tells_all_with_a_cancelling_entry_and_the_reason(cast):
    _, before = entry(rendered(cast, INVITED, cast.gp_seated))
    sent(cast)

    cancel(cast)

    said = rendered(cast, CANCELLED, cast.gp_seated)
    whole, after = entry(said)
    assert told(cast, CANCELLED) == told(cast, INVITED)
    assert "The boiler broke." in said.text
    assert whole["METHOD"] == "CANCEL"
    assert (after["UID"], after["STATUS"]) == (before["UID"], "CANCELLED")
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_cancelled_meeting_drops_what_still_waits(cast):
    cancel(cast)

    kinds = set(
        Letter.objects.filter(status=Status.PLANNED).values_list("kind", flat=True)
    )
    assert kinds == {CANCELLED}


def test_restored_meeting_invites_and_reminds_again_above_its_cancellation(cast):
    sent(cast)
    cancel(cast)
    _, gone = entry(rendered(cast, CANCELLED, cast.gp_seated))
    sent(cast)

    restore(cast)
    announce(cast)

    invitation = letters(cast, INVITED).filter(
        person=cast.gp_seated.person, status=Status.PLANNED
    )
    _, again = entry(render(invitation.get()))
    assert again["SEQUENCE"] > gone["SEQUENCE"]
    assert again["STATUS"] == "CONFIRMED"
    for kind in PLANNED_WITH_NOTICE:
        assert letters(cast, kind).filter(person=cast.gp_seated.person).count() == 1


def test_restored_before_the_cancellation_left_says_that_it_has_changed(cast):
    sent(cast)
    cancel(cast)

    restore(cast)
    assert not letters(cast, CANCELLED).exists()
    announce(cast)

    assert told(cast, MOVED) == told(cast, INVITED)


def test_notice_given_again_tells_nobody_twice_what_they_know(cast):
    sent(cast)
    cast.gathering = gatherings.advance(
        gathering=cast.gathering,
        to=GatheringState.DRAFT,
        reason="An item was missing.",
        by=cast.officer,
    )

    announce(cast)

    assert letters(cast, INVITED).count() == len(told(cast, INVITED))
    assert not letters(cast, MOVED).exists()


def test_changed_while_in_draft_is_told_with_the_next_notice(cast):
    sent(cast)
    cast.gathering = gatherings.advance(
        gathering=cast.gathering,
        to=GatheringState.DRAFT,
        reason="The day is wrong.",
        by=cast.officer,
    )
    move(cast)
    assert not letters(cast, MOVED).exists()

    announce(cast)

    assert told(cast, MOVED) == told(cast, INVITED)


def test_somebody_added_after_notice_is_invited_and_reminded(cast):
    guest = PersonFactory()

    attendances.attend(
        sitting=cast.sittings[0],
        person=guest,
        capacity=Capacity.PRESENTER,
        by=cast.officer,
    )

    assert letters(cast, INVITED).filter(person=guest).count() == 1
    assert {one.kind for one in Letter.objects.filter(person=guest)} == {
        INVITED,
        *PLANNED_WITH_NOTICE,
    }


def test_somebody_told_already_is_not_invited_again_in_another_capacity(cast):
    guest = PersonFactory()

    for capacity in (Capacity.PRESENTER, Capacity.OBSERVER):
        attendances.attend(
            sitting=cast.sittings[0],
            person=guest,
            capacity=capacity,
            by=cast.officer,
        )

    assert letters(cast, INVITED).filter(person=guest).count() == 1


def test_somebody_added_to_a_draft_or_to_the_public_seats_hears_nothing(draft):
    guest, watcher = PersonFactory(), PersonFactory()
    attendances.attend(
        sitting=draft.sittings[0],
        person=guest,
        capacity=Capacity.PRESENTER,
        by=draft.officer,
    )
    assert not Letter.objects.exists()
    announce(draft)
    attendances.attend(
        sitting=draft.sittings[0],
        person=watcher,
        capacity=Capacity.PUBLIC,
        by=draft.officer,
    )

    assert letters(draft, INVITED).filter(person=guest).exists()
    assert not Letter.objects.filter(person=watcher).exists()


def test_corrected_place_is_told_and_a_correction_of_nothing_is_not(cast):
    sent(cast)
    said = {"title": cast.gathering.title, "venue": cast.gathering.venue}

    gatherings.correct(gathering=cast.gathering, **said, by=cast.officer)
    assert not letters(cast, MOVED).exists()
    gatherings.correct(
        gathering=cast.gathering, **said | {"venue": "The annexe"}, by=cast.officer
    )

    assert "The annexe" in rendered(cast, MOVED, cast.gp_seated).text


def test_page_of_a_cancelled_meeting_says_why(cast, client):
    cancel(cast)
    client.force_login(cast.gp_seated)

    page = client.get(f"/meetings/{cast.gathering.pk}/").content.decode()

    assert "This meeting was cancelled: The boiler broke." in page
