"""Pages on which officers record how organisations are tied, and end a tie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from commissioning.actions import links
from commissioning.enums import Basis
from commissioning.link_forms import RECORDED, EndLinkForm, LinkForm
from commissioning.loaders import get_organisation_for
from commissioning.models import Organisation, OrganisationLink
from core.web.dates import long_date
from core.web.forms import refusals_on
from core.web.tables import Cell, Column, Link, Table
from people import door


if TYPE_CHECKING:
    from django.http import HttpResponse

    from people.requests import UserRequest

MOST_FOUND = 20
MOST_LINKS = 300


@login_required
@require_GET
def link_list(request: UserRequest, organisation_id: int) -> HttpResponse:
    organisation = get_organisation_for(request.user, organisation_id)
    _officers_only(request)
    rows = (
        OrganisationLink.objects.touching([organisation.pk])
        .filter(kind__in=[kind.value for kind in RECORDED])
        .select_related("source", "target")
        .order_by("kind", "source__name", "target__name", "from_on")
    )
    table = Table(
        caption="Recorded ties",
        columns=[Column("Tie"), Column("From"), Column("To"), Column("Change")],
        rows=[_row(link) for link in rows[:MOST_LINKS]],
        empty="No federation, network, landlord or owner is recorded.",
    )
    words = request.GET.get("q", "").strip()
    context = {
        "organisation": organisation,
        "table": table,
        "words": words,
        "found": Organisation.objects.found_by(words).exclude(pk=organisation.pk)[
            :MOST_FOUND
        ],
    }
    return TemplateResponse(request, "commissioning/link_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def link_add(request: UserRequest, organisation_id: int, other_id: int) -> HttpResponse:
    organisation = get_organisation_for(request.user, organisation_id)
    other = get_organisation_for(request.user, other_id)
    _officers_only(request)
    form = LinkForm(request.POST or None, one=organisation, other=other)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            links.open(**form.link, by=request.user)
            messages.success(request, "The tie is recorded.")
            return redirect("commissioning:links", organisation.pk)

    context = {"organisation": organisation, "other": other, "form": form}
    return TemplateResponse(request, "commissioning/link_form.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def link_end(request: UserRequest, pk: int) -> HttpResponse:
    rows = OrganisationLink.objects.select_related("source", "target")
    link = get_object_or_404(rows, pk=pk)
    _officers_only(request)
    form = EndLinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            links.end(link=link, to_on=form.cleaned_data["to_on"], by=request.user)
            messages.success(request, "The last day is recorded.")
            return redirect("commissioning:links", link.source_id)

    context = {"link": link, "form": form}
    return TemplateResponse(request, "commissioning/link_end.html", context)


def _officers_only(request: UserRequest) -> None:
    verdict = door.may(request.user, "administer", OrganisationLink)
    if not verdict:
        raise PermissionDenied(verdict.reason)


def _row(link: OrganisationLink) -> tuple[object, ...]:
    end = reverse("commissioning:link_end", args=[link.pk])
    is_from_ods = link.basis == Basis.ODS
    return (
        str(link),
        long_date(link.from_on),
        long_date(link.to_on) if link.to_on else "",
        Cell("From ODS") if is_from_ods else Link("End", end, hidden=str(link)),
    )
