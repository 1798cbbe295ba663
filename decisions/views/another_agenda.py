"""The page on which an item is put on another agenda."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core import clock
from core.web.dates import long_date
from core.web.forms import refusals_on
from decisions.actions.another_agenda import put_on_another_agenda as put
from decisions.facts.waiting import agendas_for, to_decide
from decisions.forms.agenda import AnotherAgendaForm
from decisions.loaders import get_item_to_put_elsewhere


if TYPE_CHECKING:
    from django.http import HttpResponse

    from meetings.models import Gathering
    from people.requests import UserRequest


@login_required
@require_http_methods(["GET", "POST"])
def put_on_another_agenda(request: UserRequest, item_pk: int) -> HttpResponse:
    item = get_item_to_put_elsewhere(request.user, item_pk)
    asked = to_decide(item)
    found = agendas_for(item, asked, request.user.person_id, clock.today())
    agendas = {one.pk: one for one in found.prefetch_related("sittings__committee")}
    form = AnotherAgendaForm(
        request.POST if request.method == "POST" else None,
        agendas=[(pk, _words(one, set(asked.roles))) for pk, one in agendas.items()],
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            new = put(
                item=item,
                gathering=agendas[form.cleaned_data["agenda"]],
                by=request.user,
            )
            day = long_date(new.gathering.held_on)
            messages.success(request, f"On the agenda of {day}: {new}")
            return redirect("decisions:forward_plan")
    context = {
        "item": item,
        "asked": asked,
        "form": form,
        "has_agendas": bool(agendas),
        "back_url": reverse("decisions:forward_plan"),
        "back_text": "Forward plan",
    }
    return TemplateResponse(request, "decisions/another_agenda.html", context)


def _words(gathering: Gathering, asked: set[int]) -> str:
    """Name a meeting, and for which of those who have the item to decide it would be."""
    names = ", ".join(
        one.committee.short_name
        for one in gathering.sittings.all()
        if one.committee_id in asked
    )
    return f"{long_date(gathering.held_on)}: {gathering.title} (for {names})"
