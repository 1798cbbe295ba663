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
from conflicts.views.gift_files import FORMATS, HEADINGS, GiftFile, download, rows_of
from conflicts.views.gifts_shown import register_table
from core import clock
from core.web.dates import long_date
from people import door


if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from commissioning.models import Organisation
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
    form = _filter(request, organisation)
    day = form.day
    rows = form.narrow(register_as_at(organisation, day))
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    entries = list(page.object_list)
    positions = positions_of({entry.person_id for entry in entries}, day)
    context = {
        "organisation": organisation,
        "day": day,
        "filter": form,
        "parts": _parts(form, organisation),
        "is_asked": bool(request.GET.keys() - {"person", "page"}),
        "page": page,
        "query": request.GET,
        "total": page.paginator.count,
        "table": register_table(
            entries, names_then(entries, day), positions, request.GET
        ),
        "files": _files(request, pk),
        "may_record": bool(door.may(request.user, "record_gift", organisation)),
        "may_import": bool(door.may(request.user, "import_register", organisation)),
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
    form = _filter(request, organisation)
    rows = form.narrow(register_as_at(organisation, form.day))
    whose = ", ".join((organisation.name, *_parts(form, organisation)))
    return download(
        kind,
        GiftFile(
            name=f"gifts-{slugify(whose)}-{form.day.isoformat()}",
            title=f"Register of gifts and hospitality: {whose}",
            period=f"As at {long_date(form.day)}",
            headings=HEADINGS,
            rows=rows_of(rows, form.day),
        ),
    )


def _parts(form: GiftFilter, organisation: Organisation) -> list[str]:
    """Name the committee and the person a register is narrowed to, if it is.

    A person is named only where the register has an entry of theirs.
    """
    parts = []
    if committee := form.committees.get(form.wanted.get("committee", "")):
        parts.append(committee.name)
    if person := form.wanted.get("person"):
        rows = register_as_at(organisation, form.day).filter(person=person)[:1]
        parts += names_then(list(rows), form.day).values()
    return parts


def _filter(request: UserRequest, organisation: Organisation) -> GiftFilter:
    committees = organisation.committees.order_by("name")
    return GiftFilter(request.GET, committees=committees)


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
