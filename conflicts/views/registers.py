"""Pages on which registers are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from conflicts.facts.interests import (
    persons_of_committees,
    persons_of_organisation,
    positions_of,
)
from conflicts.forms.registers import RegisterFilter
from conflicts.loaders.interests import (
    committees_with_registers_for,
    get_committee_register_for,
    get_organisation_register_for,
    organisations_with_registers_for,
)
from conflicts.models import Interest
from conflicts.views.shown_registers import register_table
from core import clock


if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from committees.views.requests import UserRequest
    from people.models import Person

A_PAGE = 50


@login_required
@require_GET
def register_list(request: UserRequest) -> HttpResponse:
    context = {
        "organisations": organisations_with_registers_for(request.user),
        "committees": committees_with_registers_for(request.user),
    }
    return TemplateResponse(request, "conflicts/register_list.html", context)


@login_required
@require_GET
def committee_register(request: UserRequest, slug: str) -> HttpResponse:
    committee = get_committee_register_for(request.user, slug)
    persons = persons_of_committees([committee], clock.today())
    return _register(request, persons, committee.name)


@login_required
@require_GET
def organisation_register(request: UserRequest, pk: int) -> HttpResponse:
    organisation = get_organisation_register_for(request.user, pk)
    persons = persons_of_organisation(organisation, clock.today())
    return _register(request, persons, organisation.name)


def _register(
    request: UserRequest, persons: QuerySet[Person], name: str
) -> HttpResponse:
    day = clock.today()
    form = RegisterFilter(request.GET)
    whole = Interest.objects.filter(person__in=persons.order_by().values("pk"))
    rows = form.narrow(whole, day).select_related("person", "organisation")
    ordered = rows.order_by("person__family_name", "person__given_name", "pk")
    page = Paginator(ordered, A_PAGE).get_page(request.GET.get("page"))
    positions = positions_of({row.person_id for row in page.object_list}, day)
    context = {
        "title": "Register of interests",
        "caption": name,
        "day": day,
        "filter": form,
        "page": page,
        "total": page.paginator.count,
        "table": register_table(page.object_list, positions, request.GET),
        "query": request.GET,
        "silent": persons.exclude(pk__in=whole.order_by().values("person")),
        "back_url": reverse("conflicts:registers"),
        "back_text": "Registers",
    }
    return TemplateResponse(request, "conflicts/register_page.html", context)
