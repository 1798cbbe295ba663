"""What was done, by whom, to what: the trail that nobody can change."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import pgtrigger
from django.db import models


if TYPE_CHECKING:
    from typing import Self


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def about(self, target: models.Model) -> Self:
        """Return the events of one row, newest first."""
        return self.filter(
            target_type=target._meta.label, target_key=str(target.pk)
        ).order_by("-pk")

    def update(self, **_fields: object) -> NoReturn:
        """Refuse: the trail is append-only.

        Raises:
          TypeError: always.
        """
        raise TypeError("Audit events are never changed.")

    def delete(self) -> NoReturn:
        """Refuse: the trail is append-only.

        Raises:
          TypeError: always.
        """
        raise TypeError("Audit events are never deleted.")


class AuditEvent(models.Model):
    """One act, with labels and keys and no foreign keys, so that it outlives all."""

    event = models.CharField(max_length=80)
    target_type = models.CharField(max_length=80)
    target_key = models.CharField(max_length=80)
    target_label = models.CharField(max_length=300)
    actor_label = models.CharField(max_length=200)
    summary = models.TextField(blank=True, default="")
    details = models.JSONField(default=dict)
    happened_at = models.DateTimeField()

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["target_type", "target_key"], name="core_audit_target"
            ),
            models.Index(fields=["happened_at"], name="core_audit_happened"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.event}: {self.target_label}"
