"""The list of clinicians from outside whom an organisation's committees may ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from commissioning.enums import PostRole
from commissioning.models import Organisation
from committees.enums import SeatCategory
from committees.loaders import persons_found
from core import clock
from core.web.dates import long_date
from core.web.forms import refusals_on
from core.web.tables import Cell, Column, Table
from meetings.actions import outside_clinicians
from meetings.forms.ways_out import LastDayForm, OutsideClinicianForm
from meetings.models import OutsideClinician
from people import door
from people.models import Person


if TYPE_CHECKING:
    from django.http import HttpResponse

    from people.requests import UserRequest

MOST_FOUND = 20


@login_required
@require_GET
def clinician_list(request: UserRequest, pk: int) -> HttpResponse:
    organisation = _kept_by(request, pk)
    rows = (
        OutsideClinician.objects.filter(organisation=organisation)
        .select_related("person")
        .order_by("to_on", "person__family_name", "pk")
    )
    context = {
        "organisation": organisation,
        "table": Table(
            caption="Clinicians who may be asked to join an item",
            columns=[
                Column("Name"),
                Column("Counts as"),
                Column("Works at"),
                Column("On the list"),
                Column("Change", hidden=True),
            ],
            rows=[_line(one) for one in rows],
            first_is_heading=True,
            empty="Nobody is on the list. Without it, no clinician from outside can be "
            "offered when a committee loses its quorum.",
        ),
        "back_url": reverse("meetings:gatherings"),
        "back_text": "Meetings",
    }
    return TemplateResponse(request, "meetings/clinician_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def clinician_add(request: UserRequest, pk: int) -> HttpResponse:
    organisation = _kept_by(request, pk)
    words = request.GET.get("q", "").strip()
    keys = list(persons_found(words).values_list("pk", flat=True)[: MOST_FOUND + 1])
    form = OutsideClinicianForm(
        request.POST if request.method == "POST" else None,
        persons=Person.objects.filter(pk__in=keys[:MOST_FOUND]),
        initial={"from_on": clock.today()},
    )
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        with refusals_on(form):
            row = outside_clinicians.add(
                organisation=organisation,
                category=SeatCategory(typed.pop("category")),
                **typed,
                by=request.user,
            )
            messages.success(request, f"{row.person} is on the list.")
            return redirect("meetings:clinicians", pk)
    context = {
        "organisation": organisation,
        "form": form,
        "words": words,
        "has_found": bool(keys),
        "has_more": len(keys) > MOST_FOUND,
        "back_url": reverse("meetings:clinicians", args=[pk]),
        "back_text": "Outside clinicians",
    }
    return TemplateResponse(request, "meetings/clinician_add.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def clinician_end(request: UserRequest, pk: int, clinician_pk: int) -> HttpResponse:
    organisation = _kept_by(request, pk)
    row = get_object_or_404(
        OutsideClinician.objects.select_related("person"),
        pk=clinician_pk,
        organisation=organisation,
        to_on=None,
    )
    form = LastDayForm(
        request.POST if request.method == "POST" else None,
        initial={"to_on": clock.today()},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            outside_clinicians.end(
                clinician=row, to_on=form.cleaned_data["to_on"], by=request.user
            )
            messages.success(request, f"{row.person} leaves the list.")
            return redirect("meetings:clinicians", pk)
    context = {
        "organisation": organisation,
        "row": row,
        "form": form,
        "back_url": reverse("meetings:clinicians", args=[pk]),
        "back_text": "Outside clinicians",
    }
    return TemplateResponse(request, "meetings/clinician_end.html", context)


def _kept_by(request: UserRequest, pk: int) -> Organisation:
    """Return an organisation whose list the user keeps: 404 for outsiders."""
    organisation = get_object_or_404(Organisation, pk=pk)
    verdict = door.may(request.user, "keep_pool", organisation)
    if verdict:
        return organisation
    person = request.user.person
    is_insider = person is not None and (
        person.posts.held_on(clock.today())
        .filter(
            organisation=organisation, role__in=[PostRole.GUARDIAN, PostRole.AUDITOR]
        )
        .exists()
    )
    if is_insider:
        raise PermissionDenied(verdict.reason)
    raise Http404


def _line(row: OutsideClinician) -> list[object]:
    last = long_date(row.to_on) if row.to_on else ""
    args = [row.organisation_id, row.pk]
    return [
        Cell(
            str(row.person),
            url=reverse("conflicts:person_interests", args=[row.person_id]),
            note=row.note,
        ),
        row.get_category_display(),
        row.works_at,
        f"From {long_date(row.from_on)}" + (f" to {last}" if last else ""),
        ""
        if row.to_on
        else Cell(
            f"Take {row.person} off", url=reverse("meetings:clinician_end", args=args)
        ),
    ]
