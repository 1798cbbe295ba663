"""Reminders planned from the meeting's day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.rules.days import DayBasis, is_working_day
from meetings.enums import ReminderKind
from meetings.rules.reminders import (
    MeetingFacts,
    ReminderPolicy,
    ReminderRule,
    plan_reminders,
)
from meetings.values import GatheringId
from people.values import PersonId


ANN, BOB = PersonId(1), PersonId(2)
MEETING = MeetingFacts(GatheringId(7), date(2016, 2, 10))
NO_HOLIDAYS: frozenset[date] = frozenset()


def test_plan_reminders_one_for_each_rule_and_person_in_order_of_day():
    planned = plan_reminders(
        MEETING, ReminderPolicy(), people=[BOB, ANN], bank_holidays=NO_HOLIDAYS
    )

    assert [(each.kind, each.person_id, each.due_on) for each in planned] == [
        (ReminderKind.DECLARE_INTERESTS, ANN, date(2016, 2, 3)),
        (ReminderKind.DECLARE_INTERESTS, BOB, date(2016, 2, 3)),
        (ReminderKind.READ_PACK, ANN, date(2016, 2, 5)),
        (ReminderKind.READ_PACK, BOB, date(2016, 2, 5)),
    ]
    assert {each.about for each in planned} == {"gathering:7"}


def test_plan_reminders_calendar_rule_falls_back_to_a_working_day():
    policy = ReminderPolicy(
        (ReminderRule(ReminderKind.READ_PACK, 2, DayBasis.CALENDAR),)
    )

    (planned,) = plan_reminders(
        MEETING, policy, people=[ANN], bank_holidays=NO_HOLIDAYS
    )

    assert planned.due_on == date(2016, 2, 5)  # two clear days is Sunday 7 February


def test_plan_reminders_cancelled_meeting_has_none():
    cancelled = replace(MEETING, is_cancelled=True)

    assert (
        plan_reminders(
            cancelled, ReminderPolicy(), people=[ANN], bank_holidays=NO_HOLIDAYS
        )
        == []
    )


@given(
    weeks=st.integers(1, 60),
    holidays=st.frozensets(st.dates(date(2016, 1, 1), date(2017, 12, 31)), max_size=20),
)
def test_plan_reminders_moving_the_meeting_keeps_kind_person_and_occasion(
    weeks, holidays
):
    later = replace(MEETING, held_on=MEETING.held_on + timedelta(weeks=weeks))

    def keys(meeting: MeetingFacts) -> set[tuple[str, str, int, str]]:
        planned = plan_reminders(
            meeting, ReminderPolicy(), people=[ANN, BOB], bank_holidays=holidays
        )
        assert all(is_working_day(each.due_on, holidays) for each in planned)
        assert all(each.due_on < meeting.held_on for each in planned)
        return {
            (each.kind, each.about, each.person_id, each.occasion) for each in planned
        }

    assert keys(MEETING) == keys(later)
