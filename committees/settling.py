"""What this room does when two entries turn out to be one person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from committees.models import Appointment, Assistant, Deputy
from core.actions.changes import settles
from people.actions.merged import merged_persons, move_spans


if TYPE_CHECKING:
    from collections.abc import Sequence


@settles("person_merged")
def move_seats(pairs: Sequence[tuple[str, str]]) -> None:
    """Move what a duplicate holds, stands in for and reads for to who remains.

    Two entries never hold one seat on one day; each may have been named its deputy.
    """
    for duplicate, into in merged_persons(pairs):
        move_spans(Appointment, duplicate, into, alike=("seat_id",))
        move_spans(Deputy, duplicate, into, alike=("seat_id",))
        move_spans(Assistant, duplicate, into, alike=("appointment_id",))
