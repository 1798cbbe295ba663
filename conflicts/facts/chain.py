"""How long declarations took from becoming aware to the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from conflicts.enums import SourceKind
from conflicts.facts.assurance import counts
from conflicts.facts.interests import persons_of_organisation
from conflicts.models import Interest
from conflicts.rules.chain import days_over


if TYPE_CHECKING:
    from datetime import date

    from commissioning.models import Organisation


def days_over_of(interest: Interest) -> int:
    """Return by how many days an interest came on the register too late.

    None that another register had before: when that was written nobody knows here.
    """
    if interest.source == SourceKind.IMPORT:
        return 0
    return days_over(
        aware_on=interest.became_aware_on,
        declared_on=interest.declared_on,
        entered_on=timezone.localdate(interest.recorded_at),
    )


@counts("entered_late", "Declarations on the register after more than 28 days in all")
def entered_late(organisation: Organisation, first: date, last: date) -> int:
    """Count those declared in a year, of whoever is on the register at its end."""
    persons = persons_of_organisation(organisation, last).order_by()
    declared = Interest.objects.filter(
        person__in=persons.values("pk"), declared_on__range=(first, last)
    )
    return sum(days_over_of(interest) > 0 for interest in declared)
