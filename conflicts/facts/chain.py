"""How long declarations took from becoming aware to the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from conflicts.enums import SourceKind
from conflicts.facts.assurance import counts
from conflicts.facts.interests import persons_of_organisation
from conflicts.facts.rule_sets import rule_sets_of
from conflicts.models import Interest
from conflicts.rules.chain import days_over
from conflicts.rules.rule_sets import in_force_for


if TYPE_CHECKING:
    from datetime import date

    from commissioning.models import Organisation
    from conflicts.rules.rule_sets import RuleSetFacts


def days_over_of(interest: Interest, limit_days: int) -> int:
    """Return by how many days an interest came on the register too late.

    `limit_days` are for the whole way, by the rules of the day it was declared.
    None that another register had before: when that was written nobody knows here.
    """
    if interest.source == SourceKind.IMPORT:
        return 0
    return days_over(
        aware_on=interest.became_aware_on,
        declared_on=interest.declared_on,
        entered_on=timezone.localdate(interest.recorded_at),
        limit_days=limit_days,
    )


@counts("entered_late", "Declarations that took too long to come on the register")
def entered_late(organisation: Organisation, first: date, last: date) -> int:
    """Count those declared in a year, of whoever is on the register at its end."""
    persons = persons_of_organisation(organisation, last).order_by()
    declared = Interest.objects.filter(
        person__in=persons.values("pk"), declared_on__range=(first, last)
    )
    known = rule_sets_of(organisation)
    return sum(
        days_over_of(interest, _days_in_force(known, organisation, interest)) > 0
        for interest in declared
    )


def _days_in_force(
    known: list[RuleSetFacts], organisation: Organisation, interest: Interest
) -> int:
    rules = in_force_for(known, organisation.pk, interest.declared_on)
    return rules.register_within_days
