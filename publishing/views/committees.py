"""The public pages of committees: who sits, by what rules, and their interests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from committees.enums import CommitteeKind
from committees.facts.committees import seat_facts
from committees.rules.sentences import describe_terms
from core import clock
from core.web.tables import Column, Table
from publishing.facts.terms import describe_proceedings
from publishing.loaders.gatherings import (
    get_public_committee,
    public_committees,
    public_gatherings,
)


if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from committees.facts.committees import CommitteeFacts

LATEST = 5


@require_GET
def committee_list(request: HttpRequest) -> HttpResponse:
    context = {
        "committees": public_committees(),
        "back_url": reverse("publishing:home"),
        "back_text": "Meetings in public",
    }
    return TemplateResponse(request, "publishing/committee_list.html", context)


@require_GET
def committee_page(request: HttpRequest, slug: str) -> HttpResponse:
    committee = get_public_committee(slug)
    day = clock.today()
    facts = seat_facts(committee, day)
    is_over = _is_over(committee.disestablished_on, day)
    context = {
        "committee": committee,
        "kind": CommitteeKind(committee.kind).label,
        "organisations": committee.organisations.all(),
        "is_over": is_over,
        "register_url": reverse("publishing:register", args=[slug]),
        "terms": facts.terms,
        "seats": None if is_over else _seats_table(facts),
        "proceedings": describe_proceedings(facts.terms) if facts.terms else [],
        "quorum": describe_terms(facts.quorum),
        "gatherings": public_gatherings().filter(sittings__committee=committee)[
            :LATEST
        ],
        "back_url": reverse("publishing:committees"),
        "back_text": "Committees",
    }
    return TemplateResponse(request, "publishing/committee_page.html", context)


def _is_over(last_day: date | None, day: date) -> bool:
    return last_day is not None and last_day < day


def _seats_table(facts: CommitteeFacts) -> Table:
    return Table(
        caption="Who sits",
        columns=[Column("Seat"), Column("Held by"), Column("Vote")],
        rows=[
            [
                seat.title,
                seat.holder_name or "Vacant",
                "Yes" if seat.is_voting else "No",
            ]
            for seat in facts.seats
        ],
        first_is_heading=True,
        empty="No terms of reference are in force, so there are no seats.",
    )
