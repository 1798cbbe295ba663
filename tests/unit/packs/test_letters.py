"""The letter that says a pack is out: one for each reader, telling nothing."""

from __future__ import annotations

import icalendar
import pytest
from django.core import mail

from core import clock
from meetings.models import Gathering
from notices.actions import dispatch
from notices.models import Letter
from notices.registry import render, selection_for
from packs.actions import openings
from packs.models import PackCopy
from people import door
from people.actors import PUBLIC
from tests.factories.packs import copy_of, dispatched, ready
from tests.factories.people import UserFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    cast, _ = ready()
    return cast, dispatched(cast)


def letter_to(user):
    return Letter.objects.filter(kind="pack_sent", person=user.person).latest("pk")


def entry_of(rendered):
    (attachment,) = rendered.attachments
    calendar = icalendar.Calendar.from_ical(attachment.text)
    (event,) = calendar.walk("VEVENT")
    return event


def test_letter_names_the_meeting_and_no_item(world):
    cast, pack = world

    rendered = render(letter_to(cast.gp_seated))

    words = rendered.subject + rendered.text + rendered.attachments[0].text
    assert cast.gathering.title in rendered.subject
    assert f"/meetings/{cast.gathering.pk}/my-pack/" in rendered.text
    assert f"{copy_of(pack, cast.gp_seated).pages} pages" in rendered.text
    for secret in ("Matter", "Alpha", "Beta", "Gamma", "Paper", "Commercial"):
        assert secret not in words


def test_letter_carries_the_meeting_for_the_calendar(world):
    cast, _ = world

    event = entry_of(render(letter_to(cast.gp_seated)))

    assert event["UID"] == f"gathering-{cast.gathering.pk}@quorate"
    assert event["SEQUENCE"] == cast.gathering.calendar_sequence
    assert event.start.isoformat() == "2016-06-15T14:00:00+01:00"
    assert event.end.isoformat() == "2016-06-15T16:30:00+01:00"
    assert event["LOCATION"] == "Becketts House, Ilford"


def test_letter_after_the_meeting_moved_has_the_same_uid_and_a_higher_sequence(world):
    cast, _ = world
    before = entry_of(render(letter_to(cast.gp_seated)))
    Gathering.objects.update(calendar_sequence=3, held_on="2016-06-22")

    after = entry_of(render(letter_to(cast.gp_seated)))

    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] == 3
    assert after.start.date().isoformat() == "2016-06-22"


def test_letter_of_a_meeting_without_an_end_lasts_two_hours(world):
    cast, _ = world
    Gathering.objects.update(ends_at_time=None)

    event = entry_of(render(letter_to(cast.gp_seated)))

    assert event.end.isoformat() == "2016-06-15T16:00:00+01:00"


def test_letter_is_not_needed_when_the_copy_was_taken_back(world):
    cast, _ = world
    PackCopy.objects.filter(person=cast.gp_seated.person).update(
        revoked_at=clock.now(), revoked_by=cast.officer
    )

    assert render(letter_to(cast.gp_seated)) is None
    assert render(letter_to(cast.chair)) is not None


def test_letter_is_not_needed_when_a_newer_edition_went_out(world):
    cast, _ = world
    old = letter_to(cast.gp_seated)

    dispatched(cast)

    assert render(old) is None
    assert render(letter_to(cast.gp_seated)) is not None


def test_letters_go_out_once_to_each_reader(world):
    _, pack = world

    dispatch.send_due()
    dispatch.send_due()

    reached = [address for message in mail.outbox for address in message.to]
    assert len(reached) == len(set(reached)) == pack.copies.count()


def test_letters_are_looked_after_by_those_who_keep_the_record(world):
    cast, _ = world
    letter = letter_to(cast.gp_seated)

    for role in ("officer", "other_officer"):
        user = getattr(cast, role)
        assert door.may(user, "list", Letter)
        assert door.may(user, "manage", letter)
        assert letter in Letter.objects.filter(selection_for(user))
    neighbour = cast.neighbour_officer
    assert door.may(neighbour, "list", Letter)
    for user in (neighbour, cast.chair, cast.guardian, cast.outsider, PUBLIC):
        assert not door.may(user, "manage", letter)
        assert not Letter.objects.filter(selection_for(user)).exists()


def test_letters_of_other_rooms_are_not_ours_to_answer_for(world):
    cast, _ = world
    letter = Letter(kind="x", about="ballot:1", person=cast.chair.person)
    gone = Letter(kind="pack_sent", about="pack:0", person=cast.chair.person)

    assert not door.may(cast.officer, "manage", letter)
    assert not door.may(cast.officer, "manage", gone)
    assert not door.may(UserFactory(password=None, person=None), "list", Letter)
    assert not door.may(cast.gp_seated, "list", Letter)


def reminder_to(cast, user):
    return Letter(
        kind="read_pack",
        about=f"gathering:{cast.gathering.pk}",
        person=user.person,
        planned_at=clock.now(),
    )


def test_reminder_to_read_the_pack_stops_once_it_was_opened(world, settings):
    cast, pack = world
    settings.QUORATE_TODAY = cast.gathering.held_on
    letter = reminder_to(cast, cast.gp_seated)
    said = render(letter)
    assert f"/meetings/{cast.gathering.pk}/my-pack/" in said.text
    assert "Alpha" not in said.subject + said.text

    openings.record(copy=copy_of(pack, cast.gp_seated), by=cast.officer)
    assert render(letter) is not None
    openings.record(copy=copy_of(pack, cast.gp_seated), by=cast.gp_seated)

    assert render(letter) is None


def test_reminder_to_read_a_pack_that_is_not_there_is_not_needed(world, settings):
    cast, _ = world
    settings.QUORATE_TODAY = cast.gathering.held_on

    assert render(reminder_to(cast, cast.neighbour_officer)) is None
    PackCopy.objects.update(revoked_at=clock.now(), revoked_by=cast.officer)
    assert render(reminder_to(cast, cast.gp_seated)) is None
