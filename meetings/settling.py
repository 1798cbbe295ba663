"""What this room does when something changed below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.actions.changes import EVERY_TOPIC, settles
from meetings.actions import merging
from meetings.actions.conflict_rows import settle_changes
from meetings.actions.late_rows import settle_late_seats
from people.actions.merged import merged_persons


if TYPE_CHECKING:
    from collections.abc import Sequence


@settles(EVERY_TOPIC)
def bring_rows_in_step(pairs: Sequence[tuple[str, str]]) -> None:
    """Bring the conflict rows of every open agenda in step with what moved.

    Whoever sat at a meeting that is over, through a seat entered late, is judged too.
    A merged person's part in meetings is moved first, so that the rows find it.
    """
    for duplicate, into in merged_persons(pairs):
        merging.move_to(duplicate=duplicate, into=into)
    settle_changes(pairs)
    settle_late_seats(pairs)
