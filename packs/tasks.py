"""The clock of the packs room."""

from __future__ import annotations

from celery import shared_task


@shared_task
def build_queued() -> int:
    """Build every pack that waits; say how many were taken up.

    Before that, copies that give what was withheld since are taken back, and after it
    their readers get others.
    """
    # The engine is heavy and only the worker needs it.
    from packs.actions.building import build_waiting
    from packs.actions.recalls import recall_confirmed
    from packs.actions.replacing import replace_waiting

    recall_confirmed()
    return build_waiting() + replace_waiting()
