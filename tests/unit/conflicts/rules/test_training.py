"""Which modules a person lacks, by when (docs/field.md 5.11)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from committees.enums import CommitteeKind, SeatCategory
from conflicts.enums import TrainedGroup
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

    assert must_train(Duty(PersonId(1), (post,)), RULES)
    assert must_train(Duty(PersonId(1), (clerk,), "band 9"), RULES)
    assert not must_train(Duty(PersonId(1), (clerk,)), RULES)


def seat(kind, category, **said):
    return Holding(
        PersonId(1),
        DutyKind.SEAT,
        "Seat",
        date(2016, 1, 1),
        committee_id=1,
        committee="Committee",
        committee_kind=kind,
        category=category,
        **said,
    )


ON_PCCC = seat(CommitteeKind.PCCC, SeatCategory.LAY)
CLERK = Holding(PersonId(1), DutyKind.EMPLOYEE, "Clerk", date(2016, 1, 1))
# docs/field.md 5.11: module 1 since June 2017.
OF_WHOM = (
    TrainedGroup.GOVERNING_BODY,
    TrainedGroup.PRIMARY_CARE,
    TrainedGroup.EXECUTIVES,
    TrainedGroup.CLINICIANS,
    TrainedGroup.PROCUREMENT,
    TrainedGroup.POSTS,
)


@pytest.mark.parametrize(
    ("holding", "expected"),
    [
        (ON_PCCC, True),
        (replace(ON_PCCC, kind=DutyKind.DEPUTY), True),
        (seat(CommitteeKind.JOINT, SeatCategory.LAY), True),
        (seat(CommitteeKind.GOVERNING_BODY, SeatCategory.LAY), True),
        (replace(CLERK, kind=DutyKind.GOVERNING_BODY), True),
        (seat(CommitteeKind.AUDIT, SeatCategory.EXECUTIVE), True),
        (seat(CommitteeKind.AUDIT, SeatCategory.GP), True),
        (seat(CommitteeKind.AUDIT, SeatCategory.INDEPENDENT_CLINICIAN), True),
        (seat(CommitteeKind.AUDIT, SeatCategory.LAY), False),
        (seat(CommitteeKind.INVESTMENT, SeatCategory.LAY), True),
        (replace(CLERK, can_commit=True), True),
        (replace(CLERK, kind=DutyKind.POST), True),
        (replace(CLERK, band="9"), False),
        (CLERK, False),
    ],
    ids=[
        "lay member of a PCCC",
        "their deputy",
        "joint committee",
        "governing body's committee",
        "governing body's position",
        "executive",
        "GP",
        "independent clinician",
        "lay member of the audit committee",
        "investment committee",
        "may commit",
        "governance lead",
        "band alone",
        "clerk",
    ],
)
def test_must_train_by_the_guidance_of_2017(holding, expected):
    rules = replace(RULES, training_required_of=OF_WHOM)

    assert must_train(Duty(PersonId(1), (holding,), "is published"), rules) is expected


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        (TrainedGroup.EVERYBODY, [True, True]),
        (TrainedGroup.COMMITTEES, [True, False]),
        (TrainedGroup.PROCUREMENT, [False, False]),
    ],
    ids=["everybody", "committees", "procurement"],
)
def test_must_train_by_a_policy_of_ones_own(group, expected):
    rules = replace(RULES, training_required_of=(group,))
    member = seat(CommitteeKind.AUDIT, SeatCategory.LAY)

    found = [must_train(Duty(PersonId(1), (one,)), rules) for one in (member, CLERK)]

    assert found == expected


HOLDINGS = st.builds(
    replace,
    st.just(ON_PCCC),
    kind=st.sampled_from(DutyKind),
    committee_kind=st.sampled_from([*CommitteeKind, ""]),
    category=st.sampled_from([*SeatCategory, ""]),
    committee_id=st.sampled_from([None, 1]),
    can_commit=st.booleans(),
)


@given(
    st.lists(HOLDINGS, max_size=3),
    st.frozensets(st.sampled_from(TrainedGroup)),
    st.sampled_from(TrainedGroup),
)
def test_must_train_another_group_never_lets_anybody_off(holdings, groups, other):
    duty = Duty(PersonId(1), tuple(holdings))
    fewer = replace(RULES, training_required_of=tuple(groups))
    more = replace(RULES, training_required_of=(*groups, other))

    assert must_train(duty, more) >= must_train(duty, fewer)


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
