"""The clock of the packs room."""

from __future__ import annotations

from celery import shared_task


@shared_task
def build_queued() -> int:
    """Build every pack that waits; say how many were taken up."""
    # The engine is heavy and only the worker needs it.
    from packs.actions.building import build_waiting

    return build_waiting()
