"""Pages of retention: what may be purged, and what a hold keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from commissioning.enums import PostRole
from conflicts.actions import retention, retention_gifts
from conflicts.facts.interests import posts_of
from conflicts.facts.retention import over_in, standing_holds
from conflicts.facts.retention_gifts import gifts_over_in
from conflicts.facts.rule_sets import rule_set_on
from conflicts.forms.retention import HoldForm, LiftForm, PurgeForm
from conflicts.loaders.retention import (
    get_hold_for,
    get_person_to_hold_for,
    get_retention_for,
)
from conflicts.models import GiftOffer
from conflicts.policies.retention import KEEPERS, NOT_KEEPER
from conflicts.views.retention_shown import kept_table, lines_of, parted
from core import clock
from core.errors import RuleBroken
from core.web.forms import refusals_on


if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from django.http import HttpResponse

    from commissioning.models import Organisation
    from committees.views.requests import UserRequest
    from conflicts.facts.retention import Over
    from conflicts.forms.retention import Entry
    from people.models import User

A_PAGE = 50
A_FEW = 10


@login_required
@require_http_methods(["GET", "POST"])
def retention_page(request: UserRequest, pk: int) -> HttpResponse:
    organisation = get_retention_for(request.user, pk)
    today = clock.today()
    rows = [*over_in(organisation, today), *gifts_over_in(organisation, today)]
    over, kept = parted(rows, request.user)
    roles = _roles(request.user, organisation)
    listed = _listed(request, over, kept)
    lines = [] if listed["show_kept"] else listed["lines"]
    form = PurgeForm(request.POST or None, lines=lines)
    if request.method == "POST":
        if PostRole.OFFICER not in roles:
            raise PermissionDenied(NOT_KEEPER.reason)
        if form.is_valid():
            _purge_and_tell(request, form)
            return redirect("conflicts:retention", pk)
    context = {
        **listed,
        "organisation": organisation,
        "rules": rule_set_on(organisation, today),
        "form": form,
        "may_purge": PostRole.OFFICER in roles,
        "may_lift": bool(roles & KEEPERS),
        "holds": standing_holds(organisation),
        "back_url": reverse("conflicts:organisation_register", args=[pk]),
        "back_text": "Register of interests",
    }
    return TemplateResponse(request, "conflicts/retention_page.html", context)


def _listed(request: UserRequest, over: list[Over], kept: list[Over]) -> dict[str, Any]:
    """Return one page of what may be purged, or with `?show=kept` of what is kept."""
    show_kept = request.GET.get("show") == "kept"
    page = Paginator(kept if show_kept else over, A_PAGE).get_page(
        request.GET.get("page")
    )
    lines = lines_of(list(page.object_list))
    return {
        "show_kept": show_kept,
        "page": page,
        "query": request.GET,
        "lines": lines,
        "kept": len(kept),
        "kept_words": f"Over their time, and kept ({len(kept)})",
        "kept_table": kept_table(lines if show_kept else lines_of(kept[:A_FEW])),
        "is_cut": len(kept) > A_FEW,
    }


@login_required
@require_http_methods(["GET", "POST"])
def place_hold(request: UserRequest, person_pk: int) -> HttpResponse:
    person, bodies = get_person_to_hold_for(request.user, person_pk)
    form = HoldForm(request.POST or None, organisations=bodies)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            hold = retention.place_hold(
                person=person,
                organisation=form.body,
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
            messages.success(request, f"Nothing of {person} is purged while it stands")
            return redirect("conflicts:retention", hold.organisation_id)
    context = {
        "person": person,
        "form": form,
        "back_url": reverse("conflicts:registers"),
        "back_text": "Registers",
    }
    return TemplateResponse(request, "conflicts/retention_hold.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def lift_hold(request: UserRequest, pk: int) -> HttpResponse:
    hold = get_hold_for(request.user, pk)
    form = LiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            retention.lift_hold(
                hold=hold, reason=form.cleaned_data["reason"], by=request.user
            )
            messages.success(request, "The hold is lifted")
            return redirect("conflicts:retention", hold.organisation_id)
    context = {
        "hold": hold,
        "form": form,
        "back_url": reverse("conflicts:retention", args=[hold.organisation_id]),
        "back_text": "Retention",
    }
    return TemplateResponse(request, "conflicts/retention_lift.html", context)


def _purge_and_tell(request: UserRequest, form: PurgeForm) -> None:
    purged, refused = _purge(form.chosen(), request.user)
    if purged:
        messages.success(request, _told(purged))
    for reason in refused:
        messages.warning(request, reason)


def _purge(entries: Iterable[Entry], by: User) -> tuple[int, list[str]]:
    """Purge each on its own: what is refused stops none of the others."""
    purged, refused = 0, []
    for entry in entries:
        words = str(entry)
        try:
            if isinstance(entry, GiftOffer):
                retention_gifts.purge_gift(entry=entry, by=by)
            else:
                retention.purge(interest=entry, by=by)
        except RuleBroken as broken:
            refused.append(f"{words}: {broken.verdict.reason}")
        else:
            purged += 1
    return purged, refused


def _told(purged: int) -> str:
    return "One entry is purged" if purged == 1 else f"{purged} entries are purged"


def _roles(user: User, organisation: Organisation) -> frozenset[str]:
    posts = posts_of(user.person_id, clock.today())
    return next(
        (roles for body, roles in posts.items() if body == organisation.pk),
        frozenset(),
    )
