"""Which modules a person lacks, by when (domain.md 5.11)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflicts.rules.duties import Duty, DutyKind, Holding
from conflicts.rules.rule_sets import RuleSetFacts
from conflicts.rules.training import (
    Passed,
    TrainingState,
    assess_training,
    expires_on,
    must_train,
    next_due_day,
)
from people.values import PersonId


RULES = RuleSetFacts(1, "2017", date(2017, 6, 16), required_modules=("1",))
DAY = date(2018, 1, 10)


def passed(on, module="1"):
    return Passed(module, on, expires_on(on, RULES))


def test_expires_on_is_twelve_months_later():
    assert expires_on(date(2016, 2, 29), RULES) == date(2017, 2, 28)


def test_next_due_day_is_31_january():
    assert next_due_day(date(2018, 1, 31), RULES) == date(2018, 1, 31)
    assert next_due_day(date(2018, 2, 1), RULES) == date(2019, 1, 31)


def test_next_due_day_that_a_month_does_not_have_is_its_last():
    rules = replace(RULES, training_due_month=2)

    assert next_due_day(DAY, rules) == date(2018, 2, 28)


@pytest.mark.parametrize(
    ("made", "state"),
    [
        ([], TrainingState.MISSING),
        ([date(2016, 12, 1)], TrainingState.EXPIRED),
        ([date(2017, 1, 10)], TrainingState.EXPIRED),
        ([date(2017, 1, 20)], TrainingState.RENEW),
        ([date(2017, 3, 1)], TrainingState.DONE),
        ([date(2016, 12, 1), date(2018, 1, 9)], TrainingState.DONE),
        ([date(2018, 1, 11)], TrainingState.MISSING),
    ],
    ids=[
        "never",
        "lapsed",
        "to the day",
        "before 31 January",
        "done",
        "again",
        "later",
    ],
)
def test_assess_training_of_one_module(made, state):
    found = assess_training([passed(on) for on in made], day=DAY, rules=RULES)

    assert [each.state for each in found] == [state]
    assert state.is_lacking is (state in ("missing", "expired"))


def test_assess_training_other_modules_do_not_help():
    found = assess_training([passed(DAY, "2")], day=DAY, rules=RULES)

    assert found[0].state == TrainingState.MISSING


def test_must_train_deciders_and_those_who_govern():
    post = Holding(PersonId(1), DutyKind.POST, "Guardian", date(2016, 1, 1))
    clerk = replace(post, kind=DutyKind.EMPLOYEE)

    assert must_train(Duty(PersonId(1), (post,)))
    assert must_train(Duty(PersonId(1), (clerk,), "band 9"))
    assert not must_train(Duty(PersonId(1), (clerk,)))


dates = st.lists(st.dates(date(2016, 1, 1), DAY), max_size=5)
RANK = [
    TrainingState.MISSING,
    TrainingState.EXPIRED,
    TrainingState.RENEW,
    TrainingState.DONE,
]


@given(dates, dates)
def test_assess_training_one_more_pass_never_makes_it_worse(some, more):
    before, after = (
        assess_training([passed(on) for on in made], day=DAY, rules=RULES)[0]
        for made in (some, some + more)
    )

    assert RANK.index(after.state) >= RANK.index(before.state)
