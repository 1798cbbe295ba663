"""The agenda: one page for all who have a part in it, and its scope and order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import RuleBroken, StaleEdit
from core.web.dates import clock_time, weekday_date
from core.web.forms import refusals_on
from core.web.tables import SummaryRow
from meetings.actions import agenda, items, scopes
from meetings.actions.replies import OPEN_STATES
from meetings.enums import GatheringState, Part
from meetings.facts.confirmations import ASKED_STATES, asked_on_page
from meetings.facts.conflicts import conflicts_of
from meetings.facts.folded import fold
from meetings.facts.page import agenda_for
from meetings.facts.told import why_cancelled
from meetings.forms.items import PlaceInOrderForm, ScopeGridForm
from meetings.loaders import get_agenda_for, get_gathering_to_edit, get_item_to_edit
from meetings.own_papers import own_papers
from meetings.policies.gatherings import COMING, judge_editing
from meetings.rules.ordering import place_of
from meetings.rules.reading import IN_FULL, Standing
from meetings.views.next_steps import minutes_of, steps_for
from meetings.views.rows import AgendaPrinter
from meetings.views.shown import (
    STATE_COLOURS,
    both_versions,
    seen_by,
    url_or_nothing,
    with_stamp,
)


if TYPE_CHECKING:
    from meetings.facts.confirmations import Confirmed
    from meetings.facts.footing import Footing
    from meetings.facts.page import Agenda
    from meetings.models import Gathering
    from people.requests import UserRequest


@login_required
@require_GET
def gathering_page(request: UserRequest, pk: int) -> HttpResponse:
    gathering, footing = get_agenda_for(request.user, pk)
    shown = agenda_for(request.user.person_id, gathering, footing)
    may_edit = bool(judge_editing(footing.standing, gathering))
    printer = AgendaPrinter(shown.sittings, may_edit=may_edit)
    context = {
        "gathering": gathering,
        "agenda": shown,
        "facts": _facts(shown),
        "parts": [
            (part.label, printer.print_lines(lines))
            for part in Part
            if (lines := shown.of_part(part))
        ],
        "withdrawn": shown.withdrawn if may_edit else (),
        "may_edit": may_edit,
        "may_reply": footing.is_asked and gathering.state in OPEN_STATES,
        **_conflicts(request, shown, footing),
        "own": _own(request, shown, footing),
        "minutes": minutes_of(shown),
        **_pack(request, gathering, footing.standing),
        "why_cancelled": why_cancelled(gathering),
        "may_restore": gathering.state == GatheringState.CANCELLED
        and footing.standing is Standing.OFFICER,
        "room_url": _room_url(gathering, footing),
        "letters_url": _letters_url(gathering, footing),
        "steps": steps_for(shown) if may_edit else [],
        "breadcrumbs": [{"text": "Meetings", "url": reverse("meetings:gatherings")}],
    }
    return TemplateResponse(request, "meetings/gathering_page.html", context)


def _own(request: UserRequest, shown: Agenda, footing: Footing) -> Confirmed | None:
    """Return what a member is still asked about this agenda, or None."""
    person_id, gathering = request.user.person_id, shown.gathering
    is_asked = gathering.state in ASKED_STATES and footing.standing in COMING
    if person_id is None or not is_asked:
        return None
    known = {line.item.pk for line in shown.lines}
    found = asked_on_page(person_id, gathering, known=known)
    return None if found.is_done else found


def _conflicts(request: UserRequest, shown: Agenda, footing: Footing) -> dict[str, Any]:
    """Return what whoever reviews the agenda sees of its conflicts: a line or two."""
    if footing.standing not in IN_FULL:
        return {"may_review": False}
    known = {line.item.pk for line in shown.lines}
    found = [
        one
        for one in conflicts_of(shown.gathering)
        if one.item.pk in known and not one.is_over
    ]
    single, folds = fold(found)
    return {
        "may_review": True,
        "conflicts_waiting": sum(bool(one.waiting) for one in single),
        "conflicts_found": len(single),
        "folds": folds,
    }


@login_required
@require_http_methods(["GET", "POST"])
def scope_grid(request: UserRequest, pk: int) -> HttpResponse:
    gathering = get_gathering_to_edit(request.user, pk)
    asked, stamp = _grid_asked(gathering)
    form = ScopeGridForm(request.POST or None, initial={"seen": stamp}, **asked)
    context: dict[str, Any] = {
        "gathering": gathering,
        "back_url": reverse("meetings:gathering", args=[pk]),
        "back_text": "Agenda",
    }
    if request.method == "POST" and form.is_valid():
        try:
            with refusals_on(form):
                changed = scopes.lay_out(
                    gathering=gathering,
                    grid=form.grid(),
                    seen=seen_by(form),
                    by=request.user,
                )
                messages.success(request, _saved(len(changed)))
                return redirect("meetings:gathering", pk)
        except StaleEdit as stale:
            form = ScopeGridForm(with_stamp(request.POST, stamp), **asked)
            context["stale"] = both_versions(stale)
    context |= {"form": form, "rows": form.rows()}
    return TemplateResponse(request, "meetings/scope_form.html", context)


@login_required
@require_GET
def order(request: UserRequest, pk: int) -> HttpResponse:
    gathering = get_gathering_to_edit(request.user, pk)
    lines = items.lines_of(gathering)
    titles = {one.pk: one for one in gathering.items.all()}
    rows = [
        (titles[line.item_id], line, *place_of(lines, line.item_id)) for line in lines
    ]
    context = {
        "gathering": gathering,
        "rows": rows,
        "seen": agenda.stamp(gathering, items.words_of_order(gathering)),
        "back_url": reverse("meetings:gathering", args=[pk]),
        "back_text": "Agenda",
    }
    return TemplateResponse(request, "meetings/agenda_order.html", context)


@login_required
@require_POST
def move_item(request: UserRequest, pk: int) -> HttpResponse:
    item = get_item_to_edit(request.user, pk)
    form = PlaceInOrderForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Enter the number of the place to move the item to.")
        return redirect("meetings:order", item.gathering_id)
    try:
        items.move(
            item=item, to=form.cleaned_data["to"], seen=seen_by(form), by=request.user
        )
        messages.success(request, f"Moved: {item.title}")
    except StaleEdit:
        messages.error(
            request,
            "Nothing was moved: somebody else changed the agenda meanwhile. This is "
            "the order now.",
        )
    except RuleBroken as refused:
        raise PermissionDenied(refused.verdict.reason) from None
    return redirect(
        reverse("meetings:order", args=[item.gathering_id]) + f"#item-{item.pk}"
    )


def _pack(
    request: UserRequest, gathering: Gathering, standing: Standing
) -> dict[str, Any]:
    """Return where whoever comes reads their pack, once packs may have gone out."""
    before = {GatheringState.DRAFT, GatheringState.NOTICE_GIVEN}
    person = request.user.person_id
    if person is None or standing not in COMING or gathering.state in before:
        return {}
    return {
        "pack_url": url_or_nothing("packs:mine", gathering.pk),
        "own_papers": own_papers(person, gathering),
    }


def _room_url(gathering: Gathering, footing: Footing) -> str:
    """Return where those who chair follow the room, once the meeting is announced."""
    unseen = {GatheringState.DRAFT, GatheringState.CANCELLED}
    if footing.standing is Standing.OFFICER or not footing.chairs:
        return ""
    if gathering.state in unseen:
        return ""
    return reverse("meetings:room", args=[gathering.pk])


def _letters_url(gathering: Gathering, footing: Footing) -> str:
    """Return where the officers look after the letters of the meeting."""
    if footing.standing is not Standing.OFFICER:
        return ""
    return url_or_nothing("packs:letters", gathering.pk)


def _facts(shown: Agenda) -> list[SummaryRow]:
    gathering = shown.gathering
    times = f"{clock_time(gathering.starts_at_time)}"
    if gathering.ends_at_time:
        times += f" to {clock_time(gathering.ends_at_time)}"
    if gathering.part_two_time:
        times += f", private part from {clock_time(gathering.part_two_time)}"
    rows = [
        SummaryRow(
            "State",
            tag=gathering.get_state_display(),
            colour=STATE_COLOURS.get(GatheringState(gathering.state), "blue"),
        ),
        SummaryRow("Date", weekday_date(gathering.held_on)),
        SummaryRow("Time", times),
        SummaryRow("Venue", gathering.venue),
    ]
    if gathering.remote_link:
        rows.append(
            SummaryRow("Join", "Join from elsewhere", url=gathering.remote_link)
        )
    rows += [
        SummaryRow(one.committee.short_name, f"Chair: {one.chair or 'nobody yet'}")
        for one in shown.sittings
    ]
    if gathering.next_held_on:
        rows.append(SummaryRow("Next meeting", weekday_date(gathering.next_held_on)))
    return rows


def _grid_asked(gathering: Gathering) -> tuple[dict[str, Any], str]:
    """Return what the grid form asks, and the stamp of what it shows."""
    grid = scopes.grid_of(gathering)
    sittings = gathering.sittings.select_related("committee")
    matters = gathering.items.matters().in_order().filter(is_withdrawn=False)
    asked = {
        "items": [(one.pk, str(one)) for one in matters],
        "sittings": [(one.pk, one.committee.short_name) for one in sittings],
        "grid": grid,
    }
    return asked, agenda.stamp(gathering, scopes.words_of_grid(gathering, grid))


def _saved(count: int) -> str:
    if not count:
        return "Nothing changed"
    return "Scope of 1 item saved" if count == 1 else f"Scope of {count} items saved"
