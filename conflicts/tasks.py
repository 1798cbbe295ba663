"""The clock of the conflicts room."""

from __future__ import annotations

from celery import shared_task

from conflicts.actions.cycle_rounds import advance_rounds
from conflicts.register_import_tasks import work_on_register_imports


__all__ = ["ask_for_declarations", "work_on_register_imports"]


@shared_task
def ask_for_declarations() -> int:
    """Open rounds whose day has come, take people in and let them go; say how many."""
    return advance_rounds()
