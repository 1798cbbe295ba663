"""What changed in a full register between two days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from conflicts.facts.register_since import full_since
from conflicts.facts.registers import register_as_at
from conflicts.forms.registers import SinceForm, usual_days
from conflicts.loaders.registers import get_committee_whose, get_organisation_whose


if TYPE_CHECKING:
    from django.http import HttpResponse

    from committees.views.requests import UserRequest
    from conflicts.facts.registers import Whose

SHOWN_AT_MOST = 200


@login_required
@require_GET
def committee_since(request: UserRequest, slug: str) -> HttpResponse:
    whose = get_committee_whose(request.user, slug)
    url = reverse("conflicts:committee_register", args=[slug])
    return _page(request, whose, url)


@login_required
@require_GET
def organisation_since(request: UserRequest, pk: int) -> HttpResponse:
    whose = get_organisation_whose(request.user, pk)
    url = reverse("conflicts:organisation_register", args=[pk])
    return _page(request, whose, url)


def _page(request: UserRequest, whose: Whose, register_url: str) -> HttpResponse:
    form = SinceForm(usual_days(request.GET))
    since = None
    if form.is_valid():
        since = full_since(
            register_as_at(whose, form.cleaned_data["first"]),
            register_as_at(whose, form.cleaned_data["last"]),
        )
    context = {
        "whose": whose,
        "form": form,
        "since": since,
        "words": "full register",
        "at_most": SHOWN_AT_MOST,
        "back_url": register_url,
        "back_text": "Register of interests",
    }
    return TemplateResponse(request, "conflicts/since_page.html", context)
