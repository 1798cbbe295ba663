"""Which numbers of a policy are in force on a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from conflicts.enums import PublishedScope, TrainedGroup
from conflicts.rules.treatments import NATIONAL, Pair, Proposed


# In these a body may be stricter than the national rules, never laxer
# (docs/field.md 5.6): what the national ones say, with the number left open.
AT_MOST = {
    "declare_within_days": "Interests are declared within {0} days",
    "register_within_days": "An interest is on the register within {0} days",
    "confirm_every_months": "Interests are confirmed every {0} months",
    "gift_declare_within_days": "Offers are declared within {0} days",
}
AT_LEAST = {
    "public_months_after_end": "An ended interest stays published for {0} months",
    "private_years_after_end": "An ended interest is kept for {0} years",
}


@dataclass(frozen=True, slots=True)
class RuleSetFacts:
    """One rule set: limits in days, months and years, amounts in pence.

    `organisation_id` is None for national guidance. See `models.RuleSet`.
    """

    rule_set_id: int
    name: str
    effective_from: date
    organisation_id: int | None = None
    declare_within_days: int = 28
    register_within_days: int = 28
    confirm_every_months: int = 12
    spoken_remind_after_days: tuple[int, ...] = ()
    published_scope: PublishedScope = PublishedScope.DECISION_MAKERS
    decision_maker_bands: tuple[str, ...] = ()
    public_months_after_end: int = 6
    private_years_after_end: int = 6
    supplier_token_pence: int = 600
    gift_declare_pence: int = 5000
    gifts_together_months: int = 12
    meal_declare_pence: int = 2500
    meal_refuse_pence: int = 7500
    gift_declare_within_days: int = 28
    training_due_month: int = 1
    training_due_day: int = 31
    training_valid_months: int = 12
    required_modules: tuple[str, ...] = ()
    training_required_of: tuple[TrainedGroup, ...] = (
        TrainedGroup.DECISION_MAKERS,
        TrainedGroup.POSTS,
    )
    proposed_treatments: Mapping[Pair, Proposed] = field(
        default_factory=lambda: NATIONAL, hash=False
    )


def in_force(rule_sets: Collection[RuleSetFacts], day: date) -> RuleSetFacts:
    """Return the set in force on a day: the latest begun, a body's own before national.

    A newer national set overrides an older local one, since local policies are made
    within the guidance of their day. Before the first set, the first stands in.

    Raises:
      ValueError: there is no rule set at all.
    """
    if not rule_sets:
        raise ValueError("No rule set on conflicts of interest is entered.")
    begun = [each for each in rule_sets if each.effective_from <= day]
    if begun:
        return max(begun, key=_precedence)
    return min(rule_sets, key=_precedence)


def in_force_for(
    rule_sets: Iterable[RuleSetFacts], organisation_id: int | None, day: date
) -> RuleSetFacts:
    """Return the set in force for one body: among its own and the national ones."""
    theirs = [
        each
        for each in rule_sets
        if each.organisation_id is None or each.organisation_id == organisation_id
    ]
    return in_force(theirs, day)


def why_too_lax(numbers: Mapping[str, int], national: RuleSetFacts) -> str:
    """Say which number of a body's policy the national rules do not allow, or nothing.

    `numbers` are days, months and years by the names of `RuleSetFacts`; `national` are
    the rules in force when the policy begins.
    """
    for name, words in AT_MOST.items():
        most = getattr(national, name)
        if numbers[name] > most:
            return f"{words.format(most)} at most: enter {most} or fewer."
    for name, words in AT_LEAST.items():
        least = getattr(national, name)
        if numbers[name] < least:
            return f"{words.format(least)} at least: enter {least} or more."
    return ""


def _precedence(rules: RuleSetFacts) -> tuple[date, bool, int]:
    return rules.effective_from, rules.organisation_id is not None, rules.rule_set_id
