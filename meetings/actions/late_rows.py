"""Conflicts opened late: of whoever turns out to have been at a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from core import clock
from meetings.actions.row_book import RowBook
from meetings.actions.row_steps import bring_in_step, open_rows
from meetings.enums import ConflictState
from meetings.facts.matching import expected_rows
from meetings.facts.touched import OVER_STATES, present_through
from meetings.models import ConflictRow, Item


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from meetings.models import Gathering


@transaction.atomic
def settle_late(gathering: Gathering, people: Collection[int]) -> int:
    """Open the rows that people (ids) whose presence is recorded now should have had.

    For a meeting that is over: rows that were known stay as they were, and so does what
    was decided; the new ones say that they came to light late. Safe to repeat. Call
    inside the action's transaction. Returns how many rows were opened.
    """
    if gathering.state not in OVER_STATES or not people:
        return 0
    items = list(
        Item.objects.matters()
        .select_for_update(of=("self",))
        .filter(gathering=gathering, is_withdrawn=False)
        .select_related("gathering")
        .order_by("pk")
    )
    known = {
        (row.item_id, row.sitting_id, row.person_id): row
        for row in ConflictRow.objects.filter(item__in=items, person__in=people)
        .select_for_update(of=("self",))
        .select_related("item", "person", "ruled_by")
        .prefetch_related("grounds")
    }
    expected = {
        key: wanted
        for key, wanted in expected_rows(items).items()
        if wanted.person_id in people
    }
    lapsed = [
        row
        for key, row in known.items()
        if key in expected and row.state == ConflictState.LAPSED
    ]
    book, late_at = RowBook(), clock.now()
    opened = open_rows(
        book,
        [wanted for key, wanted in expected.items() if key not in known],
        {item.pk: item for item in items},
        late_at=late_at,
    )
    for row in bring_in_step(book, lapsed, expected):
        row.found_late_at = late_at
        opened.append(row)
    book.write()
    return len(opened)


def settle_late_seats(pairs: Iterable[tuple[str, str]]) -> None:
    """Do so for whoever was present through a seat that changed (topic, key)."""
    seats = {
        int(key) for topic, key in pairs if topic == "appointment" and key.isdecimal()
    }
    if seats:
        for gathering, people in present_through(seats).items():
            settle_late(gathering, people)
