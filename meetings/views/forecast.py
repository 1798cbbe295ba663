"""Pages on which the quorum is forecast, and a way out is chosen where it fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from committees.enums import RemedyKind
from committees.rules.quorum_result import QuorumResult
from committees.rules.sentences import listed
from core.web.forms import refusals_on
from meetings.actions import remedies
from meetings.actions.remedies import Choice
from meetings.facts.forecast import Forecast, ItemForecast, SittingForecast, forecast_of
from meetings.facts.remedies import deciders_of, pools_kept_by, remedies_of
from meetings.facts.touched import CLOSED_STATES
from meetings.forms.ways_out import ReasonForm, WayOutForm
from meetings.loaders import get_gathering_to_review
from meetings.models import Item, ItemScope, QuorumCheck, Remedy, Sitting
from meetings.policies.gatherings import readable_items
from meetings.rules.reading import judge_title
from meetings.views.forecast_shown import forecast_table, light_word
from people import door


if TYPE_CHECKING:
    from django.http import HttpResponse

    from meetings.models import Gathering
    from meetings.rules.remedies import Route
    from people.requests import UserRequest


@dataclass(frozen=True, slots=True)
class Spot:
    """One committee at one item of a forecast: where a page of this file stands."""

    forecast: Forecast
    line: ItemForecast
    cell: SittingForecast
    scope: ItemScope

    @property
    def item(self) -> Item:
        return self.line.item

    @property
    def sitting(self) -> Sitting:
        return self.cell.sitting

    @property
    def url(self) -> str:
        where = [self.item.gathering_id, self.item.pk, self.sitting.pk]
        return reverse("meetings:forecast_sitting", args=where)


@login_required
@require_GET
def forecast(request: UserRequest, pk: int) -> HttpResponse:
    gathering = get_gathering_to_review(request.user, pk)
    found = forecast_of(gathering)
    lines = _known(request, gathering, found)
    troubled = [
        (line, cell) for line in lines for cell in line.sittings if cell.is_in_trouble
    ]
    context = {
        "gathering": gathering,
        "table": forecast_table(found, lines),
        "is_quorate": not troubled,
        "has_items": bool(lines),
        "has_begun": bool(found.room.events),
        "is_over": gathering.state in CLOSED_STATES,
        "troubled": len(troubled),
        "unanswered": sorted(
            {name for line in lines for one in line.sittings for name in one.unanswered}
        ),
        "only_room": listed(_only_in_room(found), "and"),
        "pools": pools_kept_by(request.user.person_id, gathering),
        "back_url": reverse("meetings:gathering", args=[pk]),
        "back_text": "Agenda",
    }
    return TemplateResponse(request, "meetings/forecast_page.html", context)


def _only_in_room(found: Forecast) -> list[str]:
    """Name the committees whose terms count nobody who joins remotely."""
    return [
        one.committee.short_name
        for one in found.room.sittings
        if not found.room.committee_of(one).quorum.remote_counts
    ]


@login_required
@require_GET
def forecast_sitting(
    request: UserRequest, pk: int, item_pk: int, sitting_pk: int
) -> HttpResponse:
    spot = _spot(request, pk, item_pk, sitting_pk)
    may_choose = door.may(request.user, "find_way", spot.scope)
    is_open = spot.forecast.room.gathering.state not in CLOSED_STATES
    # Who might help is the business of those who may ask them.
    is_mine = is_open and bool(may_choose)
    routes = _routes(spot) if spot.cell.is_in_trouble and is_mine else ()
    context = {
        "gathering": spot.forecast.room.gathering,
        "spot": spot,
        "result": spot.cell.result,
        "word": light_word(spot.cell),
        "has_begun": bool(spot.forecast.room.events),
        "open_routes": [one for one in routes if one.is_open],
        "closed_routes": [one for one in routes if not one.is_open],
        "may_choose": may_choose,
        "needs_a_way": spot.cell.is_in_trouble and is_open,
        "may_edit": bool(door.may(request.user, "edit", spot.item.gathering)),
        "chosen": [
            (one, _given(one), not RemedyKind(one.kind).changes_agenda)
            for one in spot.cell.remedies
        ],
        "is_open": is_open,
        "checks": _checks(spot),
        "back_url": reverse("meetings:forecast", args=[pk]),
        "back_text": "Quorum forecast",
    }
    return TemplateResponse(request, "meetings/forecast_sitting.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def choose_way(
    request: UserRequest, pk: int, item_pk: int, sitting_pk: int, key: str
) -> HttpResponse:
    spot = _spot(request, pk, item_pk, sitting_pk)
    _refuse_unless_may_choose(request, spot)
    route = next((one for one in _routes(spot) if one.key == key), None)
    if route is None or not route.is_open:
        messages.info(request, route.closed if route else "This way is not open now.")
        return redirect(spot.url)
    form = _form(request, spot, route)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            done = remedies.choose(
                item=spot.item,
                sitting=spot.sitting,
                choice=Choice(key=key, **form.said(request.user.person)),
                by=request.user,
            )
            messages.success(request, f"Done: {done.words}.")
            return redirect(spot.url)
    context = {"spot": spot, "route": route, "form": form, "back_url": spot.url}
    return TemplateResponse(
        request,
        "meetings/forecast_choose.html",
        {**context, "back_text": "Ways out"},
    )


@login_required
@require_http_methods(["GET", "POST"])
def take_back(request: UserRequest, pk: int, remedy_pk: int) -> HttpResponse:
    remedy = get_object_or_404(
        Remedy.objects.standing(), pk=remedy_pk, sitting__gathering=pk
    )
    spot = _spot(request, pk, remedy.item_id, remedy.sitting_id)
    _refuse_unless_may_choose(request, spot)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            remedies.take_back(
                remedy=remedy, reason=form.cleaned_data["reason"], by=request.user
            )
            messages.success(request, f"Taken back: {remedy.words}.")
            return redirect(spot.url)
    context = {"spot": spot, "remedy": remedy, "form": form, "back_url": spot.url}
    return TemplateResponse(
        request,
        "meetings/forecast_take_back.html",
        {**context, "back_text": "Ways out"},
    )


def _known(
    request: UserRequest, gathering: Gathering, found: Forecast
) -> list[ItemForecast]:
    """Return the lines of items of which the reader may know."""
    readable = readable_items(request.user, gathering)
    return [one for one in found.items if judge_title(readable[one.item.pk])]


def _spot(request: UserRequest, pk: int, item_pk: int, sitting_pk: int) -> Spot:
    gathering = get_gathering_to_review(request.user, pk)
    found = forecast_of(gathering)
    for line in _known(request, gathering, found):
        for cell in line.sittings:
            if (line.item.pk, cell.sitting.pk) == (item_pk, sitting_pk):
                scope = ItemScope.objects.get(item=item_pk, sitting=sitting_pk)
                scope.item, scope.sitting = line.item, cell.sitting
                scope.sitting.gathering = gathering
                return Spot(found, line, cell, scope)
    raise Http404


def _checks(spot: Spot) -> list[tuple[QuorumCheck, QuorumResult]]:
    """Return what was kept of the quorum: for the item, and at the start for none."""
    rows = QuorumCheck.objects.filter(sitting=spot.sitting).filter(
        Q(item=spot.item) | Q(item=None)
    )
    return [
        (row, QuorumResult.from_json(row.result))
        for row in rows.order_by("checked_at", "pk")
    ]


def _routes(spot: Spot) -> tuple[Route, ...]:
    return remedies_of(spot.forecast.room, spot.sitting, spot.item)


def _refuse_unless_may_choose(request: UserRequest, spot: Spot) -> None:
    verdict = door.may(request.user, "find_way", spot.scope)
    if not verdict:
        raise PermissionDenied(verdict.reason)


def _form(request: UserRequest, spot: Spot, route: Route) -> WayOutForm:
    deciders = deciders_of(spot.sitting, spot.item)
    shown: dict[str, Any] = {}
    if route.kind is RemedyKind.SPLIT:
        subjects = list(spot.item.subjects.select_related("organisation"))
        shown["subjects"] = [(one.pk, str(one)) for one in subjects]
    return WayOutForm(
        request.POST if request.method == "POST" else None,
        deciders=[(one.pk, str(one)) for one in deciders],
        is_own=request.user.person in deciders,
        initial={"subjects": list(route.subjects)},
        **shown,
    )


def _given(remedy: Remedy) -> QuorumResult | None:
    return QuorumResult.from_json(remedy.result) if remedy.result else None
