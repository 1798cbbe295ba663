"""The page on which somebody confirms what was written down for them in a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from conflicts.actions import spoken as spoken_actions
from conflicts.facts.spoken import waits_to_be_confirmed
from conflicts.forms.spoken import SpokenForm, SpokenForOtherForm
from conflicts.loaders.returns import get_interest_to_confirm
from conflicts.views.placing import place
from conflicts.views.shown import NOT_STATED, kind_of, names_in, stated
from core.web.dates import long_date
from core.web.forms import refusals_on
from core.web.tables import SummaryRow


if TYPE_CHECKING:
    from django.http import HttpResponse

    from conflicts.models import Interest
    from people.requests import UserRequest


@login_required
@require_http_methods(["GET", "POST"])
def spoken(request: UserRequest, pk: int) -> HttpResponse:
    interest = get_interest_to_confirm(request.user, pk)
    place(request, interest)
    is_own = interest.person_id == request.user.person_id
    form_class = SpokenForm if is_own else SpokenForOtherForm
    form = form_class(request.POST or None, initial={"seen_version": interest.version})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            spoken_actions.confirm(
                interest=interest,
                seen_version=form.cleaned_data["seen_version"],
                source=form.source(),
                by=request.user,
            )
            messages.success(request, "It is confirmed.")
            return redirect("conflicts:interest", interest.pk)

    context = {
        "interest": interest,
        "form": form,
        "is_own": is_own,
        "waits": waits_to_be_confirmed(interest),
        "rows": _written_down(interest),
        "named": names_in(interest),
        "back_url": reverse("conflicts:interest", args=[interest.pk]),
        "back_text": interest.concern,
    }
    return TemplateResponse(request, "conflicts/spoken_form.html", context)


def _written_down(interest: Interest) -> list[SummaryRow]:
    return [
        SummaryRow("Organisation", interest.concern),
        SummaryRow("Kind", kind_of(interest)),
        SummaryRow("Written down", interest.description),
        SummaryRow("Said on", long_date(interest.declared_on)),
        SummaryRow("Where", interest.source_reference or NOT_STATED),
        SummaryRow("Held since", stated(interest.from_on)),
        SummaryRow("Written down by", interest.recorded_by.label),
    ]
