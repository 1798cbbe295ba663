"""The page on which a new version of the terms of reference is adopted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from committees.actions import terms
from committees.actions.drafts import copied_from, draft_findings
from committees.facts.committees import quorum_terms_of, version_facts
from committees.forms.rows import (
    ClauseRows,
    NewSeatRows,
    SeatRows,
    initial_clauses,
    initial_seats,
    room_for_more,
)
from committees.forms.terms import TermsForm, draft_of, initial_terms
from committees.loaders import (
    get_committee_for,
    get_committee_to_administer,
    get_version_or_404,
)
from committees.rules.sentences import describe_terms
from committees.rules.terms import QuorumTerms
from committees.views.seats_table import terms_rows, version_table
from core import clock
from core.web.forms import refusals_on


if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpResponse, QueryDict

    from committees.models import Committee, TermsOfReference
    from committees.views.requests import UserRequest


@login_required
@require_http_methods(["GET", "POST"])
def adopt_terms(request: UserRequest, slug: str) -> HttpResponse:
    committee = get_committee_to_administer(request.user, slug)
    latest = committee.terms.order_by("-version").first()
    typed = _typed(request)
    is_check = request.method == "POST" and "check" in request.POST
    form, seats, clauses = _forms(typed, latest)
    # A sentence can be checked before the day of the terms is known.
    form.fields["effective_from"].required = not is_check
    is_valid = request.method == "POST" and _all_valid(form, seats, clauses)
    if is_valid and not is_check:
        with refusals_on(form):
            adopted = terms.adopt(
                committee=committee,
                draft=draft_of(form, seats, clauses),
                seen_version=form.cleaned_data["seen_version"],
                by=request.user,
            )
            messages.success(request, f"Version {adopted.version} is adopted.")
            return redirect("committees:committee", committee.slug)

    context = {
        "committee": committee,
        "latest": latest,
        "form": form,
        "seats": seats,
        "clauses": clauses,
        **_shown(committee, form, seats, clauses, is_check=is_check),
    }
    return TemplateResponse(request, "committees/terms_form.html", context)


def _shown(
    committee: Committee, form: Any, seats: Any, clauses: Any, *, is_check: bool
) -> dict[str, Any]:
    """Return what the form shows beside its questions: sections, sentence, findings."""
    is_wrong = form.is_bound and bool(form.errors)
    is_ready = is_check and not (is_wrong or _any_wrong(seats) or _any_wrong(clauses))
    findings = []
    if is_ready:
        day = form.cleaned_data["effective_from"] or clock.today()
        draft = replace(draft_of(form, seats, clauses), effective_from=day)
        findings = draft_findings(committee, draft)
    return {
        # A row may be left empty: saying so at each of its questions is noise.
        "plain": {"optional": ""},
        "narrow": {"optional": "", "width": 2},
        "is_check": is_check,
        "sentences": _sentences(form, clauses) if is_check else [],
        "findings": findings,
        "is_ready": is_ready,
        "back_url": reverse("committees:committee", args=[committee.slug]),
        "back_text": committee.short_name,
    }


@login_required
@require_GET
def terms_version(request: UserRequest, slug: str, version: int) -> HttpResponse:
    committee = get_committee_for(request.user, slug)
    row = get_version_or_404(committee, version)
    context = {
        "committee": committee,
        "terms": row,
        "terms_rows": terms_rows(row),
        "quorum": describe_terms(quorum_terms_of(row)),
        "table": version_table(version_facts(row)),
        "back_url": reverse("committees:committee", args=[committee.slug]),
        "back_text": committee.short_name,
    }
    return TemplateResponse(request, "committees/terms_page.html", context)


def _typed(request: UserRequest) -> QueryDict | None:
    """Return what was sent; with empty rows to go on with, where it is only checked."""
    if request.method != "POST":
        return None
    if "check" not in request.POST:
        return request.POST
    sent = request.POST.copy()
    room_for_more(sent, "seats", spare=3)
    room_for_more(sent, "clauses", spare=3)
    return sent


def _forms(typed: QueryDict | None, latest: TermsOfReference | None) -> tuple[Any, ...]:
    if latest is None:
        return (
            TermsForm(typed, initial=initial_terms(None)),
            NewSeatRows(typed, prefix="seats"),
            ClauseRows(typed, prefix="clauses"),
        )
    copied = copied_from(latest, effective_from=latest.effective_from)
    return (
        TermsForm(typed, initial=initial_terms(latest)),
        SeatRows(typed, prefix="seats", initial=initial_seats(copied.seats)),
        ClauseRows(typed, prefix="clauses", initial=initial_clauses(copied.quorum)),
    )


def _all_valid(*forms: Any) -> bool:
    """Check every form, so that all mistakes are shown at once."""
    verdicts = [form.is_valid() for form in forms]
    return all(verdicts)


def _any_wrong(rows: Any) -> bool:
    return rows.is_bound and not rows.is_valid()


def _sentences(form: Any, clauses: Any) -> list[str]:
    """Say the quorum of the clauses that are right so far."""
    rules = [row.as_clause for row in clauses if row.is_valid() and row.as_clause]
    counted = form.cleaned_data if form.is_bound else form.initial
    return describe_terms(
        QuorumTerms(
            rules=tuple(rules),
            deputies_count=counted.get("deputies_count", True),
            deputies_vote=counted.get("deputies_vote", True),
            remote_counts=counted.get("remote_counts", True),
        )
    )
