"""Whoever was at a meeting says that they have checked its minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from core.errors import RuleBroken
from decisions.actions import checks
from decisions.facts.checks import attended, checks_of
from decisions.models import Minutes, MinutesCheck
from meetings.enums import Part
from meetings.loaders import get_gathering_for
from people import door
from people.models import Person


if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpResponse

    from meetings.models import Gathering
    from people.requests import UserRequest


@login_required
@require_POST
def mark_checked(request: UserRequest, pk: int, part: str) -> HttpResponse:
    gathering = get_gathering_for(request.user, pk)
    which = part_or_404(part)
    person = None
    if told_by := request.POST.get("person"):
        there = Person.objects.filter(pk__in=attended(gathering))
        person = get_object_or_404(there, pk=_key(told_by))
    try:
        checks.mark_checked(
            gathering=gathering, part=which, by=request.user, person=person
        )
    except RuleBroken as refused:
        messages.error(request, refused.verdict.reason)
    else:
        messages.success(request, "Recorded: the minutes are checked.")
    return redirect("decisions:minutes", pk, part)


def checks_shown(
    request: UserRequest, gathering: Gathering, part: Part, *, may_record: bool
) -> dict[str, Any]:
    """Return what the page of the minutes shows of who has checked them."""
    latest = Minutes.objects.filter(gathering=gathering, part=part).first()
    if latest is None:
        return {}
    mine = MinutesCheck.objects.filter(
        minutes__gathering=gathering,
        minutes__part=part,
        person=request.user.person_id,
    )
    return {
        "may_check": bool(door.may(request.user, "check", latest)),
        "my_check": mine.select_related("minutes").order_by("-minutes__issue").first(),
        "latest_issue": latest.issue,
        "checks": checks_of(gathering, part) if may_record else None,
    }


def part_or_404(part: str) -> Part:
    """Return the part of a meeting that an address names.

    Raises:
      Http404: there is no such part.
    """
    try:
        return Part(part)
    except ValueError as unknown:
        raise Http404 from unknown


def _key(typed: str) -> int:
    if not typed.isdecimal():
        raise Http404
    return int(typed)
