"""What this room does when something changed below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.actions.changes import EVERY_TOPIC, settles
from meetings.actions.conflict_rows import settle_changes


if TYPE_CHECKING:
    from collections.abc import Sequence


@settles(EVERY_TOPIC)
def bring_rows_in_step(pairs: Sequence[tuple[str, str]]) -> None:
    """Bring the conflict rows of every open agenda in step with what moved."""
    settle_changes(pairs)
