"""Pages of actions: open one from an item, close one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.web.forms import refusals_on
from decisions.actions import actions
from decisions.facts.assignees import assignees_of
from decisions.forms.decisions import ActionForm, ClosingForm
from decisions.models import Action
from meetings.facts.room import room_of
from meetings.loaders import get_item_for
from people import door
from people.models import Person


if TYPE_CHECKING:
    from django.http import HttpResponse

    from people.requests import UserRequest


@login_required
@require_http_methods(["GET", "POST"])
def add_action(request: UserRequest, item_pk: int) -> HttpResponse:
    item = get_item_for(request.user, item_pk)
    verdict = door.may(request.user, "record", item.gathering)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    room = room_of(item.gathering)
    persons = [(one.pk, str(one)) for one in assignees_of(room, item)]
    form = ActionForm(request.POST or None, persons=persons)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.open_action(
                item=item,
                description=form.cleaned_data["description"],
                owner=Person.objects.get(pk=form.cleaned_data["owner"]),
                due_on=form.cleaned_data["due_on"],
                by=request.user,
            )
            messages.success(request, "Action recorded.")
            return redirect("decisions:item", item.pk)
    context = {
        "item": item,
        "form": form,
        "back_url": reverse("decisions:item", args=[item.pk]),
        "back_text": "Decisions on the item",
    }
    return TemplateResponse(request, "decisions/action_form.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def close_action(request: UserRequest, pk: int) -> HttpResponse:
    action = get_object_or_404(
        Action.objects.select_related("item__gathering", "owner"), pk=pk
    )
    is_owner = request.user.person_id == action.owner_id
    if not is_owner and not door.may(request.user, "read_title", action.item):
        raise Http404
    verdict = door.may(request.user, "close", action)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    form = ClosingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.close(
                action=action, outcome=form.cleaned_data["outcome"], by=request.user
            )
            messages.success(request, "Action closed.")
            if door.may(request.user, "read", action.item):
                return redirect("decisions:item", action.item_id)
            return redirect("/")
    context = {"action": action, "form": form, **_way_back(request, action)}
    return TemplateResponse(request, "decisions/action_close.html", context)


def _way_back(request: UserRequest, action: Action) -> dict[str, str]:
    """Lead back to the item, or to the first page who may not read the item."""
    if door.may(request.user, "read", action.item):
        url = reverse("decisions:item", args=[action.item_id])
        return {"back_url": url, "back_text": "Decisions on the item"}
    return {"back_url": reverse("desk:home"), "back_text": "What needs you"}
