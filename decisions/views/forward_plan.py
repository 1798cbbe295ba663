"""The forward plan: what waits for a date, and the quorum of the months to come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from committees.loaders import get_group_for, groups_for
from core import clock
from decisions.facts.waiting import waiting_for_a_date
from decisions.views.forward_plan_shown import (
    count_prospects,
    months_of,
    waiting_table,
)
from meetings.facts.forward_plan import agendas_planned, prospects_in
from meetings.loaders import require_looking_ahead
from meetings.rules.forward_plan import last_day_of_plan


if TYPE_CHECKING:
    from django.http import HttpResponse

    from committees.models import GroupInCommon
    from people.requests import UserRequest


@login_required
@require_GET
def forward_plan(request: UserRequest) -> HttpResponse:
    require_looking_ahead(request.user)
    context = {
        "groups": list(groups_for(request.user)),
        "back_url": reverse("meetings:gatherings"),
        "back_text": "Meetings",
    }
    return _plan(request, context)


@login_required
@require_GET
def forward_plan_of_group(request: UserRequest, slug: str) -> HttpResponse:
    group = get_group_for(request.user, slug)
    require_looking_ahead(request.user)
    context = {
        "group": group,
        "back_url": reverse("decisions:forward_plan"),
        "back_text": "Forward plan",
    }
    return _plan(request, context, group)


def _plan(
    request: UserRequest, context: dict[str, Any], group: GroupInCommon | None = None
) -> HttpResponse:
    today = clock.today()
    committees = None
    if group is not None:
        committees = list(group.committees.order_by().values_list("pk", flat=True))
    person_id = request.user.person_id
    waiting = waiting_for_a_date(person_id, today, committees=committees)
    agendas = [
        (agenda, prospects_in(agenda))
        for agenda in agendas_planned(person_id, today, committees=committees)
    ]
    context |= {
        "from_on": today,
        "to_on": last_day_of_plan(today),
        "waiting": waiting_table(waiting),
        "counts": count_prospects(items for _agenda, items in agendas),
        "months": months_of(agendas, waiting),
    }
    return TemplateResponse(request, "decisions/forward_plan.html", context)
