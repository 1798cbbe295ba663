"""Pages on which a meeting is closed, with what it leaves open, and opened again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.errors import RuleBroken
from core.web.forms import refusals_on
from decisions.facts.unfinished import undecided_in
from decisions.forms.decisions import WhyForm
from meetings.actions import gatherings
from meetings.enums import GatheringState
from meetings.facts.room import room_of
from meetings.loaders import get_gathering_for
from people import door


if TYPE_CHECKING:
    from django.http import HttpResponse

    from meetings.models import Gathering
    from people.requests import UserRequest


@login_required
@require_http_methods(["GET", "POST"])
def close_meeting(request: UserRequest, pk: int) -> HttpResponse:
    gathering = kept_gathering(request, pk)
    if gathering.state != GatheringState.IN_SESSION:
        messages.info(request, _why_not(gathering))
        return redirect("meetings:gathering", pk)
    if request.method == "POST":
        try:
            gatherings.advance(
                gathering=gathering, to=GatheringState.HELD, by=request.user
            )
        except RuleBroken as refused:
            messages.error(request, refused.verdict.reason)
        else:
            messages.success(request, "Meeting closed. Now write out the minutes.")
        return redirect("meetings:gathering", pk)
    room = room_of(gathering)
    context = {
        "gathering": gathering,
        "undecided": undecided_in(room),
        "back_url": reverse("meetings:room", args=[pk]),
        "back_text": "The room",
    }
    return TemplateResponse(request, "decisions/meeting_close.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def reopen_meeting(request: UserRequest, pk: int) -> HttpResponse:
    gathering = kept_gathering(request, pk)
    form = WhyForm(
        request.POST if request.method == "POST" else None,
        question="Why is the meeting opened again?",
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            gatherings.advance(
                gathering=gathering,
                to=GatheringState.IN_SESSION,
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
            messages.success(request, "The meeting is open again.")
            return redirect("meetings:room", pk)
    context = {
        "title": "Open the meeting again",
        "caption": gathering.title,
        "words": "Only for a meeting that was closed by mistake. The reason is kept.",
        "button": "Open it again",
        "form": form,
        "back_url": reverse("meetings:gathering", args=[pk]),
        "back_text": "Agenda",
    }
    return TemplateResponse(request, "decisions/why_form.html", context)


def kept_gathering(request: UserRequest, pk: int) -> Gathering:
    """Return a gathering whose record the visitor keeps; 404 or 403 otherwise."""
    gathering = get_gathering_for(request.user, pk)
    verdict = door.may(request.user, "record", gathering)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return gathering


def _why_not(gathering: Gathering) -> str:
    before = {
        GatheringState.DRAFT,
        GatheringState.NOTICE_GIVEN,
        GatheringState.PACK_SENT,
    }
    if gathering.state in before:
        return "The meeting has not been opened, so there is nothing to close."
    return "The meeting is closed already."
