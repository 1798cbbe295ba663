"""Who belonged to a register until lately: what they held then stays on it for a time.

Whoever leaves a body takes nothing off its register that day: each interest counts as
ended with the earlier of its own last day and the person's.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from conflicts.models import Office


if TYPE_CHECKING:
    from django.db.models import QuerySet

    from conflicts.facts.register_names import Names


def left_since(offices: QuerySet[Office], since: date, day: date, names: Names) -> Q:
    """Return the condition on rows for what people held who left one of some offices.

    Their last day there is `since` or later, and before `day`; what they began to hold
    after it is no business of that body. In one query where anybody was merged,
    otherwise in none.
    """
    ended = offices.filter(
        from_on__lte=day, to_on__range=(since, day - timedelta(days=1))
    ).order_by()
    theirs = ended.exclude(names.moved_since) if names.moved else ended
    began = Coalesce(OuterRef("from_on"), OuterRef("declared_on"))
    condition = Q(Exists(theirs.filter(person=OuterRef("person"), to_on__gte=began)))
    for last_on, people in _merged_leavers(ended, names).items():
        condition |= Q(person__in=people) & _begun_by(last_on)
    return condition


def _merged_leavers(ended: QuerySet[Office], names: Names) -> dict[date, list[int]]:
    """Return those entered twice by the day on which they left, all their entries."""
    twice = names.entered_twice
    if not twice:
        return {}
    last: dict[int, date] = {}
    held = ended.filter(names.held_by(twice))
    for kind, row, person_id, to_on in held.values_list(
        "kind", "row", "person_id", "to_on"
    ):
        whose = names.canonical(names.holder(kind, row, person_id))
        if to_on is not None:
            last[whose] = max(to_on, last.get(whose, to_on))
    found: dict[date, list[int]] = {}
    for whose, to_on in last.items():
        found.setdefault(to_on, []).extend(names.same_as([whose]))
    return found


def _begun_by(day: date) -> Q:
    return Q(from_on__lte=day) | Q(from_on__isnull=True, declared_on__lte=day)
