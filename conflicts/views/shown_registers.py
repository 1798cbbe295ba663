"""Registers as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from conflicts.enums import PublicationState
from conflicts.views.shown import declared_cell, held, kind_of
from core.web.tables import Cell, Column, Table


if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from django.http import QueryDict

    from conflicts.models import Interest


def register_table(
    interests: Iterable[Interest], positions: Mapping[int, str], query: QueryDict
) -> Table:
    """Return a register as the guidance lists it, and when each was declared."""
    return Table(
        caption="Interests",
        columns=[
            Column("Name"),
            Column("Organisation"),
            Column("Nature of interest"),
            Column("Kind"),
            Column("Held"),
            Column("Action taken"),
            Column("Declared"),
        ],
        rows=[
            _register_row(row, positions.get(row.person_id, "")) for row in interests
        ],
        first_is_heading=True,
        query=query,
        empty="No interest matches.",
    )


def _register_row(row: Interest, position: str) -> list[Any]:
    person_url = reverse("conflicts:person_interests", args=[row.person_id])
    return [
        Cell(str(row.person), person_url, note=position),
        Cell(row.concern, reverse("conflicts:interest", args=[row.pk])),
        Cell(row.description, **_published(row)),
        kind_of(row),
        held(row),
        row.mitigation or "None recorded",
        declared_cell(row),
    ]


def _published(interest: Interest) -> dict[str, Any]:
    if interest.publication == PublicationState.PUBLISH:
        return {}
    return {"tag": PublicationState(interest.publication).label, "colour": "grey"}
