"""Pages of one seat: who holds it, who may stand in, since when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from committees.actions import appointments, deputies
from committees.forms.bodies import EndForm, HolderForm, PersonForm
from committees.loaders import (
    get_appointment_to_end,
    get_deputy_to_end,
    get_seat_to_administer,
    persons_found,
)
from core import clock
from core.web.forms import refusals_on
from core.web.tables import Cell, Column, Link, Table
from people import door
from people.actions import persons
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from typing import Any

    from django.http import HttpResponse

    from committees.models import Appointment, Deputy, Seat
    from committees.views.requests import UserRequest


@login_required
@require_GET
def seat_page(request: UserRequest, slug: str, seat_id: int) -> HttpResponse:
    seat = get_seat_to_administer(request.user, slug, seat_id)
    today = clock.today()
    held = list(seat.appointments.select_related("person").order_by("-from_on"))
    named = list(seat.deputies.select_related("person").order_by("-from_on"))
    context = {
        "seat": seat,
        "committee": seat.committee,
        "is_vacant": not any(_is_on(row, today) for row in held),
        "holders": _days_table("Holders", held, seat, "end_appointment", today),
        "deputies": _days_table("Deputies", named, seat, "end_deputy", today),
        **_back(seat.committee),
    }
    return TemplateResponse(request, "committees/seat_page.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def appoint(request: UserRequest, slug: str, seat_id: int) -> HttpResponse:
    seat = get_seat_to_administer(request.user, slug, seat_id)
    return _choose_person(request, seat, appointments.appoint, is_deputy=False)


@login_required
@require_http_methods(["GET", "POST"])
def name_deputy(request: UserRequest, slug: str, seat_id: int) -> HttpResponse:
    seat = get_seat_to_administer(request.user, slug, seat_id)
    return _choose_person(request, seat, deputies.name, is_deputy=True)


@login_required
@require_http_methods(["GET", "POST"])
def end_appointment(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    appointment = get_appointment_to_end(request.user, slug, pk)
    title = f"{appointment.person} leaves the seat"

    def end(on: date) -> None:
        appointments.end(appointment=appointment, on=on, by=request.user)

    return _end(request, appointment.seat, title, end)


@login_required
@require_http_methods(["GET", "POST"])
def end_deputy(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    deputy = get_deputy_to_end(request.user, slug, pk)
    title = f"{deputy.person} no longer stands in"

    def end(on: date) -> None:
        deputies.end(deputy=deputy, on=on, by=request.user)

    return _end(request, deputy.seat, title, end)


@login_required
@require_http_methods(["GET", "POST"])
def enter_person(request: UserRequest, slug: str, seat_id: int) -> HttpResponse:
    seat = get_seat_to_administer(request.user, slug, seat_id)
    verdict = door.may(request.user, "enter", Person)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            person = persons.enter(**form.cleaned_data, by=request.user)
            messages.success(request, f"{person} is in the record.")
            url = reverse("committees:appoint", args=[slug, seat.pk])
            return redirect(f"{url}?q={person.family_name}")

    context = {
        "form": form,
        "title": "Enter a person",
        "caption": f"{seat.committee.short_name}: {seat.title}",
        "button": "Save and continue",
        **_back_to_seat(seat),
    }
    return TemplateResponse(request, "committees/simple_form.html", context)


def _choose_person(
    request: UserRequest, seat: Seat, act: Callable[..., Any], *, is_deputy: bool
) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    found = persons_found(words)
    form = HolderForm(request.POST or None, persons=found)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            act(seat=seat, **form.cleaned_data, by=request.user)
            messages.success(request, _said(form.cleaned_data["person"], is_deputy))
            return redirect("committees:seat", seat.committee.slug, seat.pk)

    context = {
        "seat": seat,
        "committee": seat.committee,
        "form": form,
        "words": words,
        "has_found": bool(words) and found.exists(),
        "is_deputy": is_deputy,
        "title": "Name a deputy" if is_deputy else "Appoint a holder",
        "may_enter": bool(door.may(request.user, "enter", Person)),
        **_back_to_seat(seat),
    }
    return TemplateResponse(request, "committees/holder_form.html", context)


def _end(
    request: UserRequest, seat: Seat, title: str, end: Callable[[date], None]
) -> HttpResponse:
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            end(form.cleaned_data["on"])
            messages.success(request, "The last day is recorded.")
            return redirect("committees:seat", seat.committee.slug, seat.pk)

    context = {
        "form": form,
        "title": title,
        "caption": f"{seat.committee.short_name}: {seat.title}",
        "button": "Record the last day",
        **_back_to_seat(seat),
    }
    return TemplateResponse(request, "committees/simple_form.html", context)


def _said(person: Person, is_deputy: bool) -> str:
    return f"{person} may stand in." if is_deputy else f"{person} holds the seat."


def _days_table(
    caption: str,
    rows: Iterable[Appointment | Deputy],
    seat: Seat,
    view: str,
    today: date,
) -> Table:
    return Table(
        caption=caption,
        columns=[
            Column("Person"),
            Column("First day"),
            Column("Last day"),
            Column("Change", hidden=True),
        ],
        rows=[
            [
                Cell(str(row.person)),
                Cell(_short(row.from_on)),
                Cell(_short(row.to_on) if row.to_on else "No end agreed"),
                _end_link(row, seat, view, today),
            ]
            for row in rows
        ],
        empty="Nobody yet.",
    )


def _end_link(row: Appointment | Deputy, seat: Seat, view: str, today: date) -> Any:
    if row.to_on is not None and row.to_on < today:
        return Cell()
    url = reverse(f"committees:{view}", args=[seat.committee.slug, row.pk])
    return Link(f"End for {row.person}", url)


def _is_on(row: Appointment | Deputy, day: date) -> bool:
    return row.from_on <= day and (row.to_on is None or day <= row.to_on)


def _short(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _back(committee: Any) -> dict[str, str]:
    return {
        "back_url": reverse("committees:committee", args=[committee.slug]),
        "back_text": committee.short_name,
    }


def _back_to_seat(seat: Seat) -> dict[str, str]:
    return {
        "back_url": reverse("committees:seat", args=[seat.committee.slug, seat.pk]),
        "back_text": seat.title,
    }
