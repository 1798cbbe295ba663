"""What each committee decides on one item, recorded on one page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from committees.enums import RemedyKind
from committees.rules.quorum_result import QuorumResult
from core.web.forms import refusals_on
from decisions.actions import decisions
from decisions.actions.decisions import Resolution
from decisions.enums import Method, Outcome
from decisions.facts.handovers import handovers_in, way_in_words
from decisions.facts.late import found_late
from decisions.facts.standing import Standing, standing_by_sitting
from decisions.forms.decisions import CorrectionForm, DecisionForm
from decisions.models import Action, Decision, MinuteNote
from meetings.facts.room import room_of
from meetings.loaders import get_item_for
from people import door
from people.models import Person


if TYPE_CHECKING:
    from django.http import HttpResponse

    from meetings.facts.room import Room
    from meetings.models import Item, Sitting
    from people.requests import UserRequest


_CASTING = {True: "for", False: "against", None: ""}


@dataclass(frozen=True, slots=True)
class Block:
    """One committee on the page: where it stands, and what it decided."""

    sitting: Sitting
    standing: Standing
    decision: Decision | None
    may_record: bool
    late: list[str] = field(default_factory=list)

    @property
    def light(self) -> str:
        if not self.standing.quorum.is_quorate:
            return "unmet"
        return "close" if self.standing.quorum.fragile else "met"


@login_required
@require_http_methods(["GET", "POST"])
def item_decisions(request: UserRequest, item_pk: int) -> HttpResponse:
    item = get_item_for(request.user, item_pk)
    room = room_of(item.gathering)
    blocks = _blocks(request, room, item)
    kept = [one for one in blocks if one.may_record]
    still_open = [one.sitting for one in kept if one.decision is None]
    form = _form(request, room, item, still_open)
    if request.method == "POST" and not kept:
        raise PermissionDenied("There is no decision for you to record on this item.")
    if request.method == "POST" and not still_open:
        messages.info(request, "Every committee's decision is recorded already.")
        return redirect("decisions:item", item.pk)
    if request.method == "POST" and form.is_valid():
        if _record(request, form, item, still_open):
            return redirect("decisions:item", item.pk)
        room = room_of(item.gathering)
        blocks = _blocks(request, room, item)
    context = _context(request, item, room, blocks) | {
        "form": form if still_open else None
    }
    return TemplateResponse(request, "decisions/item_page.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def correct_decision(request: UserRequest, pk: int) -> HttpResponse:
    decision = _decision_or_404(request, pk)
    verdict = door.may(request.user, "record", decision.sitting)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    room = room_of(decision.item.gathering)
    form = _correction_form(request, room, decision)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            decisions.correct(
                decision=decision,
                resolution=_resolution(form),
                reason=form.cleaned_data["reason"],
                as_it_happened=form.cleaned_data["as_it_happened"],
                by=request.user,
            )
            messages.success(request, "Corrected. The earlier entry is kept.")
            return redirect("decisions:item", decision.item_id)
    context = {
        "decision": decision,
        "form": _with_way_open(form),
        "back_url": reverse("decisions:item", args=[decision.item_id]),
        "back_text": "Decisions on the item",
    }
    return TemplateResponse(request, "decisions/decision_correct.html", context)


@login_required
@require_GET
def decision_page(request: UserRequest, pk: int) -> HttpResponse:
    decision = _decision_or_404(request, pk)
    gathering = decision.item.gathering
    context = {
        "decision": decision,
        "quorum": QuorumResult.from_json(decision.quorum_check.result),
        "late": found_late([decision])[decision.pk],
        "earlier": decision.supersedes,
        "later": Decision.objects.filter(supersedes=decision).first(),
        **_how_it_met(decision),
        "may_review": bool(door.may(request.user, "review_conflicts", gathering)),
        "back_url": reverse("decisions:item", args=[decision.item_id]),
        "back_text": "Decisions on the item",
    }
    return TemplateResponse(request, "decisions/decision_page.html", context)


def _how_it_met(decision: Decision) -> dict[str, list[str]]:
    """Say who took the chair for the item and back, and what was done for a quorum."""
    at = (decision.sitting_id, decision.item_id)
    room = room_of(decision.item.gathering)
    return {
        "handover": handovers_in(room, [decision]).get(at, []),
        "ways_out": [way_in_words(one) for one in room.ways_out.at(*at)],
    }


def _decision_or_404(request: UserRequest, pk: int) -> Decision:
    decision = get_object_or_404(
        Decision.objects.select_related(
            "item__gathering",
            "sitting__committee",
            "sitting__gathering",
            "committee",
            "quorum_check__terms",
            "presiding",
            "recorded_by__person",
            "supersedes",
        ),
        pk=pk,
    )
    if not door.may(request.user, "read_title", decision.item):
        raise Http404
    verdict = door.may(request.user, "read", decision)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return decision


def _blocks(request: UserRequest, room: Room, item: Item) -> list[Block]:
    if not room.takes(item):
        return []
    current = {
        row.sitting_id: row
        for row in Decision.objects.current()
        .filter(item=item)
        .select_related(
            "presiding", "recorded_by__person", "quorum_check", "sitting__gathering"
        )
    }
    late = found_late(list(current.values()))
    standing = standing_by_sitting(room, item)
    return [
        Block(
            sitting=sitting,
            standing=standing[sitting.pk],
            decision=current.get(sitting.pk),
            may_record=bool(door.may(request.user, "record", sitting)),
            late=late[current[sitting.pk].pk] if sitting.pk in current else [],
        )
        for sitting in room.in_scope(item)
    ]


def _context(
    request: UserRequest, item: Item, room: Room, blocks: list[Block]
) -> dict[str, object]:
    gathering = item.gathering
    in_room = f"{reverse('meetings:room', args=[gathering.pk])}?item={item.pk}"
    may_keep = any(one.may_record for one in blocks)
    return {
        "item": item,
        "gathering": gathering,
        "caption": _place(room, item),
        **(_next(room, item) if may_keep else {}),
        "is_taken": room.takes(item),
        "is_open": bool(room.events),
        "blocks": blocks,
        "may_keep": may_keep,
        "may_review": bool(door.may(request.user, "review_conflicts", gathering)),
        "actions": Action.objects.filter(item=item).select_related("owner"),
        "note": MinuteNote.objects.filter(item=item).first(),
        "back_url": in_room
        if may_keep
        else reverse("meetings:gathering", args=[gathering.pk]),
        "back_text": "The room" if may_keep else "Agenda",
    }


def _place(room: Room, item: Item) -> str:
    """Name the item by its number on the agenda and its reference."""
    number = room.numbers.get(item.pk, "")
    return f"Item {number}, {item.reference}".rstrip(", ") if number else item.reference


def _next(room: Room, item: Item) -> dict[str, object]:
    """Lead the record keeper on to the item after this one."""
    keys = [one.pk for one in room.items]
    if item.pk not in keys[:-1]:
        return {"next_item": None}
    after = room.items[keys.index(item.pk) + 1]
    words = f"Next item: {room.numbers[after.pk]} {after.title}"
    return {"next_item": after, "next_words": words}


def _form(
    request: UserRequest, room: Room, item: Item, sittings: list[Sitting]
) -> DecisionForm:
    is_post = request.method == "POST"
    return DecisionForm(
        request.POST if is_post else None,
        sittings=[(one.pk, one.committee.name) for one in sittings],
        persons=_present(room, item),
        initial=_proposed(room, item, sittings),
    )


def _proposed(room: Room, item: Item, sittings: list[Sitting]) -> dict[str, object]:
    """Fill in what was chosen before: a committee that deferred records just that."""
    deferring = {
        one.pk: remedy
        for one in sittings
        for remedy in room.ways_out.at(one.pk, item.pk)
        if remedy.kind == RemedyKind.DEFER
    }
    if not deferring:
        return {"sittings": [one.pk for one in sittings]}
    reasons = dict.fromkeys(one.reason for one in deferring.values())
    return {
        "sittings": list(deferring),
        "outcome": Outcome.DEFERRED,
        "wording": f"Deferred. {' '.join(reasons)}",
    }


def _correction_form(
    request: UserRequest, room: Room, decision: Decision
) -> CorrectionForm:
    is_post = request.method == "POST"
    return CorrectionForm(
        request.POST if is_post else None,
        sittings=[(decision.sitting_id, decision.committee.name)],
        persons=_present(room, decision.item, decision.sitting),
        initial={
            "sittings": [decision.sitting_id],
            "outcome": decision.outcome,
            "wording": decision.wording,
            "method": decision.method,
            "votes_for": decision.votes_for,
            "votes_against": decision.votes_against,
            "votes_abstaining": decision.votes_abstaining,
            "casting": _CASTING[decision.casting_vote],
        },
    )


def _present(
    room: Room, item: Item, sitting: Sitting | None = None
) -> list[tuple[int, str]]:
    if not room.takes(item):
        return []
    there = room.whereabouts(item, sitting).taking_part
    people = [(int(one), name) for one, name in room.names.items() if one in there]
    return sorted(people, key=lambda pair: pair[1])


def _resolution(form: DecisionForm) -> Resolution:
    chosen = form.cleaned_data["chosen"]
    return Resolution(
        outcome=Outcome(form.cleaned_data["outcome"]),
        wording=form.cleaned_data["wording"],
        method=Method(form.cleaned_data["method"]),
        vote=form.vote,
        chosen_to_preside=Person.objects.get(pk=chosen) if chosen else None,
    )


def _with_way_open(form: DecisionForm) -> DecisionForm:
    """Offer to record what broke a rule, once a rule has refused it."""
    if getattr(form, "refusal", None) is not None:
        form.offer_as_it_happened()
    return form


def _record(
    request: UserRequest, form: DecisionForm, item: Item, sittings: list[Sitting]
) -> bool:
    chosen = set(form.cleaned_data["sittings"])
    made: list[Decision] = []
    with refusals_on(form):
        made = decisions.record_for(
            item=item,
            sittings=[one for one in sittings if one.pk in chosen],
            resolution=_resolution(form),
            as_it_happened=form.cleaned_data["as_it_happened"],
            by=request.user,
        )
    for one in made:
        words = f"{one.committee.short_name}: {one.get_outcome_display().lower()}"
        messages.success(request, f"Recorded. {words}.")
    _with_way_open(form)
    return bool(made)
