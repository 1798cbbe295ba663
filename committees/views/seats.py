"""Pages of one seat: who holds it, who may stand in, who reads for its holder."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from committees.actions import appointments, assistants, deputies
from committees.forms.bodies import EndForm, HolderForm, PersonForm
from committees.loaders import (
    get_appointment_to_end,
    get_assistant_to_end,
    get_deputy_to_end,
    get_member_to_assist,
    get_seat_to_administer,
    persons_found,
)
from committees.models import Assistant
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


@dataclass(frozen=True, slots=True)
class Choosing:
    """The words of a page that chooses a person; `said` has a place for the name."""

    title: str
    said: str
    lead: str = ""


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
        "members": [
            {"pk": row.pk, "naming": f"Name who reads for {row.person}"}
            for row in held
            if row.to_on is None or row.to_on >= today
        ],
        "assistants": _assistants_table(seat, today),
        **_back(seat.committee),
    }
    return TemplateResponse(request, "committees/seat_page.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def appoint(request: UserRequest, slug: str, seat_id: int) -> HttpResponse:
    seat = get_seat_to_administer(request.user, slug, seat_id)
    choosing = Choosing("Appoint a holder", "{} holds the seat.")
    return _choose_person(
        request, seat, partial(appointments.appoint, seat=seat), choosing
    )


@login_required
@require_http_methods(["GET", "POST"])
def name_deputy(request: UserRequest, slug: str, seat_id: int) -> HttpResponse:
    seat = get_seat_to_administer(request.user, slug, seat_id)
    choosing = Choosing("Name a deputy", "{} may stand in.")
    return _choose_person(request, seat, partial(deputies.name, seat=seat), choosing)


@login_required
@require_http_methods(["GET", "POST"])
def name_assistant(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    member = get_member_to_assist(request.user, slug, pk)
    choosing = Choosing(
        f"Name who reads for {member.person}",
        f"{{}} reads the papers for {member.person}.",
        "An assistant opens the agenda and the papers of this committee’s meetings, in "
        "a copy of their own. They read nothing that is withheld from the member, and "
        "nothing that is withheld from them: their interests are matched to every "
        "agenda, so make sure that they are on the register.",
    )
    act = partial(assistants.name, appointment=member)
    return _choose_person(request, member.seat, act, choosing)


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
def end_assistant(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    assistant = get_assistant_to_end(request.user, slug, pk)
    member = assistant.appointment
    title = f"{assistant.person} no longer reads for {member.person}"

    def end(on: date) -> None:
        assistants.end(assistant=assistant, on=on, by=request.user)

    return _end(request, member.seat, title, end)


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
    request: UserRequest,
    seat: Seat,
    act: Callable[..., Any],
    choosing: Choosing,
) -> HttpResponse:
    """Let the officer find somebody and do `act` with them."""
    words = request.GET.get("q", "").strip()
    found = persons_found(words)
    form = HolderForm(request.POST or None, persons=found)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            act(**form.cleaned_data, by=request.user)
            messages.success(request, choosing.said.format(form.cleaned_data["person"]))
            return redirect("committees:seat", seat.committee.slug, seat.pk)

    context = {
        "seat": seat,
        "committee": seat.committee,
        "form": form,
        "words": words,
        "has_found": bool(words) and found.exists(),
        "title": choosing.title,
        "lead": choosing.lead,
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


def _assistants_table(seat: Seat, today: date) -> Table:
    rows = (
        Assistant.objects.filter(appointment__seat=seat)
        .select_related("person", "appointment__person")
        .order_by("-from_on", "pk")
    )
    return _days_table("Assistants", rows, seat, "end_assistant", today)


def _days_table(
    caption: str,
    rows: Iterable[Appointment | Assistant | Deputy],
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
                Cell(str(row.person), note=_reads_for(row)),
                Cell(_short(row.from_on)),
                Cell(_short(row.to_on) if row.to_on else "No end agreed"),
                _end_link(row, seat, view, today),
            ]
            for row in rows
        ],
        empty="Nobody yet.",
    )


def _reads_for(row: Appointment | Assistant | Deputy) -> str:
    if isinstance(row, Assistant):
        return f"Reads for {row.appointment.person}"
    return ""


def _end_link(
    row: Appointment | Assistant | Deputy, seat: Seat, view: str, today: date
) -> Any:
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
