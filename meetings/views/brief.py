"""The chair's brief: one page for the lay chair, on a phone and printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from conflicts.enums import SourceKind
from core.web.forms import refusals_on
from meetings.actions import checklists
from meetings.actions.checklists import chairs_of
from meetings.enums import ChecklistStage
from meetings.facts.brief import (
    evidence_in,
    proofs,
    script_of,
    stages_of,
    unconfirmed_in,
)
from meetings.facts.confirmations import RECORDED_STATES
from meetings.facts.folded import fold
from meetings.facts.footing import footing_of
from meetings.facts.room import room_of
from meetings.forms.checklists import ClosingForm
from meetings.loaders import get_gathering_for, get_gathering_to_review
from meetings.policies.gatherings import readable_items
from meetings.rules.checklist import evidence_of
from meetings.rules.reading import judge_title
from meetings.views.checklist_missing import missing_by_stage
from meetings.views.conflicts_known import conflicts_known_to
from meetings.views.shown import url_or_nothing
from people import door
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpResponse

    from meetings.facts.room import Room
    from meetings.models import ConflictRow, Gathering, Item
    from meetings.rules.checklist import ConflictEvidence
    from people.requests import UserRequest

Check = tuple[str, bool | None]


@login_required
@require_GET
def brief(request: UserRequest, pk: int) -> HttpResponse:
    gathering = get_gathering_to_review(request.user, pk)
    room = room_of(gathering)
    readable = readable_items(request.user, gathering)
    known = [one for one in room.items if judge_title(readable[one.pk])]
    keeps = bool(door.may(request.user, "record", gathering))
    context = {
        "gathering": gathering,
        "chairs": [(one.committee, one.chair) for one in room.sittings],
        "script": script_of(room, known),
        **_found(request, gathering),
        **_to_tick(request, room, known),
        "may_record": keeps and gathering.state in RECORDED_STATES,
        "may_close": bool(door.may(request.user, "watch", gathering)),
        "script_url": _script_url(request, room),
        "back_url": reverse("meetings:gathering", args=[pk]),
        "back_text": "Agenda",
    }
    return TemplateResponse(request, "meetings/brief_page.html", context)


def _script_url(request: UserRequest, room: Room) -> str | None:
    """Return where whoever chairs finds what to say, item by item."""
    chairs = {sitting.chair_id for sitting in room.sittings}
    if request.user.person_id not in chairs | {room.gathering.convening_chair_id}:
        return None
    return url_or_nothing("packs:script", room.gathering.pk)


@login_required
@require_http_methods(["GET", "POST"])
def close_stage(request: UserRequest, pk: int, stage: str) -> HttpResponse:
    gathering = get_gathering_for(request.user, pk)
    verdict = door.may(request.user, "watch", gathering)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    if stage not in ChecklistStage.values():
        raise Http404
    asked = ChecklistStage(stage)
    chairs = chairs_of(gathering)
    form = ClosingForm(
        request.POST if request.method == "POST" else None,
        chairs=[(one.pk, str(one)) for one in chairs.values()],
        is_own=request.user.person_id in chairs,
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            checklists.close(
                gathering=gathering, stage=asked, by=request.user, **_word_of(form)
            )
            messages.success(request, f"Closed: {asked.label.lower()}.")
            return redirect("meetings:brief", pk)
    context = {
        "gathering": gathering,
        "stage": asked,
        "form": form,
        "back_url": reverse("meetings:brief", args=[pk]),
        "back_text": "The chair’s brief",
    }
    return TemplateResponse(request, "meetings/checklist_close.html", context)


def _found(request: UserRequest, gathering: Gathering) -> dict[str, Any]:
    """Return the conflicts on items that the reader may know of: open, folded."""
    found = conflicts_known_to(request, gathering)
    single, folds = fold(one for one in found if not one.is_over)
    return {
        "open": [one for one in single if one.waiting],
        "disputed": [one for one in single if one.dispute and not one.waiting],
        "folds": folds,
    }


def _to_tick(request: UserRequest, room: Room, known: Sequence[Item]) -> dict[str, Any]:
    """Return the checklist, what shows each ruling, and who has not confirmed."""
    gathering = room.gathering
    footing = footing_of(request.user.person_id, gathering)
    waiting = unconfirmed_in(room, footing.hides_titles)
    evidence = evidence_in(room)
    shown = {row: one for row, one in evidence.items() if _is_known(row, known)}
    missing = missing_by_stage(room, evidence, shown, reader=request.user.person_id)
    return {
        "has_conflicts": bool(shown),
        "unconfirmed": waiting if gathering.state in RECORDED_STATES else [],
        "stages": [
            (
                stage,
                _checks(stage.stage, room, known, shown, len(waiting)),
                missing.get(stage.stage),
            )
            for stage in stages_of(room, evidence)
        ],
        "proofs": proofs(shown) if room.events else [],
    }


def _word_of(form: ClosingForm) -> dict[str, Any]:
    """Return whose word it is, how it came and when, as the action takes it."""
    said = form.cleaned_data
    if not said:
        return {}
    return {
        "chaired_by": Person.objects.get(pk=said["chair"]),
        "source": SourceKind(said["source"]),
        "closed_on": said["source_on"],
    }


def _checks(
    stage: ChecklistStage,
    room: Room,
    items: Sequence[Item],
    evidence: Mapping[ConflictRow, ConflictEvidence],
    waiting: int,
) -> list[Check]:
    """Return what belongs to a part of the checklist, done or not, None for "say so"."""
    return {
        ChecklistStage.BEFORE: lambda: _before(room, items, evidence, waiting),
        ChecklistStage.DURING: lambda: _during(room, evidence),
        ChecklistStage.AFTER: lambda: _after(room, evidence),
    }[stage]()


def _before(
    room: Room,
    items: Sequence[Item],
    evidence: Mapping[ConflictRow, ConflictEvidence],
    waiting: int,
) -> list[Check]:
    is_on_agenda = any("interest" in one.title.lower() for one in items)
    failing = [
        f"{room.numbers[item.pk]} ({sitting.committee.short_name})"
        for item in items
        for sitting in room.in_scope(item)
        if not room.quorum_forecast(sitting, item).is_quorate
    ]
    quorum = "Every committee keeps its quorum for every item, if all come"
    if failing:
        quorum = f"{quorum}: missing for item {', '.join(failing)}"
    return [
        ("The agenda has an item for declarations of interest", is_on_agenda),
        ("Every conflict found has its ruling", _are_ruled(evidence)),
        (quorum, not failing),
        ("Everybody who comes has gone through the agenda", not waiting),
    ]


def _during(
    room: Room, evidence: Mapping[ConflictRow, ConflictEvidence]
) -> list[Check]:
    return [
        ("Check that each committee is quorate, and open the room", bool(room.events)),
        ("Ask for interests in the items on this agenda, gifts included", None),
        ("Announce each ruling: who leaves, who stays without a vote", None),
        ("No nods, no whispers: whoever has a conflict takes no part at all", None),
        ("The record shows that each ruling was carried out", _are_proved(evidence)),
    ]


def _after(room: Room, evidence: Mapping[ConflictRow, ConflictEvidence]) -> list[Check]:
    return [
        ("Every conflict has its ruling, late ones included", _are_ruled(evidence)),
        ("The record shows that each ruling was carried out", _are_proved(evidence)),
        ("What was declared in the room goes onto the register", None),
        ("The minutes name each conflict, and what was done", None),
    ]


def _are_ruled(evidence: Mapping[ConflictRow, ConflictEvidence]) -> bool:
    return all(one.participation is not None for one in evidence.values())


def _are_proved(evidence: Mapping[ConflictRow, ConflictEvidence]) -> bool:
    return all(evidence_of(one) for one in evidence.values())


def _is_known(row: ConflictRow, items: Sequence[Item]) -> bool:
    return any(row.item_id == one.pk for one in items)
