"""The page on which a new version of the terms of reference is adopted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from committees.actions import terms
from committees.actions.drafts import copied_from
from committees.facts import quorum_terms_of, version_facts
from committees.forms.terms import (
    ClauseRows,
    NewSeatRows,
    SeatRows,
    TermsForm,
    draft_of,
    initial_clauses,
    initial_seats,
    initial_terms,
)
from committees.loaders import (
    get_committee_for,
    get_committee_to_administer,
    get_version_or_404,
)
from committees.rules.sentences import describe_terms
from committees.views.seats_table import terms_rows, version_table
from core.web.forms import refusals_on


if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpResponse

    from committees.models import TermsOfReference
    from committees.views.requests import UserRequest


@login_required
@require_http_methods(["GET", "POST"])
def adopt_terms(request: UserRequest, slug: str) -> HttpResponse:
    committee = get_committee_to_administer(request.user, slug)
    latest = committee.terms.order_by("-version").first()
    form, seats, clauses = _forms(request, latest)
    if request.method == "POST" and _all_valid(form, seats, clauses):
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
        # A row may be left empty: saying so at each of its questions is noise.
        "plain": {"optional": ""},
        "narrow": {"optional": "", "width": 2},
        "back_url": reverse("committees:committee", args=[committee.slug]),
        "back_text": committee.short_name,
    }
    return TemplateResponse(request, "committees/terms_form.html", context)


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


def _forms(request: UserRequest, latest: TermsOfReference | None) -> tuple[Any, ...]:
    typed = request.POST or None
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
