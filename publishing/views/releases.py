"""The officer's page on which a matter of the private part is released."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.web.forms import refusals_on
from meetings.forms.gatherings import WhyForm
from publishing.actions import releases
from publishing.facts.releases import releasable, released_of
from publishing.forms import ReleaseForm
from publishing.loaders.releases import get_item_to_release, get_release_to_end
from publishing.models import Release


if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from meetings.models import Sitting
    from people.requests import UserRequest


@login_required
@require_http_methods(["GET", "POST"])
def release_item(request: UserRequest, pk: int) -> HttpResponse:
    item = get_item_to_release(request.user, pk)
    scopes = item.scopes.select_related("sitting__committee")
    sittings = [one.sitting for one in scopes.order_by("sitting__position")]
    form = ReleaseForm(
        request.POST or None, sittings=sittings, versions=releasable(item)
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            releases.release(item=item, by=request.user, **form.said())
            messages.success(request, "Release recorded")
            return redirect("publishing:release", item.pk)
    context = {
        "item": item,
        "form": form,
        "releases": Release.objects.filter(item=item)
        .select_related("sitting__committee", "ended_by")
        .prefetch_related("papers__version__paper")
        .order_by("-pk"),
        "released": released_of([item]).get(item.pk),
        "waiting": _waiting(Release.objects.standing().filter(item=item), sittings),
        "back_url": reverse("meetings:item", args=[item.pk]),
        "back_text": "Item",
    }
    return TemplateResponse(request, "publishing/release_page.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def end_release(request: UserRequest, pk: int) -> HttpResponse:
    release = get_release_to_end(request.user, pk)
    form = WhyForm(
        request.POST or None,
        question="Why is the release taken back?",
        hint="It stays on the record that the matter was public until now.",
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            reason = form.cleaned_data["reason"]
            releases.end(release=release, because=reason, by=request.user)
            messages.success(request, "The release is taken back")
            return redirect("publishing:release", release.item_id)
    context = {
        "form": form,
        "release": release,
        "back_url": reverse("publishing:release", args=[release.item_id]),
        "back_text": "Release",
    }
    return TemplateResponse(request, "publishing/release_end.html", context)


def _waiting(standing: QuerySet[Release], sittings: list[Sitting]) -> list[str]:
    """Name the committees without which nothing is out, once another has released."""
    done = set(standing.values_list("sitting", flat=True))
    if not done:
        return []
    return [one.committee.short_name for one in sittings if one.pk not in done]
