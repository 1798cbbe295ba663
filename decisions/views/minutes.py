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

from core.errors import StaleEdit
from core.web.forms import refusals_on
from decisions.actions import minutes as minutes_actions
from decisions.facts.minutes import minutes_sections, withheld_section
from decisions.forms import NoteForm
from decisions.models import MinuteNote, Minutes
from meetings.enums import Part
from meetings.loaders import get_gathering_for, get_item_for
from meetings.policies import readable_items
from people import door


if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from meetings.models import Gathering
    from people.requests import UserRequest


@login_required
@require_GET
def draft_minutes(request: UserRequest, pk: int, part: str) -> HttpResponse:
    gathering = get_gathering_for(request.user, pk)
    sections = _for_reader(request, gathering, _part_or_404(part))
    context = {
        "gathering": gathering,
        "part": part,
        "minutes": sections,
        "sections": sections["items"],
        "issues": _issues(request, gathering, part),
        "may_record": bool(door.may(request.user, "record", gathering)),
        "back_url": reverse("meetings:gathering", args=[pk]),
        "back_text": "Agenda",
    }
    return TemplateResponse(request, "decisions/minutes_page.html", context)


@login_required
@require_POST
def write_out(request: UserRequest, pk: int, part: str) -> HttpResponse:
    gathering = get_gathering_for(request.user, pk)
    verdict = door.may(request.user, "record", gathering)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    issue = minutes_actions.write_out(
        gathering=gathering, part=_part_or_404(part), by=request.user
    )
    messages.success(request, f"Issue {issue.issue} of the draft minutes is written.")
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


def _part_or_404(part: str) -> Part:
    try:
        return Part(part)
    except ValueError as unknown:
        raise Http404 from unknown


def _for_reader(
    request: UserRequest, gathering: Gathering, part: Part
) -> dict[str, Any]:
    sections = minutes_sections(gathering, part)
    readable = readable_items(request.user, gathering)
    kept = [
        one if readable.get(one["id"]) else withheld_section(one)
        for one in sections["items"]
    ]
    if part == Part.TWO and all(one.get("is_withheld") for one in kept):
        raise Http404
    return sections | {"items": kept}


def _issues(request: UserRequest, gathering: Gathering, part: str) -> list[Minutes]:
    rows = Minutes.objects.filter(gathering=gathering, part=part)
    return [row for row in rows if door.may(request.user, "read", row)]
