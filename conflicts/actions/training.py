"""Record which modules of training people have passed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from conflicts.facts.duties import duties_of
from conflicts.facts.rule_sets import rule_sets_of
from conflicts.models import RuleSet, TrainingCompletion
from conflicts.rules.rule_sets import in_force
from conflicts.rules.training import expires_on
from core import clock
from core.actions import audit
from core.errors import RuleBroken
from people import door
from people.values import PersonId


if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from commissioning.models import Organisation
    from people.models import Person, User


@dataclass(frozen=True, slots=True)
class Completion:
    """Somebody passed a module (its code) on a day."""

    person: Person
    module: str
    completed_on: date


@transaction.atomic
def record(
    *,
    organisation: Organisation,
    completions: Sequence[Completion],
    by: User,
    source: str = "",
    now: datetime | None = None,
) -> int:
    """Record completions, all or none, and return how many were not known yet.

    The day on which each expires follows from the rule set of the day it was passed.

    Raises:
      RuleBroken: not an officer of the body, nobody's completion, a person who does
        not belong to the body, a module that no rule set names, or a day to come.
    """
    door.require(by, "ask_for_declarations", organisation)
    if not completions:
        raise RuleBroken.because("no_completion", "There is no completion to record.")
    moment = now or clock.now()
    _check(organisation, completions)
    rule_sets = rule_sets_of(organisation)
    known = 0
    for each in completions:
        rules = in_force(rule_sets, each.completed_on)
        row, is_new = TrainingCompletion.objects.get_or_create(
            person=each.person,
            module=each.module,
            completed_on=each.completed_on,
            defaults={
                "expires_on": expires_on(each.completed_on, rules),
                "source": source.strip(),
                "recorded_at": moment,
                "recorded_by": by,
            },
        )
        known += not is_new
        if is_new:
            audit.record(
                "training.recorded",
                target=row,
                by=by.label,
                details={"organisation": organisation.label},
                now=moment,
            )
    return len(completions) - known


def modules_of(organisation: Organisation) -> dict[str, str]:
    """Return every module that a rule set of the body names: name by code."""
    names: dict[str, str] = {}
    sets = RuleSet.objects.applying_to([organisation])
    for row in sets.order_by("effective_from", "pk"):
        names.update({each["code"]: each["name"] for each in row.training_modules})
    return dict(sorted(names.items()))


def _check(organisation: Organisation, completions: Sequence[Completion]) -> None:
    today = clock.today()
    theirs = duties_of(organisation, today)
    modules = modules_of(organisation)
    for each in completions:
        if PersonId(each.person.pk) not in theirs:
            raise RuleBroken.because(
                "person_not_here",
                f"{each.person} is nothing to {organisation.name} today. Enter their "
                "position first.",
            )
        if each.module not in modules:
            raise RuleBroken.because(
                "module_unknown",
                f"No rule set names a module “{each.module}”. The modules are "
                f"{', '.join(modules) or 'none'}.",
            )
        if each.completed_on > today:
            raise RuleBroken.because(
                "passed_in_future", "A module cannot have been passed in the future."
            )
