"""From rows to facts: levels and member practices on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commissioning.models import CommissioningLevel, Organisation, OrganisationLink
from commissioning.values import Level, LinkKind


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet


def level_on(ccg: Organisation | int, day: date) -> Level | None:
    """Return the level of a CCG on a day; None when none is recorded. One query."""
    key = ccg if isinstance(ccg, int) else ccg.pk
    return levels_on([key], day).get(key)


def levels_on(ccgs: Iterable[int], day: date) -> dict[int, Level]:
    """Return the recorded levels of CCGs (keys) on a day. One query."""
    rows = CommissioningLevel.objects.in_force_on(day).filter(ccg__in=list(ccgs))
    return {row.ccg_id: Level(row.level) for row in rows}


def practices_of(ccg: Organisation | int, day: date) -> QuerySet[Organisation]:
    """Return the member practices of a CCG on a day, by name; no query yet."""
    memberships = OrganisationLink.objects.in_force_on(day).filter(
        kind=LinkKind.MEMBER_OF.value, target=ccg
    )
    return (
        Organisation.objects.open_on(day)
        .filter(pk__in=memberships.values("source"))
        .order_by("name", "code", "pk")
    )
