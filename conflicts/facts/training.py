"""From rows to who is trained, and who lacks which module."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conflicts.facts.duties import holdings_of
from conflicts.facts.rule_sets import rule_set_on
from conflicts.models import TrainingCompletion
from conflicts.rules.duties import Duty, assess_duties
from conflicts.rules.training import (
    Passed,
    Standing,
    assess_training,
    must_train,
    next_due_day,
)
from people.models import Person
from people.values import PersonId


if TYPE_CHECKING:
    from datetime import date

    from commissioning.models import Organisation


@dataclass(frozen=True, slots=True)
class Trainee:
    """One person for whom training is required, with how they stand on each module."""

    person: Person
    duty: Duty
    standings: tuple[Standing, ...]

    @property
    def is_lacking(self) -> bool:
        """Say whether a required module is not valid today."""
        return any(each.state.is_lacking for each in self.standings)


@dataclass(frozen=True, slots=True)
class Training:
    """How a body's people stand on a day; `modules` are the required ones, by code."""

    modules: tuple[str, ...]
    due_on: date
    trainees: tuple[Trainee, ...]


def training_of(organisation: Organisation, day: date) -> Training:
    """Return how those who must be trained stand, in seven queries."""
    rules = rule_set_on(organisation, day)
    duties = assess_duties(holdings_of(organisation, day, day), day=day, rules=rules)
    wanted = {key: duty for key, duty in duties.items() if must_train(duty, rules)}
    passed: dict[PersonId, list[Passed]] = defaultdict(list)
    for row in TrainingCompletion.objects.filter(person__in=list(wanted)):
        passed[PersonId(row.person_id)].append(
            Passed(row.module, row.completed_on, row.expires_on)
        )
    persons = Person.objects.filter(pk__in=list(wanted))
    return Training(
        modules=rules.required_modules,
        due_on=next_due_day(day, rules),
        trainees=tuple(
            Trainee(
                person,
                wanted[PersonId(person.pk)],
                assess_training(passed[PersonId(person.pk)], day=day, rules=rules),
            )
            for person in persons
        ),
    )
