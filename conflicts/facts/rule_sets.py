"""From rows to the rule set in force for a body on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflicts.enums import PublishedScope, TrainedGroup
from conflicts.models import RuleSet
from conflicts.rules.rule_sets import RuleSetFacts, in_force_for
from conflicts.rules.treatments import table_of


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from commissioning.models import Organisation
    from commissioning.values import OrgRef

_COPIED = (
    "name",
    "effective_from",
    "organisation_id",
    "declare_within_days",
    "register_within_days",
    "confirm_every_months",
    "public_months_after_end",
    "private_years_after_end",
    "supplier_token_pence",
    "gift_declare_pence",
    "gifts_together_months",
    "meal_declare_pence",
    "meal_refuse_pence",
    "gift_declare_within_days",
    "training_due_month",
    "training_due_day",
    "training_valid_months",
)


def rule_set_on(organisation: Organisation | None, day: date) -> RuleSetFacts:
    """Return the rule set in force for a body on a day, in one query."""
    return in_force_for(
        rule_sets_of(organisation), organisation.pk if organisation else None, day
    )


def rule_sets_on(bodies: Iterable[OrgRef], day: date) -> list[RuleSetFacts]:
    """Return the rule sets in force for bodies on a day; for no body none, unasked.

    In one query.
    """
    keys = sorted(bodies)
    if not keys:
        return []
    known = [facts_of(row) for row in RuleSet.objects.applying_to(keys)]
    return [in_force_for(known, body, day) for body in keys]


def private_years_on(bodies: Iterable[int], day: date) -> dict[int | None, int]:
    """Return for how many years bodies (ids) keep an ended interest, by body.

    By None the national years. In one query.
    """
    keys = sorted(bodies)
    known = [facts_of(row) for row in RuleSet.objects.applying_to(keys)]
    return {
        body: in_force_for(known, body, day).private_years_after_end
        for body in (None, *keys)
    }


def rule_sets_of(organisation: Organisation | None) -> list[RuleSetFacts]:
    """Return the national rule sets and a body's own, oldest first, in one query."""
    rows = RuleSet.objects.applying_to([organisation])
    return [facts_of(row) for row in rows]


def facts_of(row: RuleSet) -> RuleSetFacts:
    """Return a rule set as the rules read it."""
    return RuleSetFacts(
        rule_set_id=row.pk,
        **{name: getattr(row, name) for name in _COPIED},
        spoken_remind_after_days=tuple(row.spoken_remind_after_days),
        published_scope=PublishedScope(row.published_scope),
        decision_maker_bands=tuple(row.decision_maker_bands),
        required_modules=tuple(
            module["code"] for module in row.training_modules if module["required"]
        ),
        training_required_of=tuple(map(TrainedGroup, row.training_required_of)),
        proposed_treatments=table_of(row.proposed_treatments),
    )
