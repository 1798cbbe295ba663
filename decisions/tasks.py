"""The clock of the decisions room."""

from __future__ import annotations

from celery import shared_task

from decisions.actions import reminders


@shared_task
def plan_reminders() -> int:
    """Bring the reminders of minutes and of actions in line with what is so now."""
    return reminders.schedule_all()
