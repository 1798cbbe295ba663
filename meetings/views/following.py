"""The room as those who chair follow it: read, never recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import reverse

from core.web.tables import Light
from meetings.facts.leaving import leaving_in
from meetings.facts.listening import listening_in
from meetings.facts.room import room_of
from meetings.outcomes import outcomes_of
from meetings.policies.gatherings import readable_items
from meetings.rules.reading import judge_title
from meetings.views.lights import (
    choices_of,
    chosen_among,
    light_of,
    presiding_line,
    sittings_at,
)
from people import door


if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpResponse

    from core.verdict import Verdict
    from meetings.facts.leaving import Leaving
    from meetings.facts.room import Room
    from meetings.models import Gathering, Item
    from people.requests import UserRequest

LISTENING = (
    "In the public seats, though the item is private and they were to leave: ask them "
    "out of the room"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One item as the chair follows it: who leaves, and what was decided."""

    item: Item
    number: str
    url: str
    leaving: Sequence[Leaving]
    outcomes: Sequence[str]


def follow(request: UserRequest, gathering: Gathering) -> HttpResponse:
    """Show the room to whoever chairs a committee of it, before and while it meets."""
    verdict = door.may(request.user, "watch", gathering)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    if request.method != "GET":
        refused = door.may(request.user, "record", gathering)
        raise PermissionDenied(refused.reason)
    facts = room_of(gathering)
    readable = readable_items(request.user, gathering)
    known = [one for one in facts.items if judge_title(readable[one.pk])]
    item = chosen_among(known, request.GET.get("item", ""))
    context = {
        "gathering": gathering,
        "item": item,
        "items": choices_of(facts, known),
        "has_begun": bool(facts.events),
        "lights": _lights(facts, item),
        "lines": _lines(facts, known, readable),
        **whereabouts(facts, item),
        "may_review": True,
        "back_url": reverse("meetings:gathering", args=[gathering.pk]),
        "back_text": "Agenda",
    }
    return TemplateResponse(request, "meetings/presence_following.html", context)


def whereabouts(facts: Room, item: Item | None) -> dict[str, Any]:
    """Say who takes part at an item, and who is missing or elsewhere."""
    where = facts.whereabouts(item)
    places = sorted(
        (name, where.place_of(person), person) for person, name in facts.names.items()
    )
    sittings = facts.in_scope(item) if item is not None else []
    listening = listening_in(facts, item, sittings) if item is not None else ()
    here = [(name, place.label) for name, place, _ in places if place.takes_part]
    return {
        "away": [
            (name, LISTENING if person in listening else place.label)
            for name, place, person in places
            if not place.takes_part
        ],
        "here": here,
        "here_summary": f"Taking part at this item: {len(here)}",
        "presiding": [presiding_line(facts, one, item) for one in sittings if item],
    }


def _lights(facts: Room, item: Item | None) -> list[Light]:
    """Show each committee's quorum at an item: as it is, or as it is expected."""
    if item is None:
        return [light_of(one, facts.quorum_now(one)) for one in facts.sittings]
    assess = facts.quorum if facts.events else facts.quorum_forecast
    return [light_of(one, assess(one, item)) for one in sittings_at(facts, item)]


def _lines(
    facts: Room, known: Sequence[Item], readable: Mapping[int, Verdict]
) -> list[Line]:
    """List the items at which somebody leaves or something was decided."""
    leaving = leaving_in(facts, known)
    outcomes = outcomes_of(facts.gathering)
    lines = [
        Line(
            item=one,
            number=facts.numbers[one.pk],
            url=reverse("decisions:item", args=[one.pk]) if readable[one.pk] else "",
            leaving=leaving.get(one.pk, ()),
            outcomes=outcomes.get(one.pk, ()) if readable[one.pk] else (),
        )
        for one in known
    ]
    return [one for one in lines if one.leaving or one.outcomes]
