"""After the meeting: minutes to check, actions that fall due, and nothing withheld."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from decisions.actions import actions, reminders
from meetings.enums import GatheringState, Part, ReminderKind
from meetings.models import Gathering, Sitting
from notices.models import Letter
from notices.registry import render, selection_for
from people import door
from tests.factories.decisions import MinutesFactory, opened_action, world
from tests.factories.meetings import ReminderPeriodFactory
from tests.factories.room import ConflictRowFactory


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day(settings):
    settings.QUORATE_TODAY = date(2016, 6, 16)


@pytest.fixture
def scene():
    scene = world(1)
    scene.matter = scene.item()
    scene.away = scene.person("GP member")
    scene.open(scene.away)
    return scene


def in_draft(scene, part=Part.ONE):
    Gathering.objects.update(state=GatheringState.MINUTES_DRAFT)
    scene.gathering.refresh_from_db()
    MinutesFactory(gathering=scene.gathering, part=part.value)


def letters(kind):
    return Letter.objects.filter(kind=kind)


def day_of(letter):
    return timezone.localtime(letter.due_at).date()


def test_those_who_were_there_are_asked_to_check_the_minutes(scene):
    in_draft(scene)

    assert reminders.schedule_all() > 0
    assert reminders.schedule_all() == 0

    asked = letters(ReminderKind.MINUTES_TO_CHECK)
    assert {one.person for one in asked} == set(scene.everybody()) - {scene.away}
    assert {day_of(one) for one in asked} == {date(2016, 6, 23)}
    said = render(asked.first())
    assert f"/meetings/{scene.gathering.pk}/minutes/1/" in said.gist.address
    assert scene.matter.title not in said.subject + said.text


def test_minutes_written_late_are_asked_about_today(scene, settings):
    settings.QUORATE_TODAY = date(2016, 7, 20)
    in_draft(scene)

    reminders.schedule_all()

    due = {day_of(one) for one in letters(ReminderKind.MINUTES_TO_CHECK)}
    assert due == {date(2016, 7, 20)}


@pytest.mark.parametrize(
    "state", [GatheringState.HELD, GatheringState.MINUTES_APPROVED]
)
def test_nobody_is_asked_before_they_are_written_or_once_approved(scene, state):
    in_draft(scene)
    reminders.schedule_all()
    letter = letters(ReminderKind.MINUTES_TO_CHECK).first()
    assert render(letter) is not None

    Gathering.objects.update(state=state)

    assert render(letter) is None
    Letter.objects.all().delete()
    assert reminders.schedule_all() == 0


def test_nobody_is_asked_to_check_what_is_kept_from_them_whole(scene):
    in_draft(scene)
    reminders.schedule_all()
    reader = next(one for one in scene.everybody() if one != scene.away)
    letter = letters(ReminderKind.MINUTES_TO_CHECK).get(person=reader)

    ConflictRowFactory(item=scene.matter, sitting=scene.sittings[0], person=reader)

    assert render(letter) is None


def test_owner_is_reminded_of_an_action_by_the_committee_s_own_period(scene):
    owner = scene.user("Lay chair")
    action = opened_action(scene, scene.matter, owner.person)  # due on 15 July
    ReminderPeriodFactory(
        committee=scene.committees[0],
        kind_code=ReminderKind.ACTION_DUE,
        clear_days=2,
        effective_from=date(2016, 7, 1),
    )

    reminders.schedule_all()

    letter = letters(ReminderKind.ACTION_DUE).get()
    assert (letter.person, day_of(letter)) == (owner.person, date(2016, 7, 12))
    said = render(letter)
    assert "is due on 15 July 2016" in said.text
    assert scene.matter.title not in said.subject + said.text
    assert action.description not in said.subject + said.text
    assert letter in Letter.objects.filter(selection_for(scene.officer))
    assert door.may(scene.officer, "manage", letter)
    assert not door.may(owner, "manage", letter)
    assert not Letter.objects.filter(selection_for(owner)).exists()


def test_action_letter_falls_away_once_done_or_kept_from_its_owner(scene):
    owner = scene.user("Lay chair")
    action = opened_action(scene, scene.matter, owner.person)
    reminders.schedule_all()
    letter = letters(ReminderKind.ACTION_DUE).get()
    row = ConflictRowFactory(
        item=scene.matter, sitting=scene.sittings[0], person=owner.person
    )
    assert render(letter) is None
    type(row).objects.filter(pk=row.pk).update(state="dismissed", state_reason="No.")
    assert render(letter) is not None

    actions.close(action=action, outcome="Written.", by=owner)

    assert render(letter) is None
    assert reminders.schedule_all() == 0


def test_schedule_all_same_queries_for_more_actions(scene):
    def count(number):
        for _ in range(number):
            item = scene.item()
            opened_action(scene, item, scene.person("Lay chair"))
        reminders.schedule_all()
        with CaptureQueriesContext(connection) as queries:
            assert reminders.schedule_all() == 0
        return len(queries)

    assert count(1) == count(4)


def test_chair_checks_the_minutes_who_was_not_seen_come_in(scene):
    Sitting.objects.update(chair=scene.away)
    in_draft(scene)

    reminders.schedule_all()

    assert letters(ReminderKind.MINUTES_TO_CHECK).filter(person=scene.away).exists()
