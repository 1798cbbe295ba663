"""Pages that say from what somebody would be excluded if they were appointed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from committees.loaders import persons_found
from conflicts.loaders.interests import get_person_for
from core import clock
from core.web.dates import long_date
from core.web.tables import Cell, Column, Table
from meetings.facts.forward_plan import agendas_planned
from meetings.facts.if_appointed import if_appointed
from meetings.loaders import require_looking_ahead
from meetings.rules.forward_plan import last_day_of_plan
from meetings.rules.standing_rulings import words_of_treatment
from meetings.views.shown import url_or_nothing
from people import door


if TYPE_CHECKING:
    from django.http import HttpResponse

    from meetings.facts.if_appointed import IfAppointed, Share, Touched
    from people.models import Person
    from people.requests import UserRequest

MOST_FOUND = 20


@login_required
@require_GET
def choose_person(request: UserRequest) -> HttpResponse:
    require_looking_ahead(request.user)
    words = request.GET.get("q", "").strip()
    found = list(persons_found(words)[: MOST_FOUND + 1])
    mine = [one for one in found[:MOST_FOUND] if _may_read(request, one)]
    context = {
        "words": words,
        "persons": mine,
        "has_more": len(found) > MOST_FOUND,
        "back_url": url_or_nothing("decisions:forward_plan"),
        "back_text": "Forward plan",
    }
    return TemplateResponse(request, "meetings/if_appointed_choose.html", context)


@login_required
@require_GET
def appointed(request: UserRequest, person_pk: int) -> HttpResponse:
    require_looking_ahead(request.user)
    person = get_person_for(request.user, person_pk)
    today = clock.today()
    agendas = agendas_planned(request.user.person_id, today)
    found = if_appointed(person, agendas, today)
    context = {
        "person": person,
        "found": found,
        "from_on": today,
        "to_on": last_day_of_plan(today),
        "shares": _shares(found),
        "touched": _touched(found),
        "back_url": reverse("meetings:if_appointed"),
        "back_text": "Choose another person",
    }
    return TemplateResponse(request, "meetings/if_appointed.html", context)


def _may_read(request: UserRequest, person: Person) -> bool:
    """Ask for the few that were found: whose interests the reader may not see is out."""
    return bool(door.may(request.user, "read_interests", person))


def _shares(found: IfAppointed) -> Table:
    return Table(
        caption="For each committee",
        columns=[
            Column("Committee"),
            Column("Items to decide", numeric=True),
            Column("Excluded from", numeric=True),
            Column("Per cent", numeric=True),
        ],
        rows=[_share_row(one.name, share) for one, share in found.by_committee],
        first_is_heading=True,
    )


def _share_row(name: str, share: Share) -> list[object]:
    return [name, share.decided, share.excluded, share.percent]


def _touched(found: IfAppointed) -> Table:
    return Table(
        caption="Items that the interests touch",
        columns=[
            Column("Item"),
            Column("Committees"),
            Column("Why"),
            Column("What would be proposed"),
        ],
        rows=[_touched_row(one) for one in found.touched],
        first_is_heading=True,
        empty="No interest on the register touches an item that is to be decided.",
    )


def _touched_row(one: Touched) -> list[object]:
    treatment = one.treatment
    words = words_of_treatment(treatment.participation, treatment.papers)
    tag, colour = ("Excluded", "red") if one.is_excluded else ("Takes part", "green")
    return [
        Cell(
            str(one.item),
            url=reverse("meetings:item", args=[one.item.pk]) if one.is_readable else "",
            note=f"Agenda of {long_date(one.gathering.held_on)}",
        ),
        ", ".join(each.short_name for each in one.committees),
        " ".join(one.reasons),
        Cell(tag=tag, colour=colour, note=f"{words[:1].upper()}{words[1:]}"),
    ]
