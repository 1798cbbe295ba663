"""The guardian's yearly attestation: made from figures, read, and as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from conflicts.actions import guardian
from conflicts.facts.assurance import figures_of
from conflicts.forms.guardian import AttestationForm, years_to_attest
from conflicts.loaders.guardian import get_attestation_for, get_guarded_body
from conflicts.views.guardian_shown import figure_table, frozen_figures
from core.documents import render
from core.web.dates import day_range, long_date
from core.web.forms import refusals_on


if TYPE_CHECKING:
    from committees.views.requests import UserRequest
    from conflicts.models import GuardianAttestation
    from conflicts.rules.breaches import Period

TEMPLATE = "conflicts/documents/attestation.typ"


@login_required
@require_http_methods(["GET", "POST"])
def attest(request: UserRequest, pk: int) -> HttpResponse:
    organisation = get_guarded_body(request.user, pk)
    year = _year(request)
    form = AttestationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            made = guardian.attest(
                organisation=organisation,
                first_day=year.first,
                last_day=year.last,
                **form.cleaned_data,
                by=request.user,
            )
            messages.success(request, "The attestation is recorded.")
            return redirect("conflicts:attestation", made.pk)

    context = {
        "organisation": organisation,
        "form": form,
        "year": year,
        "years": _other_years(year),
        "figures": figure_table(
            figures_of(organisation, year.first, year.last), year.label
        ),
        "back_url": reverse("conflicts:guardian_body", args=[pk]),
        "back_text": "Oversight",
    }
    return TemplateResponse(request, "conflicts/guardian_attest.html", context)


@login_required
@require_GET
def attestation_page(request: UserRequest, pk: int) -> HttpResponse:
    attestation = get_attestation_for(request.user, pk)
    context = {
        "attestation": attestation,
        "period": day_range(attestation.first_day, attestation.last_day),
        "figures": frozen_figures(attestation),
        "back_url": reverse(
            "conflicts:guardian_body", args=[attestation.organisation_id]
        ),
        "back_text": "Oversight",
    }
    return TemplateResponse(request, "conflicts/guardian_attestation.html", context)


@login_required
@require_GET
def attestation_file(request: UserRequest, pk: int) -> HttpResponse:
    attestation = get_attestation_for(request.user, pk)
    name = f"attestation-{attestation.last_day.isoformat()}.pdf"
    return HttpResponse(
        render(TEMPLATE, _facts(attestation)),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _facts(attestation: GuardianAttestation) -> dict[str, object]:
    return {
        "title": "Attestation of the conflicts of interest guardian",
        "organisation": attestation.organisation.name,
        "period": day_range(attestation.first_day, attestation.last_day),
        "made_by": attestation.made_by.label,
        "made_on": long_date(attestation.made_at),
        "statement": attestation.statement,
        "exceptions": attestation.exceptions,
        "figures": attestation.figures,
    }


def _other_years(year: Period) -> list[tuple[str, str]]:
    """Return the other years that may be attested, with their addresses."""
    return [
        (each.label, f"?year={each.key}") for each in years_to_attest() if each != year
    ]


def _year(request: UserRequest) -> Period:
    """Return the year asked for, or the last that is over."""
    years = years_to_attest()
    wish = request.GET.get("year", "")
    return next((each for each in years if each.key == wish), years[0])
