"""Pages on which the approval of minutes is recorded, and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.web.dates import long_date
from core.web.forms import refusals_on
from decisions.actions import approvals
from decisions.facts.approvals import (
    approving_decisions,
    is_about_minutes,
    sentence_of,
    standing_of,
)
from decisions.forms.decisions import ApprovalForm, WhyForm
from decisions.models import Minutes, MinutesApproval
from decisions.views.closing import kept_gathering
from meetings.enums import Part
from people import door


if TYPE_CHECKING:
    from django.http import HttpResponse

    from decisions.models import Decision
    from meetings.models import Gathering
    from people.requests import UserRequest


@login_required
@require_http_methods(["GET", "POST"])
def approve_minutes(request: UserRequest, pk: int, part: str) -> HttpResponse:
    gathering = kept_gathering(request, pk)
    if part not in Part.values():
        raise Http404
    which = Part(part)
    found = _choices(request, gathering, which)
    form = ApprovalForm(
        request.POST if request.method == "POST" else None,
        decisions=[(one.pk, _words(one)) for one in found],
        initial={"decisions": _first_about_minutes(found)},
    )
    if request.method == "POST" and form.is_valid():
        chosen = [one for one in found if one.pk in form.cleaned_data["decisions"]]
        if _approve(request, form, gathering, which, chosen):
            return redirect("decisions:minutes", pk, part)
    context = {
        "gathering": gathering,
        "part": which.label,
        "issue": Minutes.objects.filter(gathering=gathering, part=which).first(),
        "form": form if found else None,
        "back_url": reverse("decisions:minutes", args=[pk, part]),
        "back_text": "Minutes",
    }
    return TemplateResponse(request, "decisions/minutes_approve.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def take_back_approval(request: UserRequest, pk: int) -> HttpResponse:
    approval = _approval_to_take_back(request, pk)
    minutes = [approval.sitting.gathering_id, approval.part]
    form = WhyForm(
        request.POST if request.method == "POST" else None,
        question="Why is the approval taken back?",
    )
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        with refusals_on(form):
            approvals.take_back(approval=approval, reason=reason, by=request.user)
            messages.success(request, "Taken back. It stays in the record.")
            return redirect("decisions:minutes", *minutes)
    context = {
        "title": "Take an approval back",
        "caption": approval.sitting.gathering.title,
        "words": sentence_of(approval),
        "button": "Take it back",
        "form": form,
        "back_url": reverse("decisions:minutes", args=minutes),
        "back_text": "Minutes",
    }
    return TemplateResponse(request, "decisions/why_form.html", context)


def _approve(
    request: UserRequest,
    form: ApprovalForm,
    gathering: Gathering,
    part: Part,
    chosen: list[Decision],
) -> bool:
    made: list[MinutesApproval] = []
    with refusals_on(form):
        made = approvals.approve(
            gathering=gathering,
            part=part,
            decisions=chosen,
            corrections=form.cleaned_data["corrections"],
            by=request.user,
        )
    for one in made:
        messages.success(request, sentence_of(one))
    return bool(made)


def _approval_to_take_back(request: UserRequest, pk: int) -> MinutesApproval:
    """Return an approval of a committee whose record the visitor keeps."""
    rows = MinutesApproval.objects.select_related(
        "sitting__gathering", "sitting__committee", "decision__sitting__gathering"
    )
    approval = get_object_or_404(rows, pk=pk)
    kept_gathering(request, approval.sitting.gathering_id)
    verdict = door.may(request.user, "record", approval.sitting)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return approval


def _choices(request: UserRequest, gathering: Gathering, part: Part) -> list[Decision]:
    """Return the decisions to choose from, of committees whose record is theirs."""
    waiting = [
        one.sitting.committee_id
        for one in standing_of(gathering, part)
        if one.approval is None and door.may(request.user, "record", one.sitting)
    ]
    return approving_decisions(gathering, part, waiting) if waiting else []


def _first_about_minutes(found: list[Decision]) -> list[int]:
    """Tick, for each committee, its first decision on an item about minutes."""
    first: dict[int, int] = {}
    for one in found:
        if is_about_minutes(one):
            first.setdefault(one.committee_id, one.pk)
    return list(first.values())


def _words(decision: Decision) -> str:
    day = long_date(decision.sitting.gathering.held_on)
    what = decision.get_outcome_display().lower()
    said = f"{decision.committee.short_name}, {day}: {decision.item.title}, {what}"
    return f"{said} ({decision.reference})" if decision.reference else said
