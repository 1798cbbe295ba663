"""Reminders planned from the meeting's day and from each committee's own periods."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from committees.values import CommitteeId
from core.rules.days import DayBasis, clear_days_between, is_working_day
from meetings.enums import ReminderKind
from meetings.rules.reminders import (
    COUNTED_FROM,
    DEFAULTS,
    MeetingFacts,
    Period,
    PlannedReminder,
    ReminderRule,
    periods_on,
    plan_reminders,
    rules_for,
    send_on,
)
from meetings.values import GatheringId
from people.values import PersonId


ANN, BOB = PersonId(1), PersonId(2)
HAVERING, BARNET = CommitteeId(11), CommitteeId(12)
MEETING = MeetingFacts(GatheringId(7), date(2016, 2, 10))
NO_HOLIDAYS: frozenset[date] = frozenset()
EVERYBODY = {
    ReminderKind.DECLARE_INTERESTS: [BOB, ANN],
    ReminderKind.READ_PACK: [ANN, BOB],
}
DEFAULT_RULES = tuple(DEFAULTS.values())

kinds = st.sampled_from(sorted(DEFAULTS))
rules = st.builds(
    ReminderRule, kinds, st.integers(0, 30), st.sampled_from(list(DayBasis))
)
holidays = st.frozensets(st.dates(date(2015, 10, 1), date(2017, 12, 31)), max_size=20)
people = st.dictionaries(
    kinds, st.lists(st.integers(1, 6).map(PersonId), max_size=8), max_size=6
)
days = st.dates(date(2016, 1, 4), date(2017, 6, 30))


def planned(meeting=MEETING, rules=DEFAULT_RULES, people=None, holidays=NO_HOLIDAYS):
    return plan_reminders(
        meeting, rules, people=people or EVERYBODY, bank_holidays=holidays
    )


def test_plan_reminders_one_for_each_kind_and_person_in_order_of_day():
    assert [(each.kind, each.person_id, each.due_on) for each in planned()] == [
        (ReminderKind.DECLARE_INTERESTS, ANN, date(2016, 2, 3)),
        (ReminderKind.DECLARE_INTERESTS, BOB, date(2016, 2, 3)),
        (ReminderKind.READ_PACK, ANN, date(2016, 2, 5)),
        (ReminderKind.READ_PACK, BOB, date(2016, 2, 5)),
    ]
    assert {each.about for each in planned()} == {"gathering:7"}


def test_plan_reminders_calendar_rule_falls_back_to_a_working_day():
    rule = ReminderRule(ReminderKind.READ_PACK, 2, DayBasis.CALENDAR)

    (one,) = planned(rules=[rule], people={ReminderKind.READ_PACK: [ANN]})

    assert one.due_on == date(2016, 2, 5)  # two clear days is Sunday 7 February


def test_plan_reminders_after_the_meeting_is_on_a_working_day_after_it():
    rule = ReminderRule(ReminderKind.MINUTES_TO_CHECK, 2, DayBasis.CALENDAR)

    (one,) = planned(rules=[rule], people={ReminderKind.MINUTES_TO_CHECK: [ANN]})

    assert one.due_on == date(2016, 2, 15)  # two clear days is Saturday 13 February


def test_plan_reminders_draft_or_cancelled_meeting_has_none():
    assert planned(replace(MEETING, is_announced=False)) == []


def test_plan_reminders_in_common_the_earliest_day_holds_for_all():
    asked = [ReminderRule(ReminderKind.READ_PACK, days) for days in (2, 6, 4)]

    found = planned(rules=asked, people={ReminderKind.READ_PACK: [ANN, BOB]})

    assert {one.due_on for one in found} == {date(2016, 2, 1)}
    assert len(found) == 2


def test_plan_reminders_kind_without_a_rule_is_not_planned():
    assert planned(rules=[], people=EVERYBODY) == []


def test_periods_on_latest_that_has_begun_holds_and_the_last_said_of_a_day():
    ten, six, four = (
        Period(HAVERING, ReminderRule(ReminderKind.PAPER_DUE, days), day, order)
        for days, day, order in (
            (10, date(2016, 1, 1), 1),
            (6, date(2016, 2, 1), 2),
            (4, date(2016, 2, 1), 3),
        )
    )
    key = (HAVERING, ReminderKind.PAPER_DUE)

    assert periods_on([six, four, ten], date(2015, 12, 31)) == {}
    assert periods_on([six, four, ten], date(2016, 1, 31)) == {key: ten}
    assert periods_on([four, six, ten], date(2016, 2, 1)) == {key: four}


def test_rules_for_each_committee_its_own_and_the_default_where_it_said_nothing():
    own = ReminderRule(ReminderKind.PAPER_DUE, 12, DayBasis.CALENDAR)
    said = [Period(HAVERING, own, date(2016, 1, 1), 1)]

    found = rules_for([HAVERING, BARNET], said, date(2016, 2, 10))

    papers = [one for one in found if one.kind is ReminderKind.PAPER_DUE]
    assert papers == [own, DEFAULTS[ReminderKind.PAPER_DUE]]
    assert len(found) == 2 * len(DEFAULTS)
    assert rules_for([], said, date(2016, 2, 10)) == DEFAULT_RULES


def test_every_timed_kind_has_a_default_and_says_what_it_counts_from():
    timed = {kind for kind in ReminderKind if kind.is_timed}

    assert set(DEFAULTS) == set(COUNTED_FROM) == timed
    assert DEFAULTS[ReminderKind.PAPER_DUE].sentence == (
        "8 clear working days before the meeting"
    )
    one = ReminderRule(ReminderKind.MINUTES_TO_CHECK, 1, DayBasis.CALENDAR)
    assert one.sentence == "1 clear calendar day after the meeting"


def test_send_on_what_is_late_is_sent_today_or_not_at_all():
    today = date(2016, 2, 8)
    paper, pack = (
        PlannedReminder(kind, "gathering:7", ANN, date(2016, 2, 5))
        for kind in (ReminderKind.PAPER_DUE, ReminderKind.READ_PACK)
    )
    ahead = replace(pack, due_on=date(2016, 2, 9))

    assert send_on(paper, today=today, waits=False) == today
    assert send_on(pack, today=today, waits=False) is None
    assert send_on(pack, today=today, waits=True) == today
    assert send_on(ahead, today=today, waits=False) == date(2016, 2, 9)


@given(asked=people, rules=st.lists(rules, max_size=12), off=holidays)
def test_plan_reminders_twice_is_the_same_and_nobody_has_two_of_a_kind(
    asked, rules, off
):
    first = plan_reminders(MEETING, rules, people=asked, bank_holidays=off)
    again = plan_reminders(
        MEETING, rules[::-1], people=dict(reversed(asked.items())), bank_holidays=off
    )

    assert first == again
    keys = [(one.kind, one.about, one.person_id) for one in first]
    assert len(keys) == len(set(keys))
    ruled = {rule.kind for rule in rules}
    assert {(one.kind, one.person_id) for one in first} == {
        (kind, person)
        for kind, persons in asked.items()
        if kind in ruled
        for person in persons
    }


@given(asked=people, rules=st.lists(rules, max_size=12), off=holidays, day=days)
def test_plan_reminders_moving_the_meeting_moves_each_by_the_same_rule(
    asked, rules, off, day
):
    moved = replace(MEETING, held_on=day)

    before = plan_reminders(MEETING, rules, people=asked, bank_holidays=off)
    after = plan_reminders(moved, rules, people=asked, bank_holidays=off)

    assert {(one.kind, one.about, one.person_id) for one in before} == {
        (one.kind, one.about, one.person_id) for one in after
    }
    for one in after:
        assert is_working_day(one.due_on, off)
        asks = [rule for rule in rules if rule.kind is one.kind]
        if one.kind.counts_on:
            assert one.due_on > day
            first, last = day, one.due_on
            enough = [
                clear_days_between(first, last, basis=rule.basis, holidays=off)
                >= rule.clear_days
                for rule in asks
            ]
            assert any(enough)
            continue
        assert one.due_on < day
        assert all(
            clear_days_between(one.due_on, day, basis=rule.basis, holidays=off)
            >= rule.clear_days
            for rule in asks
        )


@given(weeks=st.integers(-4, 60))
def test_plan_reminders_moving_by_whole_weeks_moves_each_by_as_many(weeks):
    by = timedelta(weeks=weeks)
    later = replace(MEETING, held_on=MEETING.held_on + by)

    assert planned(later) == [replace(one, due_on=one.due_on + by) for one in planned()]
