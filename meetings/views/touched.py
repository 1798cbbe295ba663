"""Pages on which an interest meets agendas: what it touches, what the room heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from commissioning.models import Organisation
from conflicts.loaders.imports import organisations_kept_by
from conflicts.loaders.interests import NOT_THERE, get_person_for
from conflicts.rules.naming import name_hint
from conflicts.views.shown import names_in
from core import clock
from core.web.dates import long_date
from core.web.forms import refusals_on
from core.web.tables import Cell, Column, Table
from meetings.actions.declaring import declare_in_room
from meetings.facts.agenda import numbers_of
from meetings.facts.declared import declared_in_rooms, items_touched
from meetings.facts.invitees import persons_for
from meetings.forms.declared import DeclaredForm
from meetings.loaders import get_gathering_for
from people import door


if TYPE_CHECKING:
    from django.http import HttpResponse

    from meetings.facts.declared import TouchedItem
    from meetings.models import Gathering
    from people.models import Person
    from people.requests import UserRequest


@login_required
@require_GET
def my_items_touched(request: UserRequest) -> HttpResponse:
    person = request.user.person
    if person is None:
        raise Http404(NOT_THERE)
    return _touched(request, person, "Coming items that my interests touch")


@login_required
@require_GET
def person_items_touched(request: UserRequest, person_pk: int) -> HttpResponse:
    person = get_person_for(request.user, person_pk)
    return _touched(request, person, f"Coming items that touch interests of {person}")


@login_required
@require_http_methods(["GET", "POST"])
def declare_at_item(request: UserRequest, pk: int) -> HttpResponse:
    gathering = get_gathering_for(request.user, pk)
    verdict = door.may(request.user, "record", gathering)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    persons = {one.pk: one for one in persons_for(gathering)}
    items = {one.pk: one for one in gathering.items.matters().in_order()}
    form = _form(request, gathering, persons)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            interest = declare_in_room(
                item=items[form.cleaned_data["item"]],
                person=persons[form.cleaned_data["person"]],
                declaration=form.declaration(gathering.held_on),
                by=request.user,
            )
            recorded = "Recorded: it is on the register and waits for the chair."
            messages.success(request, recorded + name_hint(names_in(interest)))
            return redirect("meetings:conflicts", gathering.pk)

    context = {
        "gathering": gathering,
        "form": form,
        "back_url": reverse("meetings:conflicts", args=[gathering.pk]),
        "back_text": "Conflicts of interest",
    }
    return TemplateResponse(request, "meetings/declared_form.html", context)


@login_required
@require_GET
def declared_list(request: UserRequest) -> HttpResponse:
    kept = organisations_kept_by(request.user)
    if not kept.exists():
        raise Http404(NOT_THERE)
    rows = [
        (
            Cell(
                f"{each.interest.person}: {each.interest.concern}",
                reverse("conflicts:interest", args=[each.interest.pk]),
            ),
            each.interest.source_reference,
            Cell(
                long_date(each.due_on),
                tag="Late" if each.is_late else "",
                colour="red" if each.is_late else "",
            ),
        )
        for each in declared_in_rooms(kept, clock.today())
    ]
    table = Table(
        caption="To be completed",
        columns=[Column("Declared"), Column("Where"), Column("By")],
        rows=rows,
        empty="Everything that was declared in a meeting is complete on the register.",
    )
    return TemplateResponse(request, "meetings/declared_list.html", {"table": table})


def _form(
    request: UserRequest, gathering: Gathering, persons: dict[int, Person]
) -> DeclaredForm:
    items = list(gathering.items.in_order())
    numbers = numbers_of(items)
    bodies = Organisation.objects.filter(
        pk__in=gathering.items.order_by().values("subjects__organisation")
    )
    return DeclaredForm(
        request.POST or None,
        persons=[(one.pk, str(one)) for one in persons.values()],
        items=[
            (one.pk, f"{numbers[one.pk]} {one.title}")
            for one in items
            if not one.is_heading
        ],
        organisations=list(bodies),
    )


def _touched(request: UserRequest, person: Person, title: str) -> HttpResponse:
    table = Table(
        caption="Coming items",
        columns=[Column("Item"), Column("Meeting"), Column("Committee"), Column("Why")],
        rows=[_row(each) for each in items_touched(person, request.user)],
        empty="No coming item touches an interest on the register.",
    )
    context = {"table": table, "title": title, "person": person}
    return TemplateResponse(request, "meetings/touched_page.html", context)


def _row(each: TouchedItem) -> tuple[object, ...]:
    meeting = reverse("meetings:gathering", args=[each.gathering.pk])
    item = reverse("meetings:item", args=[each.item.pk])
    return (
        Cell(each.item.title, item if each.is_open_to_reader else ""),
        Cell(long_date(each.gathering.held_on), meeting),
        each.committee,
        " ".join(each.traces),
    )
