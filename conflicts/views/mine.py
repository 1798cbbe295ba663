"""Pages on which a person's interests are read: my own, one of them, somebody's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from conflicts.facts.interests import positions_of
from conflicts.loaders.interests import (
    get_interest_for,
    get_person_for,
    organisations_with_registers_for,
)
from conflicts.models import Interest
from conflicts.views.shown import interest_rows, own_table
from core import clock
from people import door


if TYPE_CHECKING:
    from typing import Any

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from committees.views.requests import UserRequest


@login_required
@require_GET
def my_interests(request: UserRequest) -> HttpResponse:
    mine = Interest.objects.of_persons([request.user.person_id or 0])
    context = {
        **_current_and_ended(mine),
        "verdict": door.may(request.user, "declare", Interest),
        "keeps_registers": organisations_with_registers_for(request.user).exists(),
    }
    return TemplateResponse(request, "conflicts/my_interests.html", context)


@login_required
@require_GET
def interest_page(request: UserRequest, pk: int) -> HttpResponse:
    interest = get_interest_for(request.user, pk)
    may_read_note = door.may(request.user, "read_note", interest)
    is_own = interest.person_id == request.user.person_id
    today = clock.today()
    context = {
        "interest": interest,
        "rows": interest_rows(interest, with_note=bool(may_read_note)),
        "versions": interest.versions.select_related("written_by__person"),
        "has_ended": interest.to_on is not None and interest.to_on < today,
        "may_change": bool(door.may(request.user, "correct", interest)),
        "back_url": reverse("conflicts:my_interests")
        if is_own
        else reverse("conflicts:person_interests", args=[interest.person_id]),
        "back_text": "My interests" if is_own else str(interest.person),
    }
    return TemplateResponse(request, "conflicts/interest_page.html", context)


@login_required
@require_GET
def person_interests(request: UserRequest, person_pk: int) -> HttpResponse:
    person = get_person_for(request.user, person_pk)
    context = {
        "person": person,
        "position": positions_of([person.pk], clock.today()).get(person.pk, ""),
        **_current_and_ended(Interest.objects.of_persons([person.pk])),
        "may_record": bool(door.may(request.user, "record_interest", person)),
        "back_url": reverse("conflicts:registers"),
        "back_text": "Registers",
    }
    return TemplateResponse(request, "conflicts/person_interests.html", context)


def _current_and_ended(rows: QuerySet[Interest]) -> dict[str, Any]:
    today = clock.today()
    found = list(rows.select_related("organisation", "person"))
    ended = [row for row in found if row.to_on is not None and row.to_on < today]
    current = [row for row in found if row not in ended]
    return {
        "current": own_table("Held now", current, "No interest is recorded as held."),
        "ended": own_table("Ended", ended, "") if ended else None,
    }
