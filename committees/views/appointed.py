"""Who sits, against what is asked; whose term ends, and what would fail then."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from committees.facts.appointed import appointed_on, spans_of
from committees.facts.committees import seat_facts
from committees.forms.bodies import AheadForm
from committees.loaders import get_committee_for
from committees.rules.appointed import (
    WHAT_TO_DO,
    check_appointed,
    endings,
    forecast,
    with_everybody,
)
from committees.rules.composition import check_composition
from core import clock
from core.web.dates import long_date
from core.web.tables import Cell, Column, Table
from people import door


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from typing import Any

    from django.http import HttpResponse

    from committees.facts.committees import CommitteeFacts
    from committees.models import Committee
    from committees.rules.appointed import Appointed, Ending
    from committees.rules.composition import Finding
    from committees.views.requests import UserRequest


@login_required
@require_GET
def who_sits(request: UserRequest, slug: str) -> HttpResponse:
    committee = get_committee_for(request.user, slug)
    asked = AheadForm(request.GET if request.GET else None)
    day, until = asked.period
    facts = seat_facts(committee, day)
    appointed = appointed_on(committee, facts, day)
    context = {
        "committee": committee,
        "day": day,
        "until": until,
        "is_today": day == clock.today(),
        "facts": facts,
        "form": asked if asked.errors else AheadForm(initial=asked.shown),
        "may_change": bool(door.may(request.user, "administer", committee)),
        **(_found(committee, facts, appointed, day, until) if appointed else {}),
        "back_url": reverse("committees:committee", args=[committee.slug]),
        "back_text": committee.short_name,
    }
    return TemplateResponse(request, "committees/who_sits_page.html", context)


def findings_table(facts: CommitteeFacts, appointed: Appointed) -> Table:
    """Return what is not as asked of those who sit, whence, and what to do."""
    reason = facts.terms.departure_reason if facts.terms else ""
    in_terms = {each.sentence for each in check_composition(appointed.composition)}
    rows = []
    for finding in check_appointed(appointed):
        explained = reason if finding.sentence in in_terms else ""
        rows.append(_finding_row(finding, explained))
    return Table(
        caption="What is not as asked",
        columns=[Column("What"), Column("Where it is from"), Column("What to do")],
        rows=rows,
    )


def _finding_row(finding: Finding, explained: str) -> list[Cell]:
    if finding.is_hard:
        what = Cell(finding.sentence, tag="Must be mended", colour="red")
    else:
        what = Cell(finding.sentence)
    to_do = Cell(WHAT_TO_DO[finding.code])
    if explained and not finding.is_hard:
        to_do = Cell("Nothing: the terms say why.", note=explained)
    return [what, Cell(finding.source), to_do]


def _found(
    committee: Committee,
    facts: CommitteeFacts,
    appointed: Appointed,
    day: date,
    until: date,
) -> dict[str, Any]:
    spans = spans_of(facts, day=day, until=until)
    result = with_everybody(appointed)
    return {
        "findings": findings_table(facts, appointed),
        "nobody_to_spare": [seat.title for seat in result.fragile],
        "endings": _endings_table(
            committee, endings(facts.seats, spans, day=day, until=until)
        ),
        "forecasts": [
            replace(each, findings=_worst_first(each.findings))
            for each in forecast(appointed, spans, day=day, until=until)
        ],
    }


def _worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda each: not each.is_hard))


def _endings_table(committee: Committee, ending: Iterable[Ending]) -> Table:
    rows = []
    for each in ending:
        url = reverse("committees:seat", args=[committee.slug, each.span.seat_id])
        seat = f"{each.title} (deputy)" if each.span.is_deputy else each.title
        follows = Cell(each.successor) if each.successor else _nobody(each)
        rows.append(
            [Cell(seat, url), each.span.name, long_date(each.last_day), follows]
        )
    return Table(
        caption="Terms of office that end",
        columns=[
            Column("Seat"),
            Column("Who"),
            Column("Last day"),
            Column("Who follows"),
        ],
        rows=rows,
        first_is_heading=True,
    )


def _nobody(ending: Ending) -> Cell:
    return Cell(tag="Nobody yet", colour="grey" if ending.span.is_deputy else "orange")
