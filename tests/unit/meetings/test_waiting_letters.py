"""Letters to authors and chairs: planned, moved, late, dropped, and nothing withheld."""

from __future__ import annotations

from datetime import date, time
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from committees.enums import SeatRole, WhoRules
from committees.models import TermsOfReference
from core.rules.days import DayBasis
from meetings.actions import gatherings, reminders
from meetings.enums import ConflictState, GatheringState, ReminderKind
from meetings.facts.reminders import rulings_waiting
from meetings.models import ConflictRow, Gathering, Sitting
from notices.models import Letter
from notices.registry import render
from people import door
from tests.factories.meetings import (
    CoverSheetFactory,
    ItemFactory,
    ItemScopeFactory,
    PaperFactory,
    ReminderPeriodFactory,
    add_seat,
    gather,
    seat_person,
)
from tests.factories.people import PersonFactory, UserFactory
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

    import_module("meetings.migrations.0014_reminders_once").name_by_the_round_alone(
        apps, None
    )

    assert reminders.schedule_all() == 1
    another.refresh_from_db()
    assert another.occasion == "again 1"


def ruled_by(cast):
    """Plan the letters of open rulings by the clock, and say who gets one."""
    reminders.schedule_all()
    return {one.person for one in letters(ReminderKind.TREATMENT_WAITING)}


def vice_chair_of(committee):
    return seat_person(add_seat(committee, "Vice chair", SeatRole.VICE_CHAIR)).person


def test_ruling_on_the_chair_waits_for_the_vice_chair(cast):
    vice = vice_chair_of(cast.committees[0])
    announce(cast)
    conflict(cast, cast.chair)

    assert ruled_by(cast) == {vice}
    said = render(letters(ReminderKind.TREATMENT_WAITING).get())
    assert "waits for your ruling" in said.text
    assert "in place of a chair who has an interest" in said.text
    assert str(cast.chair.person) not in said.subject + said.text


def test_ruling_on_an_item_kept_from_the_chair_waits_for_the_vice_chair(cast):
    """Until their own is ruled on, the chair does not rule on another's either."""
    vice = vice_chair_of(cast.committees[0])
    announce(cast)
    conflict(cast, cast.chair)
    conflict(cast, cast.gp_seated)

    assert ruled_by(cast) == {vice}
    user = UserFactory(person=vice, password=None)
    for row in ConflictRow.objects.untreated():
        assert door.may(user, "treat", row)
        assert not door.may(cast.chair, "treat", row)


def test_chair_alone_is_asked_where_the_vice_chair_could_rule_as_well(cast):
    vice_chair_of(cast.committees[0])
    announce(cast)
    conflict(cast, cast.gp_seated)

    assert ruled_by(cast) == {cast.chair.person}


def test_rulings_of_a_meeting_in_common_wait_for_each_committee_s_own_chair(cast):
    both = gather(2)
    item = ItemFactory(gathering=both.gathering)
    chairs = []
    for sitting in both.sittings:
        ItemScopeFactory(item=item, sitting=sitting)
        chair = sitting.committee.seats.first().appointments.get().person
        Sitting.objects.filter(pk=sitting.pk).update(chair=chair)
        ConflictRowFactory(item=item, sitting=sitting, person=both.gp_seated.person)
        TermsOfReference.objects.filter(committee=sitting.committee).update(
            who_rules=WhoRules.PRESIDING
        )
        chairs.append(chair)
    Gathering.objects.filter(pk=both.gathering.pk).update(
        state=GatheringState.NOTICE_GIVEN
    )

    assert ruled_by(both) == set(chairs)
    assert len(set(chairs)) == 2

    # Where the chair who convenes rules for all, they alone are asked.
    Letter.objects.all().delete()
    TermsOfReference.objects.update(who_rules=WhoRules.CONVENING)
    Gathering.objects.filter(pk=both.gathering.pk).update(
        convening_chair=both.chair.person
    )
    assert ruled_by(both) == {both.chair.person}


def test_ruling_that_no_chair_can_give_waits_for_the_officers_of_the_committee(cast):
    announce(cast)
    conflict(cast, cast.chair)

    officers = {cast.officer.person, cast.other_officer.person}
    assert ruled_by(cast) == officers
    letter = letters(ReminderKind.TREATMENT_WAITING).get(person=cast.officer.person)
    said = render(letter)
    assert "neither chair nor vice chair can give" in said.text
    assert "you are a governance officer of this meeting" in said.text
    assert str(cast.chair.person) not in said.subject + said.text
    assert door.may(cast.officer, "review_conflicts", cast.gathering)

    vice = vice_chair_of(cast.committees[0])
    assert render(letter) is None
    assert ruled_by(cast) == officers | {vice}


def test_rulings_cost_the_same_with_more_conflicts(cast):
    announce(cast)

    def cost():
        ConflictRowFactory(
            item=cast.item, sitting=cast.sittings[0], person=PersonFactory()
        )
        with CaptureQueriesContext(connection) as queries:
            assert rulings_waiting(cast.gathering)
        return len(queries)

    assert cost() == cost()
