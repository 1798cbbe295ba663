"""Publishing the minutes of a meeting, and the file that anybody may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from core.errors import RuleBroken
from meetings.loaders import get_gathering_for
from people import door
from publishing.actions import minutes
from publishing.loaders.gatherings import get_public_minutes


if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from people.requests import UserRequest


@require_GET
def minutes_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    issue = get_public_minutes(pk)
    return FileResponse(
        issue.file.open("rb"),
        as_attachment=True,
        filename=f"minutes-{issue.gathering.held_on:%Y-%m-%d}.pdf",
        content_type="application/pdf",
    )


@login_required
@require_POST
def publish(request: UserRequest, pk: int) -> HttpResponse:
    gathering = get_gathering_for(request.user, pk)
    verdict = door.may(request.user, "record", gathering)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    try:
        minutes.publish(gathering=gathering, by=request.user)
    except RuleBroken as refused:
        messages.error(request, refused.verdict.reason)
        return redirect("meetings:gathering", pk)
    messages.success(request, "Published: anybody can read the public part now.")
    return redirect("publishing:gathering", pk)
