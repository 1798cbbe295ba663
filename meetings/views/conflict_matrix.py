"""The conflict matrix: all conflicts of an agenda at one look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from conflicts.enums import Severity
from meetings.enums import ConflictState, PaperHandling, Participation
from meetings.loaders import get_gathering_to_review
from meetings.rules.matrix import RowFacts, matrix_of
from meetings.views.conflicts_known import conflicts_known_to


if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse

    from meetings.facts.conflicts import PersonOnItem
    from meetings.rules.matrix import Cells
    from people.models import Person
    from people.requests import UserRequest


@login_required
@require_GET
def conflict_matrix(request: UserRequest, pk: int) -> HttpResponse:
    gathering = get_gathering_to_review(request.user, pk)
    known = conflicts_known_to(request, gathering)
    cells = matrix_of(_facts(known))
    items = {one.item.pk: one.item for one in known if _key(one) in cells}
    people = _people(known, cells)
    context = {
        "gathering": gathering,
        "people": people,
        "rows": [
            (item, [(person, cells.get((item.pk, person.pk), ())) for person in people])
            for item in items.values()
        ],
        "waiting": sum(any(one.waits for one in cell) for cell in cells.values()),
        "back_url": reverse("meetings:conflicts", args=[gathering.pk]),
        "back_text": "Conflicts of interest",
    }
    return TemplateResponse(request, "meetings/conflict_matrix.html", context)


def _facts(known: Iterable[PersonOnItem]) -> Iterable[RowFacts]:
    for one in known:
        for row in one.rows:
            yield RowFacts(
                item_id=row.item_id,
                person_id=row.person_id,
                committee=row.sitting.committee.short_name,
                state=ConflictState(row.state),
                participation=Participation(row.participation)
                if row.participation
                else None,
                papers=PaperHandling(row.papers) if row.papers else None,
                severity=Severity(row.severity).label if row.severity else "",
            )


def _people(known: Iterable[PersonOnItem], cells: Cells) -> list[Person]:
    """Return those with a cell, by name."""
    found = {one.person.pk: one.person for one in known if _key(one) in cells}
    return sorted(found.values(), key=lambda each: (each.family_name, str(each)))


def _key(one: PersonOnItem) -> tuple[int, int]:
    return one.item.pk, one.person.pk
