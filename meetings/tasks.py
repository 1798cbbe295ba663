"""The clock of the meetings room."""

from __future__ import annotations

from celery import shared_task

from core.actions import changes


@shared_task
def settle_changes() -> int:
    """Let every room catch up with what changed below it; say how many changes."""
    return changes.settle_pending(limit=1000)
