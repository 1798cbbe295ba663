"""The clock of the conflicts room."""

from __future__ import annotations

from celery import shared_task

from conflicts.actions.cycle_rounds import advance_rounds
from conflicts.actions.imports_working import work_on_imports


@shared_task
def ask_for_declarations() -> int:
    """Open rounds whose day has come, take people in and let them go; say how many."""
    return advance_rounds()


@shared_task
def work_on_register_imports() -> int:
    """Check or load every register that waits; say how many were taken up."""
    return work_on_imports()
