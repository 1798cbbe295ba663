"""Pages of the rules on conflicts: national and a body's own, each from its day."""

from __future__ import annotations

import calendar
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from conflicts.actions import rule_sets
from conflicts.enums import Nature, PublishedScope, Severity, TrainedGroup
from conflicts.facts.rule_sets import rule_set_on
from conflicts.forms.rule_sets import RuleSetForm, WithdrawRulesForm, initial_of
from conflicts.loaders.cycle import (
    get_body_for,
    get_body_overseen,
    get_rules_to_withdraw,
)
from conflicts.models import RuleSet
from conflicts.rules.treatments import table_of
from conflicts.views.cycle_shown import back_to
from core import clock
from core.web.dates import long_date
from core.web.forms import refusals_on
from core.web.tables import SummaryRow
from people import door


if TYPE_CHECKING:
    from django.http import HttpResponse

    from committees.views.requests import UserRequest


@login_required
@require_GET
def rule_list(request: UserRequest, pk: int) -> HttpResponse:
    organisation = get_body_overseen(request.user, pk)
    rows = (
        RuleSet.objects.filter(Q(organisation=None) | Q(organisation=organisation))
        .select_related("withdrawn_by__person")
        .order_by("-effective_from", "-pk")
    )
    in_force = rule_set_on(organisation, clock.today())
    context = {
        "organisation": organisation,
        "rule_sets": [
            (row, facts_of(row), row.pk == in_force.rule_set_id) for row in rows
        ],
        "today": clock.today(),
        "may_enter": bool(door.may(request.user, "enter_conflict_rules", organisation)),
        **back_to(organisation),
    }
    return TemplateResponse(request, "conflicts/cycle_rules.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def enter_rules(request: UserRequest, pk: int) -> HttpResponse:
    organisation = get_body_for(request.user, pk, "enter_conflict_rules")
    in_force = rule_set_on(organisation, clock.today())
    today = RuleSet.objects.get(pk=in_force.rule_set_id)
    national = rule_set_on(None, clock.today())
    form = RuleSetForm(
        request.POST or None, initial=initial_of(today), national=national
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            row = rule_sets.enter(
                organisation=organisation, draft=form.draft(), by=request.user
            )
            day = long_date(row.effective_from)
            messages.success(request, f"“{row.name}” holds from {day}.")
            return redirect("conflicts:rules", organisation.pk)

    context = {
        "form": form,
        "title": "Enter rules of your own",
        "caption": organisation.name,
        "button": "Enter the rules",
        "back_url": reverse("conflicts:rules", args=[pk]),
        "back_text": "Rules on conflicts of interest",
    }
    return TemplateResponse(request, "conflicts/campaign_form.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def withdraw_rules(request: UserRequest, pk: int) -> HttpResponse:
    row = get_rules_to_withdraw(request.user, pk)
    rules_url = reverse("conflicts:rules", args=[row.organisation_id])
    form = WithdrawRulesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            rule_sets.withdraw(rule_set=row, **form.cleaned_data, by=request.user)
            messages.success(request, f"“{row.name}” is withdrawn.")
            return redirect(rules_url)

    context = {
        "form": form,
        "title": "Withdraw rules that have not begun",
        "caption": f"{row.name}, from {long_date(row.effective_from)}",
        "button": "Withdraw the rules",
        "back_url": rules_url,
        "back_text": "Rules on conflicts of interest",
    }
    return TemplateResponse(request, "conflicts/campaign_form.html", context)


def facts_of(row: RuleSet) -> list[SummaryRow]:
    """Return what a rule set says, in words."""
    bands = ", ".join(row.decision_maker_bands)
    return [
        SummaryRow("Where from", row.basis),
        SummaryRow("Declare within", f"{row.declare_within_days} days"),
        SummaryRow("On the register within", f"{row.register_within_days} days"),
        SummaryRow("Confirm every", f"{row.confirm_every_months} months"),
        SummaryRow("Said in a meeting", _reminder_words(row)),
        SummaryRow("Published", PublishedScope(row.published_scope).label),
        SummaryRow("Deciding from band", bands or "Not by band"),
        SummaryRow(
            "After the end",
            f"Published for {row.public_months_after_end} months, kept for "
            f"{row.private_years_after_end} years",
        ),
        *_gift_facts(row),
        SummaryRow("Training", _training_words(row)),
        *_proposed_facts(row),
    ]


def _proposed_facts(row: RuleSet) -> list[SummaryRow]:
    """Say what is proposed to the chair, nature by nature; they decide."""
    table = table_of(row.proposed_treatments)
    return [
        SummaryRow(
            f"Proposed: {nature.label.lower()}",
            ". ".join(
                f"{severity.label}: {table[nature, severity][0].label.lower()}, "
                f"{table[nature, severity][1].label.lower()}"
                for severity in Severity
            ),
        )
        for nature in Nature
    ]


def _gift_facts(row: RuleSet) -> list[SummaryRow]:
    return [
        SummaryRow(
            "Token from a supplier", f"Up to {_pounds(row.supplier_token_pence)}"
        ),
        SummaryRow(
            "Gifts of others",
            f"Declared from {_pounds(row.gift_declare_pence)}, those of one giver in "
            f"{row.gifts_together_months} months together, within "
            f"{row.gift_declare_within_days} days",
        ),
        SummaryRow(
            "Meals",
            f"Declared from {_pounds(row.meal_declare_pence)}, refused above "
            f"{_pounds(row.meal_refuse_pence)} unless a senior person agrees",
        ),
    ]


def _reminder_words(row: RuleSet) -> str:
    days = ", ".join(map(str, row.spoken_remind_after_days))
    return f"Reminded {days} days after asking to confirm" if days else "Not reminded"


def _training_words(row: RuleSet) -> str:
    required = [each["name"] for each in row.training_modules if each["required"]]
    if not required:
        return "None required"
    month = calendar.month_name[row.training_due_month]
    groups = [TrainedGroup(each).label for each in row.training_required_of]
    return (
        f"{', '.join(required)}, by {row.training_due_day} {month}, for "
        f"{row.training_valid_months} months. For: {'; '.join(groups) or 'nobody'}"
    )


def _pounds(pence: int) -> str:
    pounds, rest = divmod(pence, 100)
    return f"£{pounds}.{rest:02d}" if rest else f"£{pounds}"
