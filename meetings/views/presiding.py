"""The page on which it is recorded who was chosen to preside for an item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from committees.rules.presiding import PresidingBasis
from core.web.forms import refusals_on
from meetings.actions import presiding
from meetings.facts.room import room_of
from meetings.forms.ways_out import PresidingForm
from meetings.loaders import get_gathering_for
from people import door
from people.models import Person


if TYPE_CHECKING:
    from django.http import HttpResponse

    from committees.rules.presiding import Presiding
    from meetings.facts.room import Room
    from meetings.models import Gathering, Item, Sitting
    from people.requests import UserRequest


@login_required
@require_http_methods(["GET", "POST"])
def preside(
    request: UserRequest, pk: int, item_pk: int, sitting_pk: int
) -> HttpResponse:
    gathering = get_gathering_for(request.user, pk)
    _refuse_unless_may_record(request, gathering)
    room = room_of(gathering)
    item, sitting = _place(room, item_pk, sitting_pk)
    _refuse_unless_may_record(request, sitting)
    found = room.presiding(sitting, item)
    form = _form(request, room, found)
    back = f"{reverse('meetings:room', args=[pk])}?item={item_pk}"
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            person = Person.objects.get(pk=form.cleaned_data["person"])
            presiding.choose(item=item, sitting=sitting, person=person, by=request.user)
            messages.success(request, f"{person} presides for this item.")
            return redirect(back)
    context = {
        "item": item,
        "sitting": sitting,
        "found": found,
        "may_be_chosen": found.basis in {PresidingBasis.NOBODY, PresidingBasis.CHOSEN},
        "form": form,
        "back_url": back,
        "back_text": "The room",
    }
    return TemplateResponse(request, "meetings/presiding_form.html", context)


def _refuse_unless_may_record(
    request: UserRequest, subject: Gathering | Sitting
) -> None:
    verdict = door.may(request.user, "record", subject)
    if not verdict:
        raise PermissionDenied(verdict.reason)


def _form(request: UserRequest, room: Room, found: Presiding) -> PresidingForm:
    return PresidingForm(
        request.POST if request.method == "POST" else None,
        persons=[(int(one), room.names.get(one, "")) for one in found.may_choose],
        initial={"person": found.person},
    )


def _place(room: Room, item_pk: int, sitting_pk: int) -> tuple[Item, Sitting]:
    for item in room.items:
        for sitting in room.in_scope(item):
            if (item.pk, sitting.pk) == (item_pk, sitting_pk):
                return item, sitting
    raise Http404
