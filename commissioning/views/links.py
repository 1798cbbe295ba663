"""Pages on which officers record how organisations are tied, and end a tie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from commissioning.actions import links
from commissioning.enums import Basis
from commissioning.forms.links import RECORDED, EndLinkForm, LinkForm
from commissioning.loaders import (
    get_link_for,
    get_organisation_for,
    get_organisation_to_tie,
)
from commissioning.models import Organisation, OrganisationLink
from commissioning.policies import ends_administered_by
from core.web.dates import long_date
from core.web.forms import refusals_on
from core.web.tables import Cell, Column, Link, Table


if TYPE_CHECKING:
    from django.http import HttpResponse

    from people.requests import UserRequest

MOST_FOUND = 20
MOST_LINKS = 300


@login_required
@require_GET
def link_list(request: UserRequest, organisation_id: int) -> HttpResponse:
    organisation = get_organisation_to_tie(request.user, organisation_id)
    rows = list(
        OrganisationLink.objects.touching([organisation.pk])
        .filter(kind__in=[kind.value for kind in RECORDED])
        .select_related("source", "target")
        .order_by("kind", "source__name", "target__name", "from_on")[:MOST_LINKS]
    )
    mine = ends_administered_by(
        request.user, {(link.source_id, link.target_id) for link in rows}
    )
    table = Table(
        caption="Recorded ties",
        columns=[Column("Tie"), Column("From"), Column("To"), Column("Change")],
        rows=[
            _row(link, may_end=(link.source_id, link.target_id) in mine)
            for link in rows
        ],
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
    organisation = get_organisation_to_tie(request.user, organisation_id)
    other = get_organisation_for(request.user, other_id)
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
    link = get_link_for(request.user, pk)
    form = EndLinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            links.end(link=link, to_on=form.cleaned_data["to_on"], by=request.user)
            messages.success(request, "The last day is recorded.")
            return redirect("commissioning:links", link.source_id)

    context = {"link": link, "form": form}
    return TemplateResponse(request, "commissioning/link_end.html", context)


def _row(link: OrganisationLink, *, may_end: bool) -> tuple[object, ...]:
    return (
        str(link),
        long_date(link.from_on),
        long_date(link.to_on) if link.to_on else "",
        _change(link, may_end=may_end),
    )


def _change(link: OrganisationLink, *, may_end: bool) -> Cell | Link:
    if link.basis == Basis.ODS:
        return Cell("From ODS")
    if not may_end:
        return Cell("By the officers of its CCG")
    end = reverse("commissioning:link_end", args=[link.pk])
    return Link("End", end, hidden=str(link))
