"""The clock of the meetings room."""

from __future__ import annotations

from celery import shared_task

from core.actions import changes
from meetings.actions import reminders


@shared_task
def settle_changes() -> int:
    """Let every room catch up with what changed below it; say how many changes."""
    return changes.settle_pending(limit=1000)


@shared_task
def convert_papers() -> int:
    """Make PDF of the Office files that wait; say how many were taken up."""
    # The engines are heavy and only the worker needs them.
    from meetings.actions.office_work import convert_waiting

    return convert_waiting()


@shared_task
def plan_reminders() -> int:
    """Bring the reminders of every meeting ahead in line with what is so now."""
    return reminders.schedule_all()
