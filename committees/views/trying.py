"""The page on which a quorum is tried out: who would be enough? Nothing is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from committees.facts.committees import version_facts_on
from committees.forms.trying import TryForm, everybody
from committees.loaders import get_committee_for, get_version_or_404
from committees.rules.presiding import who_presides
from committees.rules.quorum import assess_quorum
from committees.rules.sentences import describe_terms
from committees.rules.smallest import smallest_rooms
from core import clock
from core.web.tables import Cell, Column, Light, Table


if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpResponse

    from committees.rules.quorum_result import QuorumResult
    from committees.views.requests import UserRequest
    from people.values import PersonId


@login_required
@require_GET
def try_quorum(request: UserRequest, slug: str, version: int) -> HttpResponse:
    committee = get_committee_for(request.user, slug)
    terms = get_version_or_404(committee, version)
    day = max(clock.today(), terms.effective_from)
    facts = version_facts_on(terms, day)
    form = TryForm(request.GET or None, facts=facts)
    examples = smallest_rooms(facts.quorum, everybody(facts))
    context = {
        "committee": committee,
        "terms": terms,
        "day": day,
        "form": form,
        "sentences": describe_terms(facts.quorum),
        "examples": [[seat.title for seat in room] for room in examples],
        # The title of the seat stands above both questions.
        "row": {"hidden_label": True, "optional": ""},
        "small": {"hidden_label": True, "optional": "", "small": True, "inline": True},
        **(_answer(form, committee.short_name) if form.is_valid() else {}),
        "back_url": reverse("committees:terms", args=[committee.slug, version]),
        "back_text": f"Version {version} of the terms",
    }
    return TemplateResponse(request, "committees/try_page.html", context)


def _answer(form: TryForm, name: str) -> dict[str, Any]:
    """Return what the rule says of the room that a valid form describes."""
    room = form.room
    result = assess_quorum(form.facts.quorum, room, excluded=form.excluded)
    names: dict[PersonId | None, str] = {seat.present: seat.who for seat in room}
    presiding = who_presides(
        room,
        excluded=form.excluded,
        deputies_vote=form.facts.quorum.deputies_vote,
    )
    return {
        "result": result,
        "lights": [
            Light(
                name=name,
                state=_state(result),
                figures=f"{result.counted_votes} with a vote counted",
                missing=result.reasons,
            )
        ],
        "table": _counted_table(result),
        "presides": names[presiding.person] if presiding.person else "",
        "why_presides": presiding.reason,
    }


def _state(result: QuorumResult) -> str:
    if not result.is_quorate:
        return "unmet"
    return "close" if result.fragile else "met"


def _counted_table(result: QuorumResult) -> Table:
    lost = {seat.seat_id for seat in result.fragile}
    rows = [
        [
            Cell(seat.title),
            Cell(seat.name),
            Cell(
                tag="Counted",
                colour="green",
                note="The quorum is lost if they leave" if seat.seat_id in lost else "",
            ),
        ]
        for seat in result.counted
    ]
    rows += [
        [
            Cell(seat.title),
            Cell(seat.name),
            Cell(tag="Not counted", colour="grey", note=seat.why),
        ]
        for seat in result.not_counted
    ]
    return Table(
        caption="Who is counted",
        columns=[Column("Seat"), Column("Who"), Column("Counted?")],
        rows=rows,
        first_is_heading=True,
    )
