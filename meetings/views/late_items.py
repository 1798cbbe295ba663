"""The page on which a chair says why a late item cannot wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from conflicts.enums import SourceKind
from core.web.forms import refusals_on
from meetings.actions import late_items
from meetings.facts.late_items import chairs_for
from meetings.forms.late_items import LateReasonForm
from meetings.loaders import get_item_for
from people import door


if TYPE_CHECKING:
    from django.http import HttpResponse

    from meetings.models import Item
    from people.models import Person
    from people.requests import UserRequest


@login_required
@require_http_methods(["GET", "POST"])
def explain_late(request: UserRequest, pk: int) -> HttpResponse:
    item = get_item_for(request.user, pk)
    verdict = door.may(request.user, "explain_late", item)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    chairs = {one.pk: one for one in chairs_for(item)}
    is_own = request.user.person_id in chairs
    form = LateReasonForm(
        request.POST or None,
        chairs=[(key, str(one)) for key, one in chairs.items()],
        is_own=is_own,
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            _explain(request, item, form, chairs)
            messages.success(request, "Reason recorded: the minutes will name it.")
            return redirect("meetings:item", item.pk)
    context = {
        "item": item,
        "reasons": item.late_reasons.select_related("chair"),
        "form": form,
        "is_own": is_own,
        "back_url": reverse("meetings:item", args=[item.pk]),
        "back_text": "Item",
    }
    return TemplateResponse(request, "meetings/item_late.html", context)


def _explain(
    request: UserRequest, item: Item, form: LateReasonForm, chairs: dict[int, Person]
) -> None:
    said = form.cleaned_data
    late_items.explain(
        item=item,
        words=said["words"],
        by=request.user,
        chair=chairs.get(said.get("chair") or 0),
        source=SourceKind(said.get("source") or SourceKind.SELF),
        given_on=said.get("given_on"),
    )
