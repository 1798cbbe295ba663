"""Pages on which the chair reviews the agenda and rules on conflicts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from core.web.forms import refusals_on
from meetings.actions import conflict_rows, treatments
from meetings.enums import PaperHandling, Participation
from meetings.facts.conflicts import PersonOnItem, rulers_of
from meetings.facts.folded import Fold, fold
from meetings.facts.footing import footing_of
from meetings.facts.guardians import advised_by
from meetings.facts.invitees import persons_for
from meetings.facts.lineage import EarlierRows, earlier_treatments
from meetings.facts.proposals import proposed_for
from meetings.facts.readings import opened_before
from meetings.forms.conflicts import (
    ConflictByHandForm,
    DismissalForm,
    TreatmentForm,
)
from meetings.loaders import get_gathering_to_edit, get_gathering_to_review
from meetings.rules.participation import strictest
from meetings.views.again import ConflictShown, again_for, said_earlier, seen_as
from meetings.views.conflicts_known import (
    conflict_or_404,
    conflicts_known_to,
    enterable_by,
    rulable_or_403,
    whose_word,
)
from meetings.views.parts import name_parts, open_rows_of_parts, whole_kept_with
from meetings.views.proposals import words_of_proposals
from people import door


if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse

    from meetings.models import ConflictRow, Gathering
    from meetings.rules.participation import Treatment
    from people.requests import UserRequest


@login_required
@require_GET
def gathering_conflicts(request: UserRequest, pk: int) -> HttpResponse:
    gathering = get_gathering_to_review(request.user, pk)
    found = conflicts_known_to(request, gathering)
    current = [one for one in found if not one.is_over]
    shown, folds = _shown(request, gathering, current)
    context = {
        "gathering": gathering,
        "conflicts": [
            ("Waiting for a ruling", [one for one in shown if one.conflict.waiting]),
            ("Ruled on", [one for one in shown if not one.conflict.waiting]),
        ],
        "folds": folds,
        "over": [one for one in found if one.is_over],
        "waiting": sum(bool(one.waiting) for one in current),
        "is_clear": not current,
        "reader_id": request.user.person_id,
        "may_add": bool(door.may(request.user, "edit", gathering)),
        "committees": [
            one.committee for one in gathering.sittings.select_related("committee")
        ],
        "back_url": reverse("meetings:gathering", args=[gathering.pk]),
        "back_text": "Agenda",
    }
    return TemplateResponse(request, "meetings/conflict_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def treat_conflict(
    request: UserRequest, pk: int, item_pk: int, person_pk: int
) -> HttpResponse:
    gathering = get_gathering_to_review(request.user, pk)
    known = conflicts_known_to(request, gathering)
    conflict = conflict_or_404(known, item_pk, person_pk)
    mine = rulable_or_403(request, conflict)
    parts = enterable_by(request, open_rows_of_parts(request, conflict, known))
    before = earlier_treatments(gathering, conflict.rows)
    proposed = proposed_for(mine, gathering.held_on)
    said = _proposed(mine[0], before, proposed)
    form, dismissal = _ruling_forms(request, conflict, mine, parts, said)
    if request.method == "POST" and _ruled(request, form, dismissal, [*mine, *parts]):
        return redirect(_onwards(request, gathering))
    context = {
        "gathering": gathering,
        "conflict": conflict,
        "advised": words_of_proposals(mine, proposed),
        "whole": whole_kept_with(conflict, known),
        "earlier": said_earlier(conflict, before),
        "again": again_for(conflict, before, chairs=_own_chairs(request, mine)),
        "form": dismissal if "dismiss" in request.POST else form,
        "treatment_form": form,
        "dismissal_form": dismissal,
        "opened_at": opened_before(conflict.person, conflict.item),
        **_back_to_list(gathering),
    }
    return TemplateResponse(request, "meetings/conflict_form.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def add_conflict(request: UserRequest, pk: int) -> HttpResponse:
    gathering = get_gathering_to_edit(request.user, pk)
    sittings = {one.pk: one for one in gathering.sittings.select_related("committee")}
    items = {one.pk: one for one in gathering.items.matters().in_order()}
    persons = {one.pk: one for one in persons_for(gathering)}
    form = ConflictByHandForm(
        request.POST or None,
        items=[(one.pk, str(one)) for one in items.values()],
        persons=[(one.pk, str(one)) for one in persons.values()],
        sittings=[(one.pk, one.committee.short_name) for one in sittings.values()],
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form), transaction.atomic():
            for sitting_pk in form.cleaned_data["sittings"]:
                conflict_rows.add_by_hand(
                    item=items[form.cleaned_data["item"]],
                    sitting=sittings[sitting_pk],
                    person=persons[form.cleaned_data["person"]],
                    words=form.cleaned_data["words"],
                    by=request.user,
                )
            messages.success(request, "Conflict added: it waits for the chair.")
            return redirect("meetings:conflicts", gathering.pk)
    context = {
        "gathering": gathering,
        "form": form,
        **_back_to_list(gathering),
    }
    return TemplateResponse(request, "meetings/conflict_add.html", context)


def _back_to_list(gathering: Gathering) -> dict[str, str]:
    return {
        "back_url": reverse("meetings:conflicts", args=[gathering.pk]),
        "back_text": "Conflicts of interest",
    }


def _shown(
    request: UserRequest, gathering: Gathering, current: list[PersonOnItem]
) -> tuple[list[ConflictShown], list[Fold]]:
    """Part what is read one by one, with what may be done about it, from what folds."""
    person_id = request.user.person_id
    footing = footing_of(person_id, gathering)
    theirs = footing.keeps | footing.chairs
    single, folds = fold(current, ruled_in=theirs, reader=person_id)
    rows = [row for one in single for row in one.rows]
    mine = {row.pk for row in enterable_by(request, rows)}
    earlier = earlier_treatments(gathering, rows)
    advises = footing.keeps | advised_by(person_id, gathering)
    shown = [
        ConflictShown(
            one,
            may_rule=any(row.pk in mine for row in one.rows),
            may_advise=one.shows_advice
            and any(row.sitting_id in advises for row in one.waiting),
            again=again_for(
                one,
                earlier,
                chairs={row.sitting_id for row in one.rows if row.pk in mine}
                & footing.chairs,
            ),
            earlier=said_earlier(one, earlier),
            whole=whole_kept_with(one, current),
        )
        for one in single
    ]
    return shown, folds


def _onwards(request: UserRequest, gathering: Gathering) -> str:
    """Lead on to the next conflict the reader may rule on, else to where things stand.

    That is the meeting once nothing waits, and the list while others have to rule.
    """
    waiting = [one for one in conflicts_known_to(request, gathering) if one.waiting]
    for one in waiting:
        mine = [row for row in one.waiting if door.may(request.user, "treat", row)]
        if enterable_by(request, mine):
            messages.info(request, f"Next: {one.person}, {one.item.title}")
            args = [gathering.pk, one.item.pk, one.person.pk]
            return reverse("meetings:conflict_treat", args=args)
    if waiting:
        return reverse("meetings:conflicts", args=[gathering.pk])
    messages.info(request, "All conflicts on this agenda have been ruled on.")
    return reverse("meetings:gathering", args=[gathering.pk])


def _ruling_forms(
    request: UserRequest,
    conflict: PersonOnItem,
    mine: list[ConflictRow],
    parts: list[ConflictRow],
    said: dict[str, str],
) -> tuple[TreatmentForm, DismissalForm]:
    """Return both forms of the page, the one that was sent with what was typed."""
    shown = _asked_of_both(request, conflict, mine, parts)
    waiting = [row for row in conflict.waiting if row in mine]
    ticked = {"rows": [seen_as(row) for row in waiting or mine]}
    sent = request.POST if request.method == "POST" else None
    is_dismissing = "dismiss" in request.POST
    treatment = TreatmentForm(
        None if is_dismissing else sent,
        **shown,
        initial={**ticked, **said},
    )
    dismissal = DismissalForm(sent if is_dismissing else None, **shown, initial=ticked)
    return treatment, dismissal


def _ruled(
    request: UserRequest,
    treatment: TreatmentForm,
    dismissal: DismissalForm,
    rows: list[ConflictRow],
) -> bool:
    """Do what was sent with one of both forms; say whether it could be done."""
    if "dismiss" in request.POST:
        return _dismiss(request, dismissal, rows)
    return _treat(request, treatment, rows)


def _asked_of_both(
    request: UserRequest,
    conflict: PersonOnItem,
    mine: list[ConflictRow],
    parts: list[ConflictRow],
) -> dict[str, Any]:
    """Return what both forms ask: for whom, on which parts, and whose ruling it is."""
    rulers = rulers_of(mine)
    named = dict.fromkeys(one for each in rulers.values() for one in each)
    names = name_parts(conflict, parts) if parts else {}
    return {
        "committees": [(seen_as(row), row.sitting.committee.name) for row in mine],
        "parts": [(seen_as(row), names[row.pk]) for row in parts],
        "rulers": [(one.pk, str(one)) for one in named],
        "is_own_ruling": all(request.user.person in each for each in rulers.values()),
    }


def _proposed(
    row: ConflictRow, before: EarlierRows, proposed: Mapping[int, Treatment]
) -> dict[str, str]:
    """Tick what was ruled, or before on the same matter, or what is advised.

    Of what is advised for several committees, the strictest.
    """
    earlier = before.get(row.pk)
    if row.treated_at is None and earlier is not None:
        said = earlier.row
        ticked = {"participation": said.participation, "papers": said.papers}
        return {**ticked, "reason": earlier.reason}
    if row.treated_at is not None or not proposed:
        ticked = {"participation": row.participation, "papers": row.papers}
        return {**ticked, "reason": row.treatment_reason}
    advised = strictest(proposed.values())
    return {"participation": advised.participation, "papers": advised.papers}


def _own_chairs(request: UserRequest, rows: list[ConflictRow]) -> frozenset[int]:
    """Return the sittings of rows for which the reader may rule in their own name."""
    rulers = rulers_of(rows)
    return frozenset(
        row.sitting_id for row in rows if request.user.person in rulers[row.pk]
    )


def _treat(request: UserRequest, form: TreatmentForm, rows: list[ConflictRow]) -> bool:
    if not form.is_valid():
        return False
    treated: list[ConflictRow] = []
    with refusals_on(form):
        treated = treatments.treat(
            rows=[row for row in rows if seen_as(row) in form.chosen()],
            participation=Participation(form.cleaned_data["participation"]),
            papers=PaperHandling(form.cleaned_data["papers"]),
            reason=form.cleaned_data["reason"],
            by=request.user,
            **whose_word(form),
        )
    if treated:
        messages.success(request, _words_of_ruling(treated))
    return bool(treated)


def _words_of_ruling(rows: list[ConflictRow]) -> str:
    """Say for how many committees a ruling was recorded, and on how many parts."""
    committees = len({row.sitting_id for row in rows})
    parts = len({row.item_id for row in rows}) - 1
    words = f"Ruling recorded for {committees} committee{'s' * (committees != 1)}"
    if not parts:
        return f"{words}."
    return f"{words}, and on {parts} part{'s' * (parts != 1)} of the item."


def _dismiss(
    request: UserRequest, form: DismissalForm, rows: list[ConflictRow]
) -> bool:
    if not form.is_valid():
        return False
    dismissed: list[ConflictRow] = []
    with refusals_on(form):
        dismissed = treatments.dismiss(
            rows=[row for row in rows if seen_as(row) in form.chosen()],
            reason=form.cleaned_data["reason"],
            by=request.user,
            **whose_word(form),
        )
    if dismissed:
        messages.success(request, "Recorded as no conflict, with the reason.")
    return bool(dismissed)
