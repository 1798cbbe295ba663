"""Pages on which an officer says what an item continues and who contributed to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import RuleBroken
from core.web.dates import long_date
from core.web.forms import refusals_on
from meetings.actions import contributors
from meetings.actions.lineage import continue_from
from meetings.enums import ContributorRole
from meetings.facts.contributors import contributions_to
from meetings.facts.invitees import persons_for
from meetings.facts.lineage import may_continue
from meetings.forms.lineage import ContributorForm, EarlierForm
from meetings.loaders import get_item_to_edit


if TYPE_CHECKING:
    from django.http import HttpResponse

    from people.requests import UserRequest

MOST_OFFERED = 200


@login_required
@require_http_methods(["GET", "POST"])
def item_earlier(request: UserRequest, pk: int) -> HttpResponse:
    item = get_item_to_edit(request.user, pk)
    known = {
        one.pk: one for one in may_continue(item, request.user.person_id)[:MOST_OFFERED]
    }
    form = EarlierForm(
        request.POST if request.method == "POST" else None,
        earlier=[
            (one.pk, f"{long_date(one.gathering.held_on)}: {one}")
            for one in known.values()
        ],
        initial={"earlier": item.continues_id},
    )
    is_known = item.continues_id in {None, *known}
    if request.method == "POST" and is_known and form.is_valid():
        with refusals_on(form):
            earlier = known.get(form.cleaned_data["earlier"] or 0)
            continue_from(item=item, earlier=earlier, by=request.user)
            messages.success(request, "Saved")
            return redirect("meetings:item", item.pk)
    context = {
        "item": item,
        "form": form,
        # What another officer said it continues is theirs to change.
        "has_earlier": bool(known) and is_known,
        "back_url": reverse("meetings:item", args=[item.pk]),
        "back_text": "Item",
    }
    return TemplateResponse(request, "meetings/item_earlier.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def item_contributors(request: UserRequest, pk: int) -> HttpResponse:
    item = get_item_to_edit(request.user, pk)
    persons = {one.pk: one for one in persons_for(item.gathering)}
    form = ContributorForm(
        request.POST or None, persons=[(one.pk, str(one)) for one in persons.values()]
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            named = contributors.name(
                item=item,
                person=persons[form.cleaned_data["person"]],
                role=ContributorRole(form.cleaned_data["role"]),
                by=request.user,
            )
            messages.success(request, f"Named: {named}")
            return redirect("meetings:contributors", item.pk)
    context = {
        "item": item,
        "form": form,
        "contributors": item.contributors.select_related("person"),
        "contributions": contributions_to(item),
        "back_url": reverse("meetings:item", args=[item.pk]),
        "back_text": "Item",
    }
    return TemplateResponse(request, "meetings/item_contributors.html", context)


@login_required
@require_POST
def strike_contributor(
    request: UserRequest, pk: int, contributor_pk: int
) -> HttpResponse:
    item = get_item_to_edit(request.user, pk)
    found = get_object_or_404(
        item.contributors.select_related("person", "item__gathering"), pk=contributor_pk
    )
    try:
        contributors.strike(contributor=found, by=request.user)
    except RuleBroken as refused:
        raise PermissionDenied(refused.verdict.reason) from None
    messages.success(request, f"Taken off: {found}")
    return redirect("meetings:contributors", item.pk)
