"""Which modules of training a person has passed, and which they lack by when."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from conflicts.rules.duties import Duty, DutyKind
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


def must_train(duty: Duty) -> bool:
    """Say whether the required modules are for this person (domain.md 5.11).

    They are for decision makers, and for those who run the governance of the body.
    """
    return duty.is_decision_maker or DutyKind.POST in duty.kinds


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
