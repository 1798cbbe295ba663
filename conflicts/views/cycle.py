"""Pages of the yearly cycle of one body: how far it has come, its rounds."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from conflicts.actions import cycle as rounds
from conflicts.actions.cycle_rounds import open_as_planned, opening_moment
from conflicts.facts.cycle import last_letters, progress_of
from conflicts.forms.cycle import ByPostForm, ReasonForm, RoundForm
from conflicts.loaders.cycle import (
    bodies_overseen_by,
    get_body_for,
    get_body_overseen,
    get_request_to_settle,
    get_round_overseen,
    get_round_to_close,
)
from conflicts.models import Campaign
from conflicts.tasks import ask_for_declarations
from conflicts.views.cycle_chart import progress_chart
from conflicts.views.cycle_shown import (
    back_to,
    now_table,
    over_time_table,
    requests_table,
    round_state,
    rounds_table,
    share_of,
)
from core import clock
from core.web.dates import long_date
from core.web.forms import refusals_on
from notices.views.preview import do_or_preview, preview_of
from people import door


if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from commissioning.models import Organisation
    from conflicts.actions.cycle import RoundDraft
    from notices.preview import Preview
    from people.requests import UserRequest

A_PAGE = 50


@login_required
@require_GET
def cycle_bodies(request: UserRequest) -> HttpResponse:
    bodies = list(bodies_overseen_by(request.user))
    if len(bodies) == 1:
        return redirect("conflicts:cycle", bodies[0].pk)
    return TemplateResponse(request, "conflicts/cycle_bodies.html", {"bodies": bodies})


@login_required
@require_GET
def cycle(request: UserRequest, pk: int) -> HttpResponse:
    organisation = get_body_overseen(request.user, pk)
    day = clock.today()
    progress = progress_of(organisation, day)
    missing_url = reverse("conflicts:who_has_not", args=[pk])
    context = {
        "organisation": organisation,
        "day": day,
        "now": share_of(progress.whole.now),
        "missing": progress.whole.now.due - progress.whole.now.confirmed,
        "now_table": now_table(progress, missing_url),
        "chart": progress_chart(progress, organisation.name),
        "over_time": over_time_table(progress),
        "rounds": rounds_table(_rounds_of(organisation), day),
        "may_ask": bool(door.may(request.user, "ask_for_declarations", organisation)),
        "back_url": reverse("conflicts:registers"),
        "back_text": "Registers",
    }
    return TemplateResponse(request, "conflicts/cycle_page.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def plan_round(request: UserRequest, pk: int) -> HttpResponse:
    organisation = get_body_for(request.user, pk, "ask_for_declarations")
    form = RoundForm(request.POST or None)
    preview = None
    if request.method == "POST" and form.is_valid():
        draft = form.draft()
        with refusals_on(form):
            preview = _plan_or_preview(request, organisation, draft)
            if preview is None:
                # The clock would come in some minutes; whoever planned it today waits.
                ask_for_declarations.delay_on_commit()  # type: ignore[attr-defined] # no stub
                day = long_date(draft.opens_on)
                messages.success(request, f"“{draft.name}” opens on {day}.")
                return redirect("conflicts:cycle", organisation.pk)

    context = {
        "form": form,
        "title": "Plan a round of declarations",
        "caption": organisation.name,
        "button": "Plan the round",
        "tells_people": True,
        "preview": preview,
        **back_to(organisation),
    }
    return TemplateResponse(request, "conflicts/campaign_form.html", context)


@login_required
@require_POST
def round_letters(request: UserRequest, pk: int) -> HttpResponse:
    campaign = get_round_to_close(request.user, pk)
    if campaign.opened_at is not None or campaign.closed_at is not None:
        messages.error(request, "The round has opened or was closed: see its letters.")
        return redirect("conflicts:round", campaign.pk)
    moment = opening_moment(campaign.opens_on)
    opening = partial(open_as_planned, campaign, by=request.user, now=moment)
    context = {
        "campaign": campaign,
        "preview": preview_of(request, opening, at=moment),
        "back_url": reverse("conflicts:round", args=[pk]),
        "back_text": campaign.name,
    }
    return TemplateResponse(request, "conflicts/campaign_letters.html", context)


@login_required
@require_GET
def round_page(request: UserRequest, pk: int) -> HttpResponse:
    campaign = get_round_overseen(request.user, pk)
    organisation = campaign.organisation
    rows = campaign.requests.select_related("person", "answered_by").order_by(
        "answered_by", "dropped_at", "due_on", "person__family_name", "pk"
    )
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    may_ask = bool(door.may(request.user, "ask_for_declarations", organisation))
    letters = last_letters([row.pk for row in page.object_list])
    context = {
        "campaign": campaign,
        "state": round_state(campaign, clock.today()),
        "counts": _counted(Campaign.objects.filter(pk=pk)).get(),
        "table": requests_table(
            page.object_list, letters, request.GET, may_settle=may_ask
        ),
        "page": page,
        "query": request.GET,
        "may_close": may_ask and campaign.closed_at is None,
        "may_preview": may_ask and not (campaign.opened_at or campaign.closed_at),
        **back_to(organisation),
    }
    return TemplateResponse(request, "conflicts/campaign_page.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def close_round(request: UserRequest, pk: int) -> HttpResponse:
    campaign = get_round_to_close(request.user, pk)
    form = ReasonForm(
        request.POST or None,
        hint="Nobody is asked or reminded in this round any more.",
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            rounds.close(campaign=campaign, **form.cleaned_data, by=request.user)
            messages.success(request, f"“{campaign.name}” is closed.")
            return redirect("conflicts:round", campaign.pk)

    context = {
        "form": form,
        "title": "Close the round",
        "caption": campaign.name,
        "button": "Close the round",
        "back_url": reverse("conflicts:round", args=[pk]),
        "back_text": campaign.name,
    }
    return TemplateResponse(request, "conflicts/campaign_form.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def settle_request(request: UserRequest, pk: int) -> HttpResponse:
    asked = get_request_to_settle(request.user, pk)
    by_post = ByPostForm(request.POST if "on_0" in request.POST else None)
    dropping = ReasonForm(request.POST if "reason" in request.POST else None)
    form = dropping if dropping.is_bound else by_post
    if request.method == "POST" and form.is_valid():
        act = rounds.drop if form is dropping else rounds.record_asked_by_post
        with refusals_on(form):
            act(request=asked, **form.cleaned_data, by=request.user)
            done = "dropped" if form is dropping else "recorded as made by post"
            messages.success(request, f"The request to {asked.person} is {done}.")
            return redirect("conflicts:round", asked.campaign_id)

    context = {
        "asked": asked,
        "form": form,
        "by_post": by_post,
        "dropping": dropping,
        "back_url": reverse("conflicts:round", args=[asked.campaign_id]),
        "back_text": asked.campaign.name,
    }
    return TemplateResponse(request, "conflicts/campaign_request.html", context)


def _plan_or_preview(
    request: UserRequest, organisation: Organisation, draft: RoundDraft
) -> Preview | None:
    """Plan a round; or only show what letters the clock will send when it opens."""
    by, moment = request.user, opening_moment(draft.opens_on)

    def plan() -> Campaign:
        return rounds.plan(organisation=organisation, draft=draft, by=by)

    return do_or_preview(
        request,
        plan,
        rehearsal=lambda: open_as_planned(plan(), by=by, now=moment),
        at=moment,
    )


def _rounds_of(organisation: Organisation) -> QuerySet[Campaign]:
    return _counted(Campaign.objects.filter(organisation=organisation))


def _counted(campaigns: QuerySet[Campaign]) -> QuerySet[Campaign]:
    """Return the rounds with how many were asked, and how many have not answered."""
    waiting = Q(requests__answered_by=None, requests__dropped_at=None)
    return campaigns.annotate(
        asked=Count("requests"),
        answered=Count("requests", filter=Q(requests__answered_by__isnull=False)),
        dropped=Count("requests", filter=Q(requests__dropped_at__isnull=False)),
        unanswered=Count("requests", filter=waiting & Q(requests__isnull=False)),
    )
