"""Who is asked anew, when to remind, and who counts as confirmed."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from conflicts.enums import CampaignKind
from conflicts.rules.cycle import (
    Count,
    count_confirmed,
    is_confirmed,
    last_day_to_answer,
    newly_due,
    plan_reminders,
    points_in_time,
    still_to_ask,
)
from conflicts.rules.duties import DutyKind, Holding
from conflicts.rules.rule_sets import RuleSetFacts
from people.values import PersonId


ANN, BEN = PersonId(1), PersonId(2)
RULES = RuleSetFacts(1, "2017", date(2017, 6, 16), confirm_every_months=12)
HALF_YEARLY = RuleSetFacts(2, "2016", date(2016, 6, 28), confirm_every_months=6)
OPENS = date(2018, 4, 1)
DAY = date(2018, 5, 1)


def held(words="Administrator", since=date(2017, 1, 1), to_on=None, who=ANN, **said):
    return Holding(who, DutyKind.EMPLOYEE, words, since, to_on, **said)


def test_last_day_to_answer_of_28_days_is_29_april():
    assert last_day_to_answer(date(2016, 4, 1), 28) == date(2016, 4, 29)


def test_plan_reminders_before_on_and_after_the_last_day():
    found = plan_reminders(
        asked_on=date(2016, 4, 1), due_on=date(2016, 4, 29), days_before=[0, 7, -1, 7]
    )

    assert found == [
        ("7 days before the last day", date(2016, 4, 22)),
        ("on the last day", date(2016, 4, 29)),
        ("1 day after the last day", date(2016, 4, 30)),
    ]


def test_plan_reminders_none_on_the_day_of_asking():
    found = plan_reminders(
        asked_on=date(2016, 4, 1), due_on=date(2016, 4, 8), days_before=[7, 10]
    )

    assert found == []


def test_is_confirmed_for_twelve_months_and_not_a_day_longer():
    attested = [date(2017, 8, 15)]

    assert not is_confirmed(attested, day=date(2017, 8, 14), rules=RULES)
    assert is_confirmed(attested, day=date(2017, 8, 15), rules=RULES)
    assert is_confirmed(attested, day=date(2018, 8, 15), rules=RULES)
    assert not is_confirmed(attested, day=date(2018, 8, 16), rules=RULES)


def test_newly_due_first_duty_is_an_appointment():
    found = newly_due([held(since=DAY)], since=OPENS, day=DAY)

    assert found[ANN].kind == CampaignKind.APPOINTMENT
    assert found[ANN].since == DAY


def test_newly_due_second_duty_is_a_change_of_role():
    found = newly_due([held(), held("Director", since=DAY)], since=OPENS, day=DAY)

    assert found[ANN].kind == CampaignKind.ROLE_CHANGE
    assert found[ANN].words == "Director"


def test_newly_due_promotion_from_one_day_to_the_next_is_a_change_of_role():
    before = held(to_on=DAY - timedelta(days=1))

    found = newly_due([before, held("Director", since=DAY)], since=OPENS, day=DAY)

    assert found[ANN].kind == CampaignKind.ROLE_CHANGE


def test_newly_due_second_term_in_the_same_words_is_no_change():
    before = held(to_on=DAY - timedelta(days=1))

    assert newly_due([before, held(since=DAY)], since=OPENS, day=DAY) == {}


def test_newly_due_return_after_a_year_is_an_appointment():
    before = held(to_on=date(2017, 5, 1))

    found = newly_due([before, held(since=DAY)], since=OPENS, day=DAY)

    assert found[ANN].kind == CampaignKind.APPOINTMENT


def test_newly_due_neither_before_the_round_nor_in_the_future():
    old, coming = held(), held(since=DAY + timedelta(days=1), who=BEN)

    assert newly_due([old, coming], since=OPENS, day=DAY) == {}


def test_still_to_ask_leaves_out_who_was_asked_or_answered_since():
    new = newly_due([held(since=DAY), held(since=DAY, who=BEN)], since=OPENS, day=DAY)
    eve = DAY - timedelta(days=1)

    assert still_to_ask(new, asked={ANN: DAY}, attested={BEN: DAY}) == {}
    assert still_to_ask(new, asked={ANN: eve}, attested={BEN: eve}) == new


def test_points_in_time_are_twelve_month_ends_and_the_day():
    found = points_in_time(date(2016, 6, 1))

    assert len(found) == 13
    assert found[0] == date(2015, 6, 30)
    assert found[8] == date(2016, 2, 29)
    assert found[-2:] == [date(2016, 5, 31), date(2016, 6, 1)]


def test_points_in_time_on_the_last_day_of_a_month_has_it_once():
    found = points_in_time(date(2016, 5, 31))

    assert found[-2:] == [date(2016, 4, 30), date(2016, 5, 31)]


def test_count_confirmed_uses_the_rules_of_each_day():
    days = [date(2017, 6, 1), date(2017, 7, 1)]

    found = count_confirmed(
        [held(), held("Director"), held(who=BEN)],
        {ANN: [date(2016, 10, 1)]},
        days=days,
        rule_sets=[RULES, HALF_YEARLY],
    )

    assert found == [Count(0, 2), Count(1, 2)]


def test_count_percentage_says_100_only_for_all():
    assert Count(199, 200).percentage == 99
    assert Count(200, 200).percentage == 100
    assert Count(0, 0).percentage is None


dates = st.dates(date(2017, 1, 1), date(2018, 12, 31))
holdings = st.lists(
    st.builds(
        held,
        st.sampled_from(["A", "B"]),
        since=dates,
        to_on=st.none() | dates,
        who=st.sampled_from([ANN, BEN]),
    ),
    max_size=8,
)


@given(holdings, st.lists(dates, max_size=3), st.lists(dates, max_size=3), dates)
def test_count_confirmed_one_more_return_never_lowers_the_share(
    some, returns, more, day
):
    before, after = (
        count_confirmed(some, {ANN: made}, days=[day], rule_sets=[RULES])[0]
        for made in (returns, [*returns, *more])
    )

    assert before.due == after.due
    assert before.confirmed <= after.confirmed <= after.due


@given(holdings, dates, dates)
def test_still_to_ask_asks_nobody_twice_for_one_duty(some, since, day):
    new = newly_due(some, since=since, day=day)

    asked = dict.fromkeys(still_to_ask(new, asked={}, attested={}), day)

    assert still_to_ask(new, asked=asked, attested={}) == {}
    assert all(since <= duty.since <= day for duty in new.values())
