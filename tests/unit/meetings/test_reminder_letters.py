"""Reminders of an announced meeting: planned once, moved with it, silent when not needed."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.utils import timezone

from meetings.actions import gatherings
from meetings.enums import Capacity, GatheringState, ReminderKind
from meetings.models import Attendance, Gathering
from notices.models import Letter
from notices.registry import render, selection_for
from people import door
from people.actors import PUBLIC
from tests.factories.conflicts import declared
from tests.factories.meetings import ItemFactory, ItemScopeFactory, gather


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day(settings):
    settings.QUORATE_TODAY = date(2016, 6, 1)


@pytest.fixture
def cast():
    cast = gather(1)
    item = ItemFactory(gathering=cast.gathering)
    ItemScopeFactory(item=item, sitting=cast.sittings[0])
    Gathering.objects.update(state=GatheringState.DRAFT)
    cast.gathering = announced(cast)
    return cast


def announced(cast):
    return gatherings.give_notice(gathering=cast.gathering, by=cast.officer)


def letters(cast, kind=ReminderKind.DECLARE_INTERESTS):
    return Letter.objects.filter(kind=kind, about=f"gathering:{cast.gathering.pk}")


def letter_to(cast, user, kind=ReminderKind.DECLARE_INTERESTS):
    return letters(cast, kind).get(person=user.person)


def move(cast, day):
    cast.gathering = gatherings.move(
        gathering=cast.gathering,
        held_on=day,
        starts_at_time=time(14),
        by=cast.officer,
        reason="The room is taken.",
    )


def test_give_notice_plans_one_reminder_of_each_kind_for_whoever_comes(cast):
    for kind, day in (
        (ReminderKind.DECLARE_INTERESTS, date(2016, 6, 8)),
        (ReminderKind.READ_PACK, date(2016, 6, 10)),
    ):
        due = letter_to(cast, cast.gp_seated, kind).due_at
        assert timezone.localtime(due).date() == day
        assert timezone.localtime(due).hour == 8
    assert not letters(cast).filter(person=cast.neighbour_officer.person).exists()


def test_moving_the_meeting_moves_the_reminders(cast):
    before = letters(cast).count()

    move(cast, date(2016, 6, 22))

    assert letters(cast).count() == before
    due = letter_to(cast, cast.gp_seated).due_at
    assert timezone.localtime(due).date() == date(2016, 6, 15)


def test_reminder_whose_day_has_passed_is_not_planned(settings):
    settings.QUORATE_TODAY = date(2016, 6, 9)
    cast = gather(1)
    item = ItemFactory(gathering=cast.gathering)
    ItemScopeFactory(item=item, sitting=cast.sittings[0])
    Gathering.objects.update(state=GatheringState.DRAFT)

    gatherings.give_notice(gathering=cast.gathering, by=cast.officer, reason="Late.")

    assert not letters(cast).exists()
    assert letters(cast, ReminderKind.READ_PACK).exists()


def test_declare_interests_names_the_meeting_and_no_item(cast):
    said = render(letter_to(cast, cast.gp_seated))

    assert cast.gathering.title in said.subject
    assert "15 June 2016" in said.text
    assert said.gist.address.endswith(f"/meetings/{cast.gathering.pk}/confirm/")
    assert cast.gathering.items.get().title not in said.subject + said.text


def test_no_reminder_after_acting(cast):
    declared(by=cast.gp_seated)

    assert render(letter_to(cast, cast.gp_seated)) is None


@pytest.mark.parametrize(
    "state", [GatheringState.DRAFT, GatheringState.CANCELLED, GatheringState.HELD]
)
def test_no_reminder_of_a_meeting_that_is_not_ahead(cast, state):
    Gathering.objects.update(state=state)

    assert render(letter_to(cast, cast.gp_seated)) is None


def test_no_reminder_once_the_day_has_passed_or_for_who_is_not_coming(cast, settings):
    letter = letter_to(cast, cast.gp_seated)
    settings.QUORATE_TODAY = date(2016, 6, 16)
    assert render(letter) is None

    settings.QUORATE_TODAY = date(2016, 6, 8)
    Attendance.objects.create(
        sitting=cast.sittings[0],
        person=cast.gp_seated.person,
        capacity=Capacity.SEAT_HOLDER,
        seat=cast.committees[0].seats.get(title="GP"),
        sent_apologies=True,
    )
    assert render(letter) is None


def test_reminders_are_looked_after_by_the_officers_of_the_meeting(cast):
    letter = letter_to(cast, cast.gp_seated)

    assert door.may(cast.officer, "manage", letter)
    assert letter in Letter.objects.filter(selection_for(cast.officer))
    for user in (cast.neighbour_officer, cast.chair, cast.guardian, PUBLIC):
        assert not door.may(user, "manage", letter)
        assert not Letter.objects.filter(selection_for(user)).exists()
    other = Letter(kind="x", about="ballot:1", person=cast.chair.person)
    assert not door.may(cast.officer, "manage", other)
