"""Write the rows of a scheme of delegation, and end them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from commissioning.models import CommissioningFunction, DelegationRule, Organisation
from core.actions import audit, changes
from core.errors import RuleBroken
from people.door import require


if TYPE_CHECKING:
    from datetime import date, datetime

    from commissioning.values import Function, Power
    from people.actors import Actor


@transaction.atomic
def record(
    *,
    ccg: Organisation,
    function: Function,
    committee_kind: str,
    power: Power,
    from_on: date,
    by: Actor,
    limit_pence: int | None = None,
    to_on: date | None = None,
    source: str = "",
    now: datetime | None = None,
) -> DelegationRule:
    """Record that a kind of committee may decide, or recommend, a function.

    `limit_pence` is the highest value, None without limit.

    Raises:
      RuleBroken: the actor may not, the dates run backwards, the limit lies below
        nothing, or the row is there.
    """
    ccg = Organisation.objects.select_for_update().get(pk=ccg.pk)
    require(by, "administer", ccg)
    if to_on and to_on < from_on:
        raise RuleBroken.because(
            "days_backwards", "A row cannot end before it begins: check both dates."
        )
    if limit_pence is not None and limit_pence < 0:
        raise RuleBroken.because("limit_negative", "A limit cannot be below nothing.")
    named, _ = CommissioningFunction.objects.get_or_create(
        code=function.value, defaults={"name": function.label}
    )
    row, is_new = DelegationRule.objects.get_or_create(
        ccg=ccg,
        function=named,
        committee_kind=committee_kind,
        power=power.value,
        from_on=from_on,
        defaults={"limit_pence": limit_pence, "to_on": to_on, "source": source},
    )
    if not is_new:
        raise RuleBroken.because(
            "delegated_already",
            "The scheme has this row from this day already. End it and begin another.",
        )
    audit.record("delegation_rule.recorded", target=row, by=by.label, now=now)
    changes.note("delegation_rule", row.pk, now=now)
    return row


@transaction.atomic
def end(
    *, rule: DelegationRule, to_on: date, by: Actor, now: datetime | None = None
) -> DelegationRule:
    """Let a row of the scheme end on a day, its last one.

    Raises:
      RuleBroken: the actor may not, or the day lies before the row's first.
    """
    rule = DelegationRule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
    require(by, "administer", rule)
    if to_on < rule.from_on:
        raise RuleBroken.because(
            "days_backwards", "A row cannot end before it begins: check the date."
        )
    before, rule.to_on = rule.to_on, to_on
    rule.save(update_fields=["to_on"])
    audit.record(
        "delegation_rule.ended",
        target=rule,
        by=by.label,
        details={"to_on": str(to_on), "before": str(before or "")},
        now=now,
    )
    changes.note("delegation_rule", rule.pk, now=now)
    return rule
