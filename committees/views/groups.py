"""Pages of groups in common: committees that meet at one time and place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods

from committees.actions import groups
from committees.facts.committees import committee_facts
from committees.forms.bodies import GroupForm
from committees.loaders import (
    chair_seats_of,
    committees_for,
    committees_to_administer,
    get_group_for,
    require_officer_somewhere,
)
from committees.models import GroupInCommon
from committees.rules.sentences import describe_terms
from committees.values import CommitteeId
from core import clock
from core.web.forms import refusals_on


if TYPE_CHECKING:
    from django.http import HttpResponse

    from committees.facts.committees import CommitteeFacts
    from committees.models import Committee
    from committees.views.requests import UserRequest


@login_required
@require_GET
def group_page(request: UserRequest, slug: str) -> HttpResponse:
    group = get_group_for(request.user, slug)
    places = list(group.places.select_related("committee"))
    facts = committee_facts([each.committee for each in places], clock.today())
    found = [facts[CommitteeId(place.committee_id)] for place in places]
    urls = _urls_for(request, [each.committee for each in places])
    context = {
        "group": group,
        "convener": _convener(group, found),
        "committees": [
            (
                place.committee,
                urls[place.committee_id],
                each,
                describe_terms(each.quorum),
            )
            for place, each in zip(places, found, strict=True)
        ],
        "back_url": reverse("committees:committees"),
        "back_text": "Committees",
    }
    return TemplateResponse(request, "committees/group_page.html", context)


def _convener(group: GroupInCommon, found: list[CommitteeFacts]) -> str:
    seats = (seat for each in found for seat in each.seats)
    held = (one.holder_name for one in seats if one.seat_id == group.convening_seat_id)
    return next(held, "")


def _urls_for(request: UserRequest, committees: list[Committee]) -> dict[int, str]:
    """Return the pages of committees by key, "" for those the reader has no part in."""
    mine = set(committees_for(request.user).values_list("pk", flat=True))
    return {
        one.pk: reverse("committees:committee", args=[one.slug])
        if one.pk in mine
        else ""
        for one in committees
    }


@login_required
@require_http_methods(["GET", "POST"])
def form_group(request: UserRequest) -> HttpResponse:
    require_officer_somewhere(request.user)
    mine = committees_to_administer(request.user)
    form = GroupForm(request.POST or None, committees=mine, chairs=chair_seats_of(mine))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            group = groups.form(
                name=form.cleaned_data["name"],
                slug=_free_slug(form.cleaned_data["name"]),
                committees=list(form.cleaned_data["committees"]),
                convening_seat=form.cleaned_data["convening_seat"],
                by=request.user,
            )
            messages.success(request, f"{group} is formed.")
            return redirect("committees:group", group.slug)

    context = {
        "form": form,
        "title": "Form a group in common",
        "lede": "Committees that meet together. The group itself decides nothing.",
        "button": "Form the group",
        "back_url": reverse("committees:committees"),
        "back_text": "Committees",
    }
    return TemplateResponse(request, "committees/simple_form.html", context)


def _free_slug(name: str) -> str:
    base = slugify(name)[:70] or "group"
    taken = set(
        GroupInCommon.objects.filter(slug__startswith=base).values_list(
            "slug", flat=True
        )
    )
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
