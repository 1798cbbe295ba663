"""What this room does when two entries turn out to be one person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflicts.actions.merging import move_to
from core.actions.changes import settles
from people.actions.merged import merged_persons


if TYPE_CHECKING:
    from collections.abc import Sequence


@settles("person_merged")
def move_declarations(pairs: Sequence[tuple[str, str]]) -> None:
    """Move what a duplicate declared, and what was asked of them, to who remains."""
    for duplicate, into in merged_persons(pairs):
        move_to(duplicate=duplicate, into=into)
