"""Set the level at which a CCG co-commissions."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from commissioning.facts import COMMISSIONERS
from commissioning.models import CommissioningLevel, Organisation
from core.actions import audit, changes
from core.errors import RuleBroken
from people.door import require


if TYPE_CHECKING:
    from datetime import date, datetime

    from commissioning.values import Level
    from people.actors import Actor


@transaction.atomic
def set(  # noqa: A001 - called as levels.set(…)
    *,
    ccg: Organisation,
    level: Level,
    from_on: date,
    by: Actor,
    agreement_ref: str = "",
    now: datetime | None = None,
) -> CommissioningLevel:
    """Let a CCG stand at a level from a day on; the level before ends the day before.

    Raises:
      RuleBroken: the actor may not, the body does not commission, or a level that
        begins on this day or later is recorded already.
    """
    ccg = Organisation.objects.select_for_update().get(pk=ccg.pk)
    require(by, "administer", ccg)
    if ccg.kind not in COMMISSIONERS:
        raise RuleBroken.because(
            "not_a_commissioner", f"{ccg} is no CCG or ICB: it has no level."
        )
    if later := ccg.levels.filter(from_on__gte=from_on).order_by("from_on").first():
        raise RuleBroken.because(
            "later_level_recorded",
            f"A level from {later.from_on:%-d %B %Y} is recorded already: the record "
            "goes forward only.",
        )
    ccg.levels.in_force_on(from_on).update(to_on=from_on - timedelta(days=1))
    row = CommissioningLevel.objects.create(
        ccg=ccg, level=level.value, from_on=from_on, agreement_ref=agreement_ref
    )
    audit.record("level.set", target=row, by=by.label, now=now)
    changes.note("commissioning_level", row.pk, now=now)
    return row
