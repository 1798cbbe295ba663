"""Which modules of training a person has passed, and which they lack by when."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from committees.enums import CommitteeKind, SeatCategory
from conflicts.enums import TrainedGroup
from conflicts.rules.duties import Duty, DutyKind, Holding
from conflicts.rules.registers import months_after
from conflicts.rules.rule_sets import RuleSetFacts
from core.enums import LabelledEnum


class TrainingState(LabelledEnum):
    """How one person stands with one required module."""

    DONE = "done", "Done"
    RENEW = "renew", "To be renewed"
    EXPIRED = "expired", "Expired"
    MISSING = "missing", "Never done"

    @property
    def is_lacking(self) -> bool:
        """Say whether the module is not valid today."""
        return self in (TrainingState.EXPIRED, TrainingState.MISSING)


BY_KIND: Mapping[TrainedGroup, frozenset[str]] = {
    TrainedGroup.GOVERNING_BODY: frozenset(
        {DutyKind.GOVERNING_BODY, CommitteeKind.GOVERNING_BODY}
    ),
    TrainedGroup.PRIMARY_CARE: frozenset({CommitteeKind.PCCC, CommitteeKind.JOINT}),
    TrainedGroup.PROCUREMENT: frozenset({CommitteeKind.INVESTMENT}),
    TrainedGroup.POSTS: frozenset({DutyKind.POST}),
}
BY_CATEGORY: Mapping[TrainedGroup, frozenset[str]] = {
    TrainedGroup.EXECUTIVES: frozenset({SeatCategory.EXECUTIVE}),
    TrainedGroup.CLINICIANS: frozenset(
        {SeatCategory.GP, SeatCategory.INDEPENDENT_CLINICIAN}
    ),
}


@dataclass(frozen=True, slots=True)
class Passed:
    """One module passed on a day; on `expires_on` it does not count any more."""

    module: str
    completed_on: date
    expires_on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """How one person stands with one module; `last` is what they passed last."""

    module: str
    state: TrainingState
    last: Passed | None = None


def expires_on(completed_on: date, rules: RuleSetFacts) -> date:
    """Return the day on which a module does not count any more."""
    return months_after(completed_on, rules.training_valid_months)


def next_due_day(day: date, rules: RuleSetFacts) -> date:
    """Return the next day by which training must be done, such as 31 January."""
    this_year = _due_in(day.year, rules)
    return this_year if day <= this_year else _due_in(day.year + 1, rules)


def must_train(duty: Duty, rules: RuleSetFacts) -> bool:
    """Say whether the required modules are for this person (docs/field.md 5.11)."""
    groups = set(rules.training_required_of)
    if TrainedGroup.EVERYBODY in groups:
        return True
    if TrainedGroup.DECISION_MAKERS in groups and duty.is_decision_maker:
        return True
    return any(not groups.isdisjoint(groups_of(each)) for each in duty.holdings)


def groups_of(holding: Holding) -> frozenset[TrainedGroup]:
    """Return the groups that one thing a person is to a body puts them into.

    Who may stand in on a committee decides there, and is trained as its members are.
    """
    found = {
        group
        for group, kinds in BY_KIND.items()
        if holding.kind in kinds or holding.committee_kind in kinds
    }
    if holding.committee_id is not None:
        found.add(TrainedGroup.COMMITTEES)
        found |= {each for each, of in BY_CATEGORY.items() if holding.category in of}
    if holding.can_commit:
        found.add(TrainedGroup.PROCUREMENT)
    return frozenset(found)


def assess_training(
    passed: Iterable[Passed], *, day: date, rules: RuleSetFacts
) -> tuple[Standing, ...]:
    """Return how a person stands with each required module on a day.

    What expires before the next due day is to be renewed by then.
    """
    due = next_due_day(day, rules)
    latest: dict[str, Passed] = {}
    for each in passed:
        known = latest.get(each.module)
        if each.completed_on <= day and (
            known is None or each.expires_on > known.expires_on
        ):
            latest[each.module] = each
    return tuple(
        Standing(module, _state(latest.get(module), day, due), latest.get(module))
        for module in rules.required_modules
    )


def _state(last: Passed | None, day: date, due: date) -> TrainingState:
    if last is None:
        return TrainingState.MISSING
    if last.expires_on <= day:
        return TrainingState.EXPIRED
    return TrainingState.DONE if last.expires_on > due else TrainingState.RENEW


def _due_in(year: int, rules: RuleSetFacts) -> date:
    month = rules.training_due_month
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(rules.training_due_day, last))
