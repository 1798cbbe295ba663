"""Pages on which meetings are listed, planned, moved, announced and cancelled."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from core import clock
from core.errors import StaleEdit
from core.web.dates import weekday_date
from core.web.forms import refusals_on
from core.web.tables import Cell, Column, Table
from meetings.actions import agenda, gatherings
from meetings.actions.invitations import ANNOUNCED
from meetings.enums import GatheringState
from meetings.facts.agenda import when_of, words_of_place, words_of_when
from meetings.facts.planning import bodies_to_plan
from meetings.forms.gatherings import (
    NoticeForm,
    PlaceForm,
    PlanForm,
    WhenForm,
    WhyForm,
    when_shown,
)
from meetings.loaders import (
    gatherings_for,
    get_gathering_to_edit,
    get_gathering_to_restore,
)
from meetings.views.shown import (
    STATE_COLOURS,
    both_versions,
    plan_url_for,
    seen_by,
    with_stamp,
)
from notices.views.preview import do_or_preview


if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.forms import BaseForm
    from django.http import HttpResponse

    from meetings.models import Gathering
    from people.requests import UserRequest

PER_PAGE = 25
NOTICE_GIVEN = "Notice given: every item has its permanent reference"
AFTER_RESTORING = (
    "The meeting becomes a draft again, with its items and papers. Nobody is told until "
    "you give notice again: then everybody gets a new invitation, and an entry that "
    "replaces the cancelled one in their calendar."
)


@login_required
@require_GET
def gathering_list(request: UserRequest) -> HttpResponse:
    today = clock.today()
    mine = gatherings_for(request.user, today).prefetch_related("sittings__committee")
    coming = mine.filter(held_on__gte=today).order_by("held_on", "pk")
    past = Paginator(mine.filter(held_on__lt=today), PER_PAGE)
    page = past.get_page(request.GET.get("page"))
    context = {
        "coming": _table("Coming meetings", coming),
        "past": _table("Past meetings", page.object_list),
        "page": page,
        "query": request.GET,
        "may_plan": bool(bodies_to_plan(request.user)),
        "plan_url": plan_url_for(request.user),
    }
    return TemplateResponse(request, "meetings/gathering_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def plan(request: UserRequest) -> HttpResponse:
    bodies = bodies_to_plan(request.user)
    if not bodies:
        raise PermissionDenied("Only a governance officer plans meetings.")
    choices = [(key, str(body)) for key, body in bodies.items()]
    initial = {"body": request.GET.get("body") or choices[0][0]}
    form = PlanForm(request.POST or None, bodies=choices, initial=initial)
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["body"]
        who: Any = {key.split("-")[0]: bodies[key]}
        with refusals_on(form):
            gathering = gatherings.plan(
                **who, **form.when(), **form.place(), by=request.user
            )
            messages.success(request, "Meeting planned. Now add the items.")
            return redirect("meetings:gathering", gathering.pk)
    context = {
        "form": form,
        "title": "Plan a meeting",
        "button": "Plan the meeting",
        "back_url": reverse("meetings:gatherings"),
        "back_text": "Meetings",
    }
    return TemplateResponse(request, "meetings/gathering_form.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def move(request: UserRequest, pk: int) -> HttpResponse:
    gathering = get_gathering_to_edit(request.user, pk)
    stamp = agenda.stamp(gathering, words_of_when(when_of(gathering)))
    form = WhenForm(
        request.POST or None, initial={**when_shown(gathering), "seen": stamp}
    )
    context = _context(gathering, "Change the date or times", "Save the date and times")
    if request.method == "POST" and form.is_valid():
        try:
            action = partial(
                gatherings.move,
                gathering=gathering,
                **form.when(),
                reason=form.cleaned_data["reason"],
                seen=seen_by(form),
                by=request.user,
            )
            if done := _do(request, form, action, context, "Date and times saved"):
                return done
        except StaleEdit as stale:
            form = WhenForm(with_stamp(request.POST, stamp))
            context["stale"] = both_versions(stale)
    return TemplateResponse(
        request, "meetings/gathering_form.html", {**context, "form": form}
    )


@login_required
@require_http_methods(["GET", "POST"])
def correct(request: UserRequest, pk: int) -> HttpResponse:
    gathering = get_gathering_to_edit(request.user, pk)
    stamp = agenda.stamp(gathering, words_of_place(gathering))
    shown = {
        name: getattr(gathering, name)
        for name in PlaceForm.base_fields
        if name != "seen"
    }
    form = PlaceForm(request.POST or None, initial={**shown, "seen": stamp})
    context = _context(
        gathering, "Change the title or place", "Save the title and place"
    )
    if request.method == "POST" and form.is_valid():
        try:
            action = partial(
                gatherings.correct,
                gathering=gathering,
                **{name: form.cleaned_data[name] for name in shown},
                seen=seen_by(form),
                by=request.user,
            )
            if done := _do(request, form, action, context, "Title and place saved"):
                return done
        except StaleEdit as stale:
            form = PlaceForm(with_stamp(request.POST, stamp))
            context["stale"] = both_versions(stale)
    return TemplateResponse(
        request, "meetings/gathering_form.html", {**context, "form": form}
    )


@login_required
@require_http_methods(["GET", "POST"])
def give_notice(request: UserRequest, pk: int) -> HttpResponse:
    gathering = get_gathering_to_edit(request.user, pk)
    form = NoticeForm(request.POST if request.method == "POST" else None)
    context = _context(gathering, "Give notice of the meeting", "Give notice")
    if request.method == "POST" and form.is_valid():
        action = partial(
            gatherings.give_notice,
            gathering=gathering,
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
        if done := _do(request, form, action, context, NOTICE_GIVEN):
            return done
    doubts = [
        one for one in gatherings.doubts(gathering) if not one or one.needs_explaining
    ]
    context |= {"form": form, "doubts": doubts, "is_possible": all(doubts)}
    return TemplateResponse(request, "meetings/gathering_notice.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def cancel(request: UserRequest, pk: int) -> HttpResponse:
    gathering = get_gathering_to_edit(request.user, pk)
    form = WhyForm(request.POST or None, question="Why is the meeting cancelled?")
    context = _context(gathering, "Cancel the meeting", "Cancel the meeting")
    context |= {"form": form, "is_grave": True}
    if request.method == "POST" and form.is_valid():
        action = partial(
            gatherings.cancel,
            gathering=gathering,
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
        if done := _do(request, form, action, context, "Meeting cancelled"):
            return done
    return TemplateResponse(request, "meetings/gathering_form.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def restore(request: UserRequest, pk: int) -> HttpResponse:
    gathering = get_gathering_to_restore(request.user, pk)
    form = WhyForm(
        request.POST or None,
        question="Why does the meeting take place after all?",
        hint=AFTER_RESTORING,
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            gatherings.restore(
                gathering=gathering,
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
            messages.success(request, "The meeting is a draft again. Now give notice.")
            return redirect("meetings:gathering", gathering.pk)
    context = _context(gathering, "Put the meeting back on", "Put the meeting back on")
    context |= {"form": form}
    return TemplateResponse(request, "meetings/gathering_form.html", context)


def _do(
    request: UserRequest,
    form: BaseForm,
    action: Callable[[], Gathering],
    context: dict[str, Any],
    done: str,
) -> HttpResponse | None:
    """Do it and lead back to the agenda; None where it was refused or only previewed.

    The preview of its letters goes into the context of the page, which is shown again.
    """
    with refusals_on(form):
        preview = do_or_preview(request, action)
        if preview is None:
            messages.success(request, done)
            return redirect("meetings:gathering", context["gathering"].pk)
        context["preview"] = preview
    return None


def _context(gathering: Gathering, title: str, button: str) -> dict[str, Any]:
    return {
        "gathering": gathering,
        "title": title,
        "caption": f"{gathering.title}, {weekday_date(gathering.held_on)}",
        "button": button,
        "tells_people": gathering.state in ANNOUNCED,
        "back_url": reverse("meetings:gathering", args=[gathering.pk]),
        "back_text": "Agenda",
    }


def _table(caption: str, listed: Iterable[Gathering]) -> Table:
    return Table(
        caption=caption,
        columns=[Column("Meeting"), Column("Date"), Column("Who"), Column("State")],
        rows=[
            [
                Cell(one.title, url=reverse("meetings:gathering", args=[one.pk])),
                weekday_date(one.held_on),
                ", ".join(
                    sitting.committee.short_name for sitting in one.sittings.all()
                ),
                Cell(
                    tag=one.get_state_display(),
                    colour=STATE_COLOURS.get(GatheringState(one.state), "blue"),
                ),
            ]
            for one in listed
        ],
        first_is_heading=True,
        empty="There are none.",
    )
