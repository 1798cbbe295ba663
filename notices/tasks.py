"""The clock of letters."""

from __future__ import annotations

from celery import shared_task

from notices.actions import dispatch


@shared_task(name="notices.tasks.send_due_letters")
def send_due_letters() -> int:
    """Send every letter that is due."""
    return dispatch.send_due()
