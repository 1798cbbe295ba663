"""Pages of the minutes: the draft from the record, its issues, notes by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from core.errors import RuleBroken, StaleEdit
from core.web.forms import refusals_on
from decisions.actions import minutes as minutes_actions
from decisions.facts.approvals import Standing, is_confirmed, standing_of
from decisions.facts.contradictions import contradictions_in
from decisions.facts.minutes import minutes_sections, withheld_section
from decisions.forms.decisions import NoteForm
from decisions.models import MinuteNote, Minutes
from decisions.policies import judge_issue
from decisions.views.checks import checks_shown, part_or_404
from meetings.enums import GatheringState, Part
from meetings.facts.room import room_of
from meetings.loaders import get_gathering_for, get_item_for
from meetings.policies.gatherings import readable_items
from meetings.rules.reading import judge_title
from people import door


if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from core.verdict import Verdict
    from meetings.models import Gathering
    from people.requests import UserRequest


@login_required
@require_GET
def draft_minutes(request: UserRequest, pk: int, part: str) -> HttpResponse:
    gathering = get_gathering_for(request.user, pk)
    which = part_or_404(part)
    may_record = bool(door.may(request.user, "record", gathering))
    room = room_of(gathering)
    readable = readable_items(request.user, gathering)
    minutes = minutes_sections(gathering, which, room=room)
    standings = standing_of(gathering, which)
    context = {
        "gathering": gathering,
        "part": part,
        "minutes": minutes,
        "sections": _for_reader(minutes["items"], readable, which),
        "issues": _issues(gathering, part, readable),
        "may_record": may_record,
        "standings": standings,
        "keeps": _kept(request, standings) if may_record else set(),
        "is_confirmed": is_confirmed(standings),
        "publish_url": _publish_url(gathering) if may_record else "",
        "is_published": gathering.state == GatheringState.PUBLISHED,
        **checks_shown(request, gathering, which, may_record=may_record),
        "contradictions": contradictions_in(room, which) if may_record else [],
        "back_url": reverse("meetings:gathering", args=[pk]),
        "back_text": "Agenda",
    }
    return TemplateResponse(request, "decisions/minutes_page.html", context)


@login_required
@require_POST
def write_out(request: UserRequest, pk: int, part: str) -> HttpResponse:
    gathering = get_gathering_for(request.user, pk)
    which = part_or_404(part)
    verdict = door.may(request.user, "record", gathering)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    try:
        issue = minutes_actions.write_out(
            gathering=gathering, part=which, by=request.user
        )
    except RuleBroken as refused:
        messages.error(request, refused.verdict.reason)
    else:
        words = f"Issue {issue.issue} of the draft minutes is written."
        messages.success(request, words)
    return redirect("decisions:minutes", pk, part)


@login_required
@require_GET
def minutes_file(request: UserRequest, pk: int) -> HttpResponseBase:
    minutes = get_object_or_404(Minutes.objects.select_related("gathering"), pk=pk)
    verdict = door.may(request.user, "read", minutes)
    if not verdict and verdict.code == "outsider":
        raise Http404
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return FileResponse(
        minutes.file.open("rb"),
        as_attachment=True,
        filename=f"minutes-{minutes.gathering.held_on:%Y-%m-%d}-{minutes.issue}.pdf",
        content_type="application/pdf",
    )


@login_required
@require_http_methods(["GET", "POST"])
def note(request: UserRequest, item_pk: int) -> HttpResponse:
    item = get_item_for(request.user, item_pk)
    verdict = door.may(request.user, "record", item.gathering)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    row = MinuteNote.objects.filter(item=item).first()
    initial = {"words": row.words, "revision": row.revision} if row else {}
    form = NoteForm(request.POST or None, initial=initial)
    theirs = ""
    if request.method == "POST" and form.is_valid():
        try:
            with refusals_on(form):
                minutes_actions.note(item=item, by=request.user, **form.cleaned_data)
                return redirect("decisions:item", item.pk)
        except StaleEdit as stale:
            theirs = stale.current["words"]
            form = _with_both(stale, row)
    context = {
        "item": item,
        "form": form,
        "theirs": theirs,
        "back_url": reverse("decisions:item", args=[item.pk]),
        "back_text": "Decisions on the item",
    }
    return TemplateResponse(request, "decisions/note_form.html", context)


def _with_both(stale: StaleEdit, row: MinuteNote | None) -> NoteForm:
    """Keep what was typed, on top of the revision that the other person saved."""
    form = NoteForm(
        {
            "words": stale.submitted["words"],
            "revision": row.revision if row else 0,
        }
    )
    form.add_error(
        None,
        "Somebody else saved this note while you were writing. Both versions are "
        "shown: put together what you want to keep, and save again.",
    )
    return form


def _kept(request: UserRequest, standings: list[Standing]) -> set[int]:
    """Return the sittings (keys) whose approval the visitor may take back."""
    return {
        one.sitting.pk
        for one in standings
        if one.approval is not None and door.may(request.user, "record", one.sitting)
    }


def _publish_url(gathering: Gathering) -> str:
    """Return where approved minutes are published, while they are not."""
    if gathering.state != GatheringState.MINUTES_APPROVED:
        return ""
    return reverse("publishing:publish_minutes", args=[gathering.pk])


def _for_reader(
    sections: list[dict[str, Any]], readable: Mapping[int, Verdict], part: Part
) -> list[dict[str, Any]]:
    """Keep what the reader may read, and no more than the place of what they may not.

    Whoever has no part in the private half gets no page of it.
    """
    kept = [
        one if readable[one["id"]] else withheld_section(one)
        for one in sections
        if judge_title(readable[one["id"]])
    ]
    if part == Part.TWO and all(one.get("is_withheld") for one in kept):
        raise Http404
    return kept


def _issues(
    gathering: Gathering, part: str, readable: Mapping[int, Verdict]
) -> list[Minutes]:
    rows = Minutes.objects.filter(gathering=gathering, part=part)
    return [row for row in rows if judge_issue(row, readable)]
