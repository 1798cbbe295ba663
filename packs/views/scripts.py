"""The script of whoever chairs, as things stand now; their copy has that of its day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from meetings.loaders import get_gathering_for
from packs.facts.scripts import script_of
from packs.rules.script import WITHHELD


if TYPE_CHECKING:
    from django.http import HttpResponse

    from people.requests import UserRequest

NOT_CHAIRING = (
    "The script is for whoever convenes the meeting and for the chairs of its "
    "committees. Each has their own."
)


@login_required
@require_GET
def script(request: UserRequest, pk: int) -> HttpResponse:
    gathering = get_gathering_for(request.user, pk)
    person = request.user.person_id
    found = None if person is None else script_of(person, gathering)
    if found is None:
        raise PermissionDenied(NOT_CHAIRING)
    context = {
        "gathering": gathering,
        "script": found,
        "withheld": WITHHELD,
        "back_url": reverse("meetings:brief", args=[pk]),
        "back_text": "The chair’s brief",
    }
    return TemplateResponse(request, "packs/script_page.html", context)
