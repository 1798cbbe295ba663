"""Enter a body's own rules on conflicts, from a day on."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction

from commissioning.models import Organisation
from conflicts.enums import PublishedScope
from conflicts.facts.rule_sets import rule_sets_of
from conflicts.models import RuleSet
from conflicts.models.rule_set import deciders_and_posts, every_week
from conflicts.rules.rule_sets import in_force, why_too_lax
from conflicts.rules.treatments import national_treatments, why_no_table
from core import clock
from core.actions import audit, changes
from core.errors import RuleBroken
from people import door


if TYPE_CHECKING:
    from datetime import date, datetime

    from people.models import User


MOST_REMINDERS = 12
LATEST_REMINDER = 365


@dataclass(frozen=True, slots=True)
class RuleSetDraft:
    """What a body's own policy says: days, months, years, and amounts in pence."""

    name: str
    basis: str
    effective_from: date
    declare_within_days: int = 28
    register_within_days: int = 28
    confirm_every_months: int = 12
    spoken_remind_after_days: list[int] = field(default_factory=every_week)
    published_scope: PublishedScope = PublishedScope.DECISION_MAKERS
    decision_maker_bands: list[str] = field(default_factory=list)
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
    training_modules: list[dict[str, Any]] = field(default_factory=list)
    training_required_of: list[str] = field(default_factory=deciders_and_posts)
    proposed_treatments: list[dict[str, str]] = field(
        default_factory=national_treatments
    )


@transaction.atomic
def enter(
    *,
    organisation: Organisation,
    draft: RuleSetDraft,
    by: User,
    now: datetime | None = None,
) -> RuleSet:
    """Enter a rule set of a body; what was judged by an earlier one stays as it was.

    Raises:
      RuleBroken: not its officer, from a day that has passed or has a set already, or
        its numbers contradict each other or are laxer than the national ones.
    """
    # The lock lets rows that refer to the body go on, and makes a second click wait.
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    door.require(by, "enter_conflict_rules", organisation)
    _check(draft)
    theirs = RuleSet.objects.standing().filter(
        organisation=organisation, effective_from=draft.effective_from
    )
    if theirs.exists():
        raise RuleBroken.because(
            "rule_set_there", "A rule set of this body begins on that day already."
        )
    row = RuleSet.objects.create(organisation=organisation, **asdict(draft))
    audit.record("rule_set.entered", target=row, by=by.label, now=now)
    changes.note("rule_set", row.pk, now=now)
    return row


@transaction.atomic
def withdraw(
    *, rule_set: RuleSet, reason: str, by: User, now: datetime | None = None
) -> RuleSet:
    """Withdraw a body's own rules before they begin; the row stays and says why.

    Withdrawn already, it stays so.

    Raises:
      RuleBroken: national rules, not an officer of the body, rules that have begun, or
        no reason.
    """
    row = RuleSet.objects.select_for_update(of=("self",)).get(pk=rule_set.pk)
    if row.organisation is None:
        raise RuleBroken.because(
            "national_rules", "National rules are not a body's to withdraw."
        )
    door.require(by, "enter_conflict_rules", row.organisation)
    if row.withdrawn_at is not None:
        return row
    if row.effective_from <= clock.today():
        raise RuleBroken.because(
            "rules_begun",
            "These rules hold already, and entries may have been judged by them. Enter "
            "new rules that begin today or later.",
        )
    if not reason.strip():
        raise RuleBroken.because("no_reason", "Say why the rules are withdrawn.")
    row.withdrawn_at = now or clock.now()
    row.withdrawn_by = by
    row.withdrawal_reason = reason.strip()
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    audit.record(
        "rule_set.withdrawn",
        target=row,
        by=by.label,
        summary=row.withdrawal_reason,
        now=row.withdrawn_at,
    )
    changes.note("rule_set", row.pk, now=row.withdrawn_at)
    return row


def _check(draft: RuleSetDraft) -> None:
    if draft.effective_from < clock.today():
        raise RuleBroken.because(
            "rule_set_in_past",
            "Rules begin today or later: what was declared before is judged by the "
            "rules of its day.",
        )
    if not (draft.name.strip() and draft.basis.strip()):
        raise RuleBroken.because(
            "rule_set_unnamed", "Give the rules a name, and say who approved them."
        )
    if draft.meal_declare_pence > draft.meal_refuse_pence:
        raise RuleBroken.because(
            "meals_out_of_order",
            "A meal is declared from an amount that is not above the one from which "
            "it is refused.",
        )
    _check_numbers(draft)
    reminders = draft.spoken_remind_after_days
    if len(reminders) > MOST_REMINDERS or not all(
        1 <= each <= LATEST_REMINDER for each in reminders
    ):
        raise RuleBroken.because(
            "reminder_days",
            f"Give at most {MOST_REMINDERS} reminders, each from 1 to "
            f"{LATEST_REMINDER} days after asking.",
        )
    if words := why_no_table(draft.proposed_treatments):
        raise RuleBroken.because("no_table_of_treatments", words)
    if not draft.training_required_of and any(
        each["required"] for each in draft.training_modules
    ):
        raise RuleBroken.because(
            "required_of_nobody", "Say for whom the required modules are."
        )
    if not (1 <= draft.training_due_month <= 12 and 1 <= draft.training_due_day <= 31):
        raise RuleBroken.because(
            "no_such_day", "Training is due on a day and a month that exist."
        )


def _check_numbers(draft: RuleSetDraft) -> None:
    least = min(
        draft.declare_within_days,
        draft.register_within_days,
        draft.confirm_every_months,
    )
    if least < 1:
        raise RuleBroken.because(
            "numbers_too_small", "Days and months to declare are at least 1."
        )
    national = in_force(rule_sets_of(None), draft.effective_from)
    if words := why_too_lax(asdict(draft), national):
        raise RuleBroken.because("laxer_than_the_law", words)
