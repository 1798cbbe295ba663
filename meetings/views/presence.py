"""Pages of the room: who comes, who is there, and whether each committee is quorate."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.web.forms import refusals_on
from meetings.actions import attendances, presence
from meetings.actions.replies import OPEN_STATES
from meetings.enums import Capacity, GatheringState, Moment, Place, PresenceKind
from meetings.facts.invitees import persons_for
from meetings.facts.leaving import any_apart
from meetings.facts.room import Room, room_of
from meetings.forms.presence import (
    ApologiesForm,
    AttendingForm,
    MovementForm,
    OpeningForm,
)
from meetings.loaders import get_gathering_for
from meetings.models import Attendance, PresenceEvent
from meetings.views.following import follow, whereabouts
from meetings.views.lights import choices_of, chosen_among, light_of, sittings_at
from meetings.views.shown import url_or_nothing
from people import door
from people.models import Person


if TYPE_CHECKING:
    from django.http import HttpResponse

    from meetings.models import Gathering, Item, Sitting
    from people.requests import UserRequest


@login_required
@require_http_methods(["GET", "POST"])
def attendance(request: UserRequest, pk: int) -> HttpResponse:
    gathering = _for_recording(request, pk)
    room = room_of(gathering)
    act = request.POST.get("act", "")
    apologies = _apologies_form(room, request.POST if act == "apologies" else None)
    attending = _attending_form(room, request.POST if act == "attending" else None)
    if act == "apologies" and _apologise(request, room, apologies):
        return redirect("meetings:attendance", pk)
    if act == "attending" and _attend(request, room, attending):
        return redirect("meetings:attendance", pk)
    context = {
        "gathering": gathering,
        "blocks": [(sitting, _seat_lines(room, sitting)) for sitting in room.sittings],
        "apologies_form": apologies,
        "attending_form": attending,
        "form": attending if act == "attending" else apologies,
        "may_reply": gathering.state in OPEN_STATES,
        "back_url": reverse("meetings:gathering", args=[pk]),
        "back_text": "Agenda",
    }
    return TemplateResponse(request, "meetings/presence_attendance.html", context)


@login_required
@require_POST
def forget_attendance(
    request: UserRequest, pk: int, attendance_pk: int
) -> HttpResponse:
    gathering = _for_recording(request, pk)
    row = Attendance.objects.filter(
        pk=attendance_pk, sitting__gathering=gathering
    ).first()
    if row is None:
        raise Http404
    verdict = door.may(request.user, "record", row.sitting)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    words = f"{row.person}, {row.get_capacity_display().lower()}"
    attendances.forget(attendance=row, by=request.user)
    messages.success(request, f"Undone: {words}")
    return redirect("meetings:attendance", pk)


@login_required
@require_http_methods(["GET", "POST"])
def room(request: UserRequest, pk: int) -> HttpResponse:
    gathering = get_gathering_for(request.user, pk)
    if not door.may(request.user, "record", gathering):
        return follow(request, gathering)
    facts = room_of(gathering)
    if not facts.events:
        return _opening(request, facts)
    form = _movement_form(request, facts)
    if request.method == "POST" and _record_movement(request, facts, form):
        return redirect(_room_url(pk, form.cleaned_data["item"]))
    item = _chosen_item(request, facts)
    context = {
        "gathering": gathering,
        "item": item,
        "decide_url": reverse("decisions:item", args=[item.pk]) if item else "",
        "close_url": _close_url(gathering),
        "items": choices_of(facts, facts.items),
        "lights": [
            light_of(one, facts.quorum(one, item) if item else facts.quorum_now(one))
            for one in sittings_at(facts, item)
        ],
        **whereabouts(facts, item),
        "movements": list(facts.movements().values()),
        "events": gathering.presence_events.standing().select_related("person", "item"),
        "may_review": bool(door.may(request.user, "review_conflicts", gathering)),
        "form": form,
        "back_url": reverse("meetings:gathering", args=[pk]),
        "back_text": "Agenda",
    }
    return TemplateResponse(request, "meetings/presence_room.html", context)


@login_required
@require_POST
def strike_out(request: UserRequest, pk: int, event_pk: int) -> HttpResponse:
    gathering = _for_recording(request, pk)
    event = PresenceEvent.objects.filter(pk=event_pk, gathering=gathering).first()
    if event is None:
        raise Http404
    presence.strike_out(event=event, by=request.user)
    messages.success(request, "Struck out. It stays in the audit trail.")
    return redirect("meetings:room", pk)


def _for_recording(request: UserRequest, pk: int) -> Gathering:
    gathering = get_gathering_for(request.user, pk)
    verdict = door.may(request.user, "record", gathering)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return gathering


def _seat_lines(room: Room, sitting: Sitting) -> list[dict[str, Any]]:
    rows = room.attendances.get(sitting.pk, ())
    apologies = {row.seat_id: row for row in rows if row.sent_apologies}
    deputies = {row.seat_id: row for row in rows if row.capacity == Capacity.DEPUTY}
    lines: list[dict[str, Any]] = [
        {
            "title": seat.title,
            "name": seat.holder_name or "Vacant",
            "apologies": apologies.get(seat.seat_id),
            "deputy": deputies.get(seat.seat_id),
            "holder": seat.holder,
            "reply": room.ways_out.reply_of(sitting.pk, seat.holder or 0),
        }
        for seat in room.committee_of(sitting).seats
    ]
    lines += [
        {"title": row.get_capacity_display(), "name": str(row.person), "row": row}
        for row in rows
        if row.seat_id is None
    ]
    return lines


def _apologies_form(room: Room, typed: Any) -> ApologiesForm:
    seats = []
    deputies = []
    for sitting in room.sittings:
        facts = room.committee_of(sitting)
        for seat in facts.seats:
            name = f"{sitting.committee.short_name}: {seat.title}, {seat.holder_name}"
            seats.append((f"{sitting.pk}:{seat.seat_id}", name))
        for deputy in facts.deputies:
            title = next(s.title for s in facts.seats if s.seat_id == deputy.seat_id)
            name = f"{deputy.name}, for {sitting.committee.short_name}: {title}"
            key = f"{sitting.pk}:{deputy.seat_id}:{deputy.person_id}"
            deputies.append((key, name))
    return ApologiesForm(typed, seats=seats, deputies=deputies)


def _attending_form(room: Room, typed: Any) -> AttendingForm:
    return AttendingForm(
        typed,
        persons=[(one.pk, str(one)) for one in persons_for(room.gathering)],
        sittings=[(one.pk, one.committee.short_name) for one in room.sittings],
    )


def _apologise(request: UserRequest, room: Room, form: ApologiesForm) -> bool:
    if not form.is_valid():
        return False
    sitting_pk, seat_pk = map(int, form.cleaned_data["seat"].split(":"))
    sitting = next(one for one in room.sittings if one.pk == sitting_pk)
    facts = room.committee_of(sitting)
    seat = next(one for one in facts.seats if one.seat_id == seat_pk)
    deputy = form.cleaned_data["deputy"]
    if deputy and not deputy.startswith(f"{sitting_pk}:{seat_pk}:"):
        form.add_error("deputy", "This person is not a deputy for that seat")
        return False
    is_done = False
    with refusals_on(form):
        if deputy:
            attendances.deputise(
                sitting=sitting,
                seat=sitting.committee.seats.get(pk=seat_pk),
                person=Person.objects.get(pk=deputy.split(":")[2]),
                by=request.user,
            )
        elif seat.holder is not None:
            holder = Person.objects.get(pk=seat.holder)
            attendances.apologise(sitting=sitting, person=holder, by=request.user)
        is_done = True
    if is_done:
        messages.success(request, "Apologies recorded.")
    return is_done


def _attend(request: UserRequest, room: Room, form: AttendingForm) -> bool:
    if not form.is_valid():
        return False
    chosen = set(form.cleaned_data["sittings"])
    is_done = False
    with refusals_on(form), transaction.atomic():
        for sitting in room.sittings:
            if sitting.pk in chosen:
                attendances.attend(
                    sitting=sitting,
                    person=Person.objects.get(pk=form.cleaned_data["person"]),
                    capacity=Capacity(form.cleaned_data["capacity"]),
                    by=request.user,
                )
        is_done = True
    if is_done:
        messages.success(request, "Attendance recorded.")
    return is_done


def _opening(request: UserRequest, facts: Room) -> HttpResponse:
    form = _opening_form(request, facts)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            presence.open_with(
                gathering=facts.gathering,
                persons=Person.objects.filter(pk__in=form.cleaned_data["persons"]),
                happened_at=form.cleaned_data["happened_at"],
                by=request.user,
            )
            return redirect("meetings:room", facts.gathering.pk)
    context = {
        "gathering": facts.gathering,
        "form": form,
        "back_url": reverse("meetings:gathering", args=[facts.gathering.pk]),
        "back_text": "Agenda",
    }
    return TemplateResponse(request, "meetings/presence_opening.html", context)


def _opening_form(request: UserRequest, facts: Room) -> OpeningForm:
    expected = {
        seat.present: seat.present_name
        for sitting in facts.sittings
        for seat in facts.expected_seats(sitting)
        if seat.present is not None
    }
    attending = {
        row.person_id: str(row.person)
        for rows in facts.attendances.values()
        for row in rows
        if row.seat_id is None
    }
    opens = datetime.combine(facts.gathering.held_on, facts.gathering.starts_at_time)
    return OpeningForm(
        request.POST or None,
        persons=sorted((expected | attending).items(), key=lambda pair: pair[1]),
        initial={
            "happened_at": timezone.make_aware(opens),
            "persons": list(expected | attending),
        },
    )


def _movement_form(request: UserRequest, facts: Room) -> MovementForm:
    item = _chosen_item(request, facts)
    day = facts.gathering.held_on
    now = timezone.localtime(clock.now())
    opens = datetime.combine(day, facts.gathering.starts_at_time)
    return MovementForm(
        request.POST or None,
        persons=sorted(facts.names.items(), key=lambda pair: pair[1]),
        items=choices_of(facts, facts.items),
        is_apart=any_apart(facts),
        initial={
            "item": item.pk if item else None,
            "moment": Moment.BEFORE,
            "happened_at": now if now.date() == day else timezone.make_aware(opens),
        },
    )


def _record_movement(request: UserRequest, facts: Room, form: MovementForm) -> bool:
    if not form.is_valid():
        return False
    chosen = form.cleaned_data
    is_done = False
    with refusals_on(form):
        presence.record(
            gathering=facts.gathering,
            person=Person.objects.get(pk=chosen["person"]),
            kind=PresenceKind(chosen["kind"]),
            place=Place(chosen["place"]),
            happened_at=chosen["happened_at"],
            item=next(one for one in facts.items if one.pk == chosen["item"]),
            moment=Moment(chosen["moment"]),
            by=request.user,
        )
        is_done = True
    if is_done:
        messages.success(request, "Recorded.")
    return is_done


def _chosen_item(request: UserRequest, facts: Room) -> Item | None:
    return chosen_among(facts.items, request.GET.get("item", ""))


def _close_url(gathering: Gathering) -> str:
    if gathering.state != GatheringState.IN_SESSION:
        return ""
    return url_or_nothing("decisions:close", gathering.pk)


def _room_url(pk: int, item_pk: int) -> str:
    return f"{reverse('meetings:room', args=[pk])}?item={item_pk}"
