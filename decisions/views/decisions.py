"""What each committee decides on one item, recorded on one page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from core.errors import RuleBroken
from core.verdict import Verdict
from core.web.forms import refusals_on
from decisions.actions import decisions
from decisions.actions.decisions import Resolution
from decisions.enums import Method, Outcome
from decisions.facts.standing import Standing, standing_of
from decisions.forms import CorrectionForm, DecisionForm
from decisions.models import Action, Decision, MinuteNote
from meetings.facts.room import room_of
from meetings.loaders import get_item_for
from people import door
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse

    from meetings.facts.room import Room
    from meetings.models import Item, Sitting
    from people.requests import UserRequest


@dataclass(frozen=True, slots=True)
class Block:
    """One committee on the page: where it stands, and what it decided."""

    sitting: Sitting
    standing: Standing
    decision: Decision | None
    may_record: bool

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
    open_blocks = [one for one in blocks if one.may_record and one.decision is None]
    form = _form(request, room, item, [one.sitting for one in open_blocks])
    if request.method == "POST" and not open_blocks:
        raise PermissionDenied("There is no decision for you to record on this item.")
    if request.method == "POST" and form.is_valid():
        chosen = set(form.cleaned_data["sittings"])
        sittings = [one.sitting for one in open_blocks if one.sitting.pk in chosen]
        if _record(request, form, item, sittings):
            return redirect("decisions:item", item.pk)
    context = _context(item, room, blocks) | {
        "form": form if open_blocks else None,
        "may_keep": any(one.may_record for one in blocks),
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
                as_it_happened=form.cleaned_data.get("as_it_happened", False),
                by=request.user,
            )
        if not form.errors:
            messages.success(request, "Corrected. The earlier entry is kept.")
            return redirect("decisions:item", decision.item_id)
    context = {
        "decision": decision,
        "form": form,
        "back_url": reverse("decisions:item", args=[decision.item_id]),
    }
    return TemplateResponse(request, "decisions/decision_correct.html", context)


@login_required
@require_GET
def decision_page(request: UserRequest, pk: int) -> HttpResponse:
    decision = _decision_or_404(request, pk)
    context = {
        "decision": decision,
        "quorum": decision.quorum_check.result,
        "earlier": decision.supersedes,
        "back_url": reverse("decisions:item", args=[decision.item_id]),
    }
    return TemplateResponse(request, "decisions/decision_page.html", context)


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
    current = {
        row.sitting_id: row
        for row in Decision.objects.current()
        .filter(item=item)
        .select_related("presiding", "recorded_by__person")
    }
    return [
        Block(
            sitting=sitting,
            standing=standing_of(room, sitting, item),
            decision=current.get(sitting.pk),
            may_record=bool(door.may(request.user, "record", sitting)),
        )
        for sitting in room.in_scope(item)
    ]


def _context(item: Item, room: Room, blocks: Iterable[Block]) -> dict[str, object]:
    return {
        "item": item,
        "gathering": item.gathering,
        "number": room.numbers.get(item.pk, ""),
        "blocks": list(blocks),
        "actions": Action.objects.filter(item=item).select_related("owner"),
        "note": MinuteNote.objects.filter(item=item).first(),
        "back_url": f"{reverse('meetings:room', args=[item.gathering_id])}"
        f"?item={item.pk}",
        "back_text": "The room",
    }


def _form(
    request: UserRequest, room: Room, item: Item, sittings: list[Sitting]
) -> DecisionForm:
    is_post = request.method == "POST"
    return DecisionForm(
        request.POST if is_post else None,
        sittings=[(one.pk, one.committee.name) for one in sittings],
        persons=_present(room, item),
        offers_irregular=is_post,
        initial={"sittings": [one.pk for one in sittings]},
    )


def _correction_form(
    request: UserRequest, room: Room, decision: Decision
) -> CorrectionForm:
    is_post = request.method == "POST"
    return CorrectionForm(
        request.POST if is_post else None,
        sittings=[(decision.sitting_id, decision.committee.name)],
        persons=_present(room, decision.item),
        offers_irregular=is_post,
        initial={
            "sittings": [decision.sitting_id],
            "outcome": decision.outcome,
            "wording": decision.wording,
            "method": decision.method,
            "votes_for": decision.votes_for,
            "votes_against": decision.votes_against,
            "votes_abstaining": decision.votes_abstaining,
        },
    )


def _present(room: Room, item: Item) -> list[tuple[int, str]]:
    there = room.whereabouts(item).taking_part
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


def _record(
    request: UserRequest, form: DecisionForm, item: Item, sittings: list[Sitting]
) -> bool:
    """Record for every committee ticked, or for none: one refusal undoes them all."""
    made: list[Decision] = []
    with refusals_on(form), transaction.atomic():
        for sitting in sittings:
            with _Naming(sitting):
                made.append(
                    decisions.record(
                        item=item,
                        sitting=sitting,
                        resolution=_resolution(form),
                        as_it_happened=form.cleaned_data.get("as_it_happened", False),
                        by=request.user,
                    )
                )
    if form.errors:
        return False
    for one in made:
        words = f"{one.committee.short_name}: {one.get_outcome_display().lower()}"
        messages.success(request, f"Recorded. {words}.")
    return True


class _Naming:
    """Begin a refusal with the committee it is about."""

    def __init__(self, sitting: Sitting) -> None:
        self.sitting = sitting

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if isinstance(error, RuleBroken):
            verdict = error.verdict
            reason = f"{self.sitting.committee.short_name}: {verdict.reason}"
            raise RuleBroken(Verdict(verdict.answer, verdict.code, reason)) from error
