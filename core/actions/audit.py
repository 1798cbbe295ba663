"""Write the audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core import clock
from core.models import AuditEvent


if TYPE_CHECKING:
    from datetime import datetime

    from django.db import models


def record(
    event: str,
    *,
    target: models.Model,
    by: str,
    summary: str = "",
    details: dict[str, Any] | None = None,
    now: datetime | None = None,
) -> AuditEvent:
    """Write one audit event in the caller's transaction and return it.

    `event` is a noun and a past verb ("decision.recorded"), `by` a label a reader
    knows, `details` plain JSON.
    """
    return AuditEvent.objects.create(
        event=event,
        target_type=target._meta.label,
        target_key=str(target.pk),
        target_label=str(target)[:300],
        actor_label=by[:200],
        summary=summary,
        details=details or {},
        happened_at=now or clock.now(),
    )
