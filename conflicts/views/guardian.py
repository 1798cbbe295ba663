"""The guardian's desk: what waits, decisions on publication, advice, statements."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from conflicts.actions import breach_cases, guardian
from conflicts.enums import PublicationState
from conflicts.facts.assurance import figures_of
from conflicts.facts.breaches import standing_statements
from conflicts.facts.declaring import limits_of
from conflicts.facts.publication import (
    decisions_of,
    gift_reviews_due,
    requests_waiting,
    reviews_due,
)
from conflicts.forms.guardian import AdviceForm, NoBreachesForm, PublicationForm
from conflicts.loaders.guardian import (
    get_guarded_body,
    get_interest_to_decide,
    get_overseen_body,
)
from conflicts.loaders.interests import organisations_with_registers_for
from conflicts.models import Breach, GiftOffer, GuardianAdvice
from conflicts.views.breaches_shown import breach_table
from conflicts.views.gifts_shown import flagged_table
from conflicts.views.guardian_shown import (
    attestation_table,
    figure_table,
    gift_review_table,
    publication_table,
)
from conflicts.views.shown import interest_rows
from core import clock
from core.web.forms import refusals_on
from people import door


if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from commissioning.models import Organisation
    from committees.views.requests import UserRequest
    from core.web.tables import Table

MOST = 10
A_PAGE = 30
A_YEAR = timedelta(days=365)


@login_required
@require_GET
def guardian_desk(request: UserRequest) -> HttpResponse:
    bodies = list(organisations_with_registers_for(request.user))
    if not bodies:
        raise Http404
    if len(bodies) == 1:
        return redirect("conflicts:guardian_body", bodies[0].pk)
    context = {"organisations": bodies, "back_url": "/", "back_text": "Home"}
    return TemplateResponse(request, "conflicts/guardian_bodies.html", context)


@login_required
@require_GET
def guardian_body(request: UserRequest, pk: int) -> HttpResponse:
    organisation = get_overseen_body(request.user, pk)
    today = clock.today()
    context = {
        "organisation": organisation,
        **_waiting(organisation, today),
        "is_guardian": bool(door.may(request.user, "guard", organisation)),
        "figures": figure_table(
            figures_of(organisation, today - A_YEAR, today),
            "The last twelve months",
        ),
        "attestations": attestation_table(
            organisation.guardian_attestations.select_related("made_by__person")
        ),
        "statements": standing_statements(organisation),
        "back_url": "/",
        "back_text": "Home",
    }
    return TemplateResponse(request, "conflicts/guardian_page.html", context)


def _waiting(organisation: Organisation, today: date) -> dict[str, Table]:
    """Return what a guardian of the body should look at, as tables."""
    against = (
        GiftOffer.objects.standing()
        .filter(organisation=organisation, is_against_advice=True)
        .select_related("person", "rule_set")
    )
    open_cases = Breach.objects.waiting().filter(organisation=organisation)
    return {
        "requests": publication_table(
            requests_waiting(organisation, today),
            "Requests not to publish",
            today,
            "No request not to publish waits for a decision.",
        ),
        "reviews": publication_table(
            reviews_due(organisation, today),
            "Reviews due",
            today,
            "No decision on publication is due for review.",
        ),
        "breaches": breach_table(
            open_cases.select_related("organisation")[:MOST],
            "No possible breach waits.",
        ),
        "gifts": flagged_table(against[:MOST]),
        "gift_reviews": gift_review_table(gift_reviews_due(organisation, today), today),
    }


@login_required
@require_http_methods(["GET", "POST"])
def decide_publication(request: UserRequest, pk: int) -> HttpResponse:
    interest = get_interest_to_decide(request.user, pk)
    form = PublicationForm(request.POST or None, interest=interest)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            guardian.decide_publication(
                interest=interest,
                state=PublicationState(form.cleaned_data["state"]),
                reason=form.cleaned_data["reason"],
                review_on=form.cleaned_data["review_on"],
                seen_version=form.cleaned_data["seen_version"],
                by=request.user,
            )
            messages.success(request, "The decision is recorded.")
            return redirect("conflicts:guardian")

    context = {
        "title": "What is published of this interest?",
        "caption": interest,
        "form": form,
        "rows": interest_rows(interest, limits_of(interest.person_id), with_note=True),
        "decisions": decisions_of(interest).select_related("decided_by__person"),
        "back_url": reverse("conflicts:guardian"),
        "back_text": "Oversight",
    }
    return TemplateResponse(request, "conflicts/guardian_publication.html", context)


@login_required
@require_GET
def advice_list(request: UserRequest, pk: int) -> HttpResponse:
    organisation = get_guarded_body(request.user, pk)
    rows = GuardianAdvice.objects.filter(organisation=organisation)
    page = Paginator(rows.select_related("recorded_by__person"), A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "organisation": organisation,
        "page": page,
        "query": request.GET,
        "back_url": reverse("conflicts:guardian_body", args=[pk]),
        "back_text": "Oversight",
    }
    return TemplateResponse(request, "conflicts/guardian_advice.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def record_advice(request: UserRequest, pk: int) -> HttpResponse:
    organisation = get_guarded_body(request.user, pk)
    form = AdviceForm(request.POST or None, initial={"given_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            guardian.record_advice(
                organisation=organisation, **form.cleaned_data, by=request.user
            )
            messages.success(request, "The advice is recorded.")
            return redirect("conflicts:guardian_advice", pk)

    context = {
        "organisation": organisation,
        "form": form,
        "title": "Record advice",
        "button": "Save the advice",
        "back_url": reverse("conflicts:guardian_advice", args=[pk]),
        "back_text": "Advice",
    }
    return TemplateResponse(request, "conflicts/guardian_form.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def no_breaches(request: UserRequest, pk: int) -> HttpResponse:
    organisation = get_guarded_body(request.user, pk)
    form = NoBreachesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        first_day, last_day = form.days()
        with refusals_on(form):
            breach_cases.state_none(
                organisation=organisation,
                first_day=first_day,
                last_day=last_day,
                by=request.user,
            )
            messages.success(request, "The statement is on the public site.")
            return redirect("conflicts:guardian_body", pk)

    context = {
        "organisation": organisation,
        "form": form,
        "title": "State that there were no breaches",
        "button": "Publish the statement",
        "back_url": reverse("conflicts:guardian_body", args=[pk]),
        "back_text": "Oversight",
    }
    return TemplateResponse(request, "conflicts/guardian_form.html", context)
