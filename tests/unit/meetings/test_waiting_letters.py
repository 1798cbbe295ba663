"""Letters to authors and chairs: planned, moved, late, dropped, and nothing withheld."""

from __future__ import annotations

from datetime import date, time
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from core.rules.days import DayBasis
from meetings.actions import gatherings, reminders
from meetings.enums import ConflictState, GatheringState, ReminderKind
from meetings.models import ConflictRow, Gathering, Sitting
from notices.models import Letter
from notices.registry import render
from tests.factories.meetings import (
    CoverSheetFactory,
    ItemFactory,
    ItemScopeFactory,
    PaperFactory,
    ReminderPeriodFactory,
    gather,
)
from tests.factories.people import UserFactory
from tests.factories.room import ConflictRowFactory


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day(settings):
    settings.QUORATE_TODAY = date(2016, 5, 25)


@pytest.fixture
def cast():
    cast = gather(1)
    cast.author = UserFactory(password=None)
    cast.item = ItemFactory(gathering=cast.gathering)
    ItemScopeFactory(item=cast.item, sitting=cast.sittings[0])
    CoverSheetFactory(item=cast.item, author=cast.author.person)
    Sitting.objects.update(chair=cast.chair.person)
    Gathering.objects.update(state=GatheringState.DRAFT)
    return cast


def announce(cast):
    cast.gathering.refresh_from_db()
    cast.gathering = gatherings.give_notice(gathering=cast.gathering, by=cast.officer)


def letters(kind):
    return Letter.objects.filter(kind=kind)


def day_of(letter):
    return timezone.localtime(letter.due_at).date()


def conflict(cast, who, **said):
    return ConflictRowFactory(
        item=cast.item, sitting=cast.sittings[0], person=who.person, **said
    )


def test_author_is_reminded_of_the_paper_by_the_committee_s_own_period(cast):
    ReminderPeriodFactory(
        committee=cast.committees[0],
        clear_days=10,
        basis=DayBasis.CALENDAR,
        effective_from=date(2016, 6, 15),
    )

    announce(cast)

    letter = letters(ReminderKind.PAPER_DUE).get()
    assert letter.person == cast.author.person
    assert day_of(letter) == date(2016, 6, 3)  # Saturday 4 June falls back
    said = render(letter)
    assert "A paper of yours is on the agenda" in said.text
    assert cast.item.title not in said.subject + said.text


def test_author_opens_the_page_of_the_letter(cast, client):
    announce(cast)
    client.force_login(cast.author)
    said = render(letters(ReminderKind.PAPER_DUE).get())

    path = reverse("meetings:gathering", args=[cast.gathering.pk])

    assert said.gist.address.endswith(path)
    page = client.get(path).content.decode()
    assert reverse("meetings:item", args=[cast.item.pk]) in page


def test_who_leads_is_asked_where_nobody_wrote(cast):
    lead = UserFactory(password=None).person
    item = ItemFactory(gathering=cast.gathering, lead=lead)
    ItemScopeFactory(item=item, sitting=cast.sittings[0])
    announce(cast)

    asked = set(letters(ReminderKind.PAPER_DUE).values_list("person", flat=True))

    assert asked == {cast.author.person.pk, lead.pk}


def test_no_paper_letter_once_it_is_in_or_kept_from_its_author(cast):
    announce(cast)
    letter = letters(ReminderKind.PAPER_DUE).get()
    row = conflict(cast, cast.author)
    assert render(letter) is None
    row.state, row.state_reason = ConflictState.DISMISSED, "Another person."
    row.save()
    assert render(letter) is not None

    PaperFactory(item=cast.item)

    assert render(letter) is None


def test_author_of_a_withheld_item_gets_no_letter_planned(cast):
    conflict(cast, cast.author)

    announce(cast)

    assert not letters(ReminderKind.PAPER_DUE).exists()


def test_chair_is_reminded_of_rulings_and_of_none_on_themselves(cast):
    announce(cast)
    row = conflict(cast, cast.gp_seated)
    reminders.schedule_all()

    letter = letters(ReminderKind.TREATMENT_WAITING).get()

    assert letter.person == cast.chair.person
    assert day_of(letter) == date(2016, 6, 9)
    said = render(letter)
    assert "One conflict of interest waits for your ruling" in said.text
    assert str(cast.gp_seated.person) not in said.subject + said.text
    ConflictRow.objects.filter(pk=row.pk).update(person=cast.chair.person)
    assert render(letter) is None


def test_no_ruling_letter_once_the_row_is_gone(cast):
    announce(cast)
    row = conflict(cast, cast.gp_seated)
    reminders.schedule_all()
    row.state, row.state_reason = ConflictState.DISMISSED, "Another person."
    row.save()

    assert render(letters(ReminderKind.TREATMENT_WAITING).get()) is None


def test_clock_finds_what_came_up_later_and_asks_late(cast, settings):
    announce(cast)
    conflict(cast, cast.gp_seated)
    settings.QUORATE_TODAY = date(2016, 6, 13)

    assert reminders.schedule_all() == 1
    assert reminders.schedule_all() == 0

    assert day_of(letters(ReminderKind.TREATMENT_WAITING).get()) == date(2016, 6, 13)


def test_clock_plans_nothing_of_a_draft(cast):
    conflict(cast, cast.gp_seated)

    assert reminders.schedule_all() == 0
    assert not Letter.objects.exists()


def test_letters_that_wait_follow_the_committee_s_new_period(cast):
    announce(cast)
    ReminderPeriodFactory(
        committee=cast.committees[0],
        kind_code=ReminderKind.READ_PACK,
        clear_days=4,
        effective_from=date(2016, 6, 1),
    )
    before = letters(ReminderKind.READ_PACK).count()

    assert reminders.schedule_all() == before

    assert letters(ReminderKind.READ_PACK).count() == before
    due = {day_of(one) for one in letters(ReminderKind.READ_PACK)}
    assert due == {date(2016, 6, 8)}


def test_moving_the_meeting_moves_the_author_s_letter(cast):
    announce(cast)
    before = day_of(letters(ReminderKind.PAPER_DUE).get())

    gatherings.move(
        gathering=cast.gathering,
        held_on=date(2016, 6, 22),
        starts_at_time=time(14),
        by=cast.officer,
        reason="The room is taken.",
    )

    after = day_of(letters(ReminderKind.PAPER_DUE).get())
    assert (before, after) == (date(2016, 6, 2), date(2016, 6, 9))


def test_moved_so_near_that_the_day_has_passed_it_is_sent_today(cast, settings):
    announce(cast)
    settings.QUORATE_TODAY = date(2016, 6, 1)

    gatherings.move(
        gathering=cast.gathering,
        held_on=date(2016, 6, 8),
        starts_at_time=time(14),
        by=cast.officer,
        reason="The room is taken.",
    )

    assert day_of(letters(ReminderKind.PAPER_DUE).get()) == date(2016, 6, 1)


def test_reminder_named_by_its_days_before_is_the_same_reminder_now(cast):
    """An upgrade reminds nobody twice: the earlier names are turned to the new one."""
    announce(cast)
    one, another = letters(ReminderKind.READ_PACK)[:2]
    Letter.objects.filter(pk=one.pk).update(occasion="2 working days before")
    Letter.objects.filter(pk=another.pk).update(
        occasion="2 working days before, again 1"
    )

    import_module("meetings.migrations.0013_reminders_once").name_by_the_round_alone(
        apps, None
    )

    assert reminders.schedule_all() == 1
    another.refresh_from_db()
    assert another.occasion == "again 1"
