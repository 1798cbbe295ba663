"""Pages on which typed-in bodies are matched to the directory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_POST

from commissioning.models import Organisation
from conflicts.actions import unlisted
from conflicts.facts.unlisted import (
    names_of,
    numbers_of,
    persons_kept_by,
    suggestions_by_number,
    suggestions_for,
    unmatched,
)
from conflicts.loaders.imports import organisations_kept_by
from conflicts.loaders.interests import NOT_THERE
from core import clock
from core.errors import RuleBroken


if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from committees.views.requests import UserRequest

A_PAGE = 20
MOST_FOUND = 20


@login_required
@require_GET
def unlisted_list(request: UserRequest) -> HttpResponse:
    interests = _interests(request)
    page = Paginator(names_of(interests), A_PAGE).get_page(request.GET.get("page"))
    names = [str(row["plain"]) for row in page]
    numbers = numbers_of(interests, names)
    by_number = suggestions_by_number(numbers.values())
    by_name = suggestions_for(names)
    context = {
        "page": page,
        "rows": [
            {
                "name": name,
                "count": row["count"],
                "suggestions": by_number.get(numbers.get(name, ""), [])
                or by_name[name],
            }
            for name, row in zip(names, page, strict=True)
        ],
    }
    return TemplateResponse(request, "conflicts/unlisted_list.html", context)


@login_required
@require_GET
def unlisted_name(request: UserRequest) -> HttpResponse:
    name = request.GET.get("name", "").strip().lower()
    interests = _of_name(request, name)
    words = request.GET.get("q", name).strip()
    context = {
        "name": name,
        "words": words,
        "interests": interests,
        "found": Organisation.objects.found_by(words)[:MOST_FOUND],
    }
    return TemplateResponse(request, "conflicts/unlisted_name.html", context)


@login_required
@require_POST
def unlisted_match(request: UserRequest) -> HttpResponse:
    interests = _of_name(request, request.POST.get("name", ""))
    key = request.POST.get("organisation", "")
    organisation = get_object_or_404(
        Organisation, pk=int(key) if key.isdecimal() else 0
    )
    try:
        count = unlisted.match(
            interests=interests, organisation=organisation, by=request.user
        )
    except RuleBroken as refused:
        raise PermissionDenied(refused.verdict.reason) from refused
    interest = "interest" if count == 1 else "interests"
    messages.success(request, f"{count} {interest} matched to {organisation.name}.")
    return redirect("conflicts:unlisted")


@login_required
@require_POST
def unlisted_keep(request: UserRequest) -> HttpResponse:
    interests = _of_name(request, request.POST.get("name", ""))
    try:
        unlisted.remember_not_listed(interests=interests, by=request.user)
    except RuleBroken as refused:
        raise PermissionDenied(refused.verdict.reason) from refused
    messages.success(request, "Remembered as truly not listed.")
    return redirect("conflicts:unlisted")


def _interests(request: UserRequest) -> QuerySet[Any]:
    kept = organisations_kept_by(request.user)
    if not kept.exists():
        raise Http404(NOT_THERE)
    return unmatched(persons_kept_by(kept, clock.today()))


def _of_name(request: UserRequest, name: str) -> QuerySet[Any]:
    found = _interests(request).filter(plain=name.strip().lower())
    if not name or not found.exists():
        raise Http404(NOT_THERE)
    return found.select_related("person")
