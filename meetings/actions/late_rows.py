"""Conflicts opened late: of whoever turns out to have been at a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from core import clock
from meetings.actions.conflict_rows import bring_in_step, open_row, say_late
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
        .prefetch_related("grounds")
    }
    opened = 0
    for key, wanted in expected_rows(items).items():
        if wanted.person_id not in people:
            continue
        row = known.get(key)
        if row is None:
            open_row(wanted, late_at=clock.now())
        elif row.state == ConflictState.LAPSED:
            bring_in_step(row, wanted)
            say_late(row)
        else:
            continue
        opened += 1
    return opened


def settle_late_seats(pairs: Iterable[tuple[str, str]]) -> None:
    """Do so for whoever was present through a seat that changed (topic, key)."""
    seats = {
        int(key) for topic, key in pairs if topic == "appointment" and key.isdecimal()
    }
    if seats:
        for gathering, people in present_through(seats).items():
            settle_late(gathering, people)
