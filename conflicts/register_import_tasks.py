"""The clock's errand for imports; the room's `tasks` takes it in by name."""

from __future__ import annotations

from celery import shared_task

from conflicts.actions.imports_working import work_on_imports


@shared_task(name="conflicts.tasks.work_on_register_imports")
def work_on_register_imports() -> int:
    """Check or load every register that waits; say how many were taken up."""
    return work_on_imports()
