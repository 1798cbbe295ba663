"""The officer's page that records a paper as tabled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.web.forms import refusals_on
from meetings.actions import tabling
from meetings.facts.footing import footing_of
from meetings.facts.invitees import persons_for
from meetings.facts.tabling import sittings_to_ask, tabled_in
from meetings.forms.tabling import TablingForm
from meetings.loaders import get_version_to_record


if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse

    from meetings.models import Item
    from people.models import Person
    from people.requests import UserRequest


@login_required
@require_http_methods(["GET", "POST"])
def record_tabled(request: UserRequest, pk: int) -> HttpResponse:
    version = get_version_to_record(request.user, pk)
    item = version.paper.item
    people = {one.pk: one for one in persons_for(item.gathering)}
    form = _form(request, item, people)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        who, at, answers = people[said["tabled_by"]], said["at"], form.answers
        with refusals_on(form):
            tabling.record(
                version=version, tabled_by=who, at=at, answers=answers, by=request.user
            )
            messages.success(request, "Recorded: the minutes will say so.")
            return redirect("meetings:item", item.pk)
    context = {
        "version": version,
        "item": item,
        "tabled": tabled_in([item]).get(version.pk),
        "form": form,
        "back_url": reverse("meetings:item", args=[item.pk]),
        "back_text": "Item",
    }
    return TemplateResponse(request, "meetings/tabled_form.html", context)


def _form(
    request: UserRequest, item: Item, people: Mapping[int, Person]
) -> TablingForm:
    """Ask each committee whose record the user keeps, and that takes the item."""
    footing = footing_of(request.user.person_id, item.gathering)
    sittings = sittings_to_ask(item, footing.keeps)
    return TablingForm(
        request.POST or None,
        persons=[(key, str(one)) for key, one in people.items()],
        sittings=[(one.pk, one.committee.short_name) for one in sittings],
    )
