"""Write the audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core import clock
from core.models import AuditEvent


if TYPE_CHECKING:
    from collections.abc import Iterable
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
    written = written_down(
        event, target=target, by=by, summary=summary, details=details, now=now
    )
    written.save()
    return written


def record_all(events: Iterable[AuditEvent]) -> None:
    """Write many events of `written_down` in their order, a statement a thousand."""
    AuditEvent.objects.bulk_create(events, batch_size=1000)


def written_down(
    event: str,
    *,
    target: models.Model,
    by: str,
    summary: str = "",
    details: dict[str, Any] | None = None,
    now: datetime | None = None,
) -> AuditEvent:
    """Return the audit event that `record` would write, for `record_all` to write."""
    return AuditEvent(
        event=event,
        target_type=target._meta.label,
        target_key=str(target.pk),
        target_label=label_of(target),
        actor_label=by[:200],
        summary=summary,
        details=details or {},
        happened_at=now or clock.now(),
    )


def label_of(target: models.Model) -> str:
    """Return how the trail names a row: what may be purged one day is not in it.

    A model says so by `audit_label`; the others are named as everywhere.
    """
    return str(getattr(target, "audit_label", target))[:300]
