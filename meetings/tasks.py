"""The clock of the meetings room."""

from __future__ import annotations

from celery import shared_task

from core.actions.changes import settle_next
from meetings.actions.conflict_rows import settle_changes as settle


@shared_task
def settle_changes() -> int:
    """Bring conflict rows in step with what lower rooms changed; say how many."""
    return settle_next(settle, limit=1000)
