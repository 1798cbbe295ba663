"""The gifts register of a body: pages, as at a day, and as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from conflicts.facts.gifts import names_then, register_as_at
from conflicts.facts.interests import persons_of_organisation, positions_of
from conflicts.forms.gift_registers import GiftFilter
from conflicts.loaders.gifts import get_gift_register_for
from conflicts.loaders.interests import organisations_with_registers_for
from conflicts.views.gift_files import FORMATS, HEADINGS, download, rows_of
from conflicts.views.gifts_shown import register_table
from core import clock
from people import door


if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from committees.views.requests import UserRequest

A_PAGE = 50


@login_required
@require_GET
def gift_registers(request: UserRequest) -> HttpResponse:
    context = {
        "organisations": organisations_with_registers_for(request.user),
        "back_url": reverse("conflicts:my_gifts"),
        "back_text": "My gifts and hospitality",
    }
    return TemplateResponse(request, "conflicts/gift_registers.html", context)


@login_required
@require_GET
def gift_register(request: UserRequest, pk: int) -> HttpResponse:
    organisation = get_gift_register_for(request.user, pk)
    form = GiftFilter(request.GET)
    day = form.wanted.get("as_at") or clock.today()
    rows = form.narrow(register_as_at(organisation, day))
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    entries = list(page.object_list)
    positions = positions_of({entry.person_id for entry in entries}, day)
    context = {
        "organisation": organisation,
        "day": day,
        "filter": form,
        "page": page,
        "query": request.GET,
        "total": page.paginator.count,
        "table": register_table(
            entries, names_then(entries, day), positions, request.GET
        ),
        "files": _files(request, pk),
        "may_record": bool(door.may(request.user, "record_gift", organisation)),
        "back_url": reverse("conflicts:gift_registers"),
        "back_text": "Registers of gifts",
    }
    return TemplateResponse(request, "conflicts/gift_register.html", context)


def _files(request: UserRequest, pk: int) -> list[tuple[str, str]]:
    """Return each kind of file with its address, which keeps the filter."""
    asked = request.GET.urlencode()
    return [
        (label, reverse("conflicts:gift_register_file", args=[pk, kind]) + f"?{asked}")
        for kind, label in FORMATS.items()
    ]


@login_required
@require_GET
def gift_register_file(request: UserRequest, pk: int, kind: str) -> HttpResponseBase:
    organisation = get_gift_register_for(request.user, pk)
    if kind not in FORMATS:
        raise Http404
    form = GiftFilter(request.GET)
    day = form.wanted.get("as_at") or clock.today()
    rows = form.narrow(register_as_at(organisation, day))
    name = f"gifts-{slugify(organisation.name)}-{day.isoformat()}"
    return download(kind, name, HEADINGS, rows_of(rows, day))


@login_required
@require_GET
def gift_people(request: UserRequest, pk: int) -> HttpResponse:
    organisation = get_gift_register_for(request.user, pk)
    verdict = door.may(request.user, "record_gift", organisation)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    people = persons_of_organisation(organisation, clock.today())
    page = Paginator(people, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "organisation": organisation,
        "page": page,
        "query": request.GET,
        "back_url": reverse("conflicts:gift_register", args=[pk]),
        "back_text": "Register",
    }
    return TemplateResponse(request, "conflicts/gift_people.html", context)
