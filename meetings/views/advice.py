"""The page on which a guardian advises the chair about a conflict."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core import clock
from core.web.forms import refusals_on
from meetings.actions import advice
from meetings.facts.guardians import guardians_of
from meetings.forms.conflicts import AdviceForm
from meetings.loaders import get_gathering_to_review
from meetings.views.again import seen_as
from meetings.views.conflicts_known import (
    conflict_or_404,
    conflicts_known_to,
    mine_or_403,
    whose_word,
)
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from meetings.models import ConflictAdvice, ConflictRow
    from people.requests import UserRequest


# A guardian whose post has ended may have advised before (days).
ASKED_BACK = 60


@login_required
@require_http_methods(["GET", "POST"])
def advise_on_conflict(
    request: UserRequest, pk: int, item_pk: int, person_pk: int
) -> HttpResponse:
    gathering = get_gathering_to_review(request.user, pk)
    known = conflicts_known_to(request, gathering)
    conflict = conflict_or_404(known, item_pk, person_pk)
    rows = mine_or_403(request, conflict, "advise")
    form = _form(request, rows)
    if request.method == "POST" and form.is_valid() and _advise(request, form, rows):
        return redirect("meetings:conflicts", pk)
    context = {
        "gathering": gathering,
        "conflict": conflict,
        "form": form,
        "is_own": "ruled_by" not in form.fields,
        "back_url": reverse("meetings:conflicts", args=[pk]),
        "back_text": "Conflicts of interest",
    }
    return TemplateResponse(request, "meetings/advice_form.html", context)


def _form(request: UserRequest, rows: Sequence[ConflictRow]) -> AdviceForm:
    committees = {row.sitting.committee_id for row in rows}
    today = clock.today()
    guardians = guardians_of(committees, today)
    lately = guardians_of(committees, today, since=today - timedelta(days=ASKED_BACK))
    named = Person.objects.filter(
        pk__in={one for each in lately.values() for one in each}
    )
    return AdviceForm(
        request.POST or None,
        committees=[(seen_as(row), row.sitting.committee.name) for row in rows],
        rulers=[(one.pk, str(one)) for one in named.order_by("family_name", "pk")],
        is_own_ruling=all(
            request.user.person_id in guardians[one] for one in committees
        ),
        initial={"rows": [seen_as(row) for row in rows]},
    )


def _advise(
    request: UserRequest, form: AdviceForm, rows: Sequence[ConflictRow]
) -> bool:
    whose = whose_word(form)
    given: list[ConflictAdvice] = []
    with refusals_on(form):
        given = advice.advise(
            rows=[row for row in rows if seen_as(row) in form.chosen()],
            words=form.cleaned_data["reason"],
            by=request.user,
            advisor=whose["ruled_by"],
            source=whose["source"],
            given_on=whose["ruled_on"],
        )
    if given:
        messages.success(
            request, "Advice recorded: the chair reads it beside the conflict."
        )
    return bool(given)
