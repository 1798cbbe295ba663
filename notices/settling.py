"""What this room does when two entries turn out to be one person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.actions.changes import settles
from notices.actions.merging import turn_to
from people.actions.merged import merged_persons


if TYPE_CHECKING:
    from collections.abc import Sequence


@settles("person_merged")
def turn_letters(pairs: Sequence[tuple[str, str]]) -> None:
    """Turn the letters that wait for a duplicate to who remains."""
    for duplicate, into in merged_persons(pairs):
        turn_to(duplicate=duplicate, into=into)
