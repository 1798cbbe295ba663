"""What somebody undertook to do, from which item, by when."""

from __future__ import annotations

import pgtrigger
from django.db import models


class Action(models.Model):
    """An action with an owner and a day; open until it is closed."""

    item = models.ForeignKey(
        "meetings.Item", on_delete=models.PROTECT, related_name="actions"
    )
    sitting = models.ForeignKey(
        "meetings.Sitting",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
    )
    description = models.TextField()
    owner = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="actions"
    )
    due_on = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.TextField(blank=True, default="")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, closed_by__isnull=True)
                | models.Q(closed_at__isnull=False, closed_by__isnull=False),
                name="decisions_action_closed_pair",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="said_once",
                fields=["item", "sitting", "description", "opened_at", "opened_by"],
            ),
        ]

    def __str__(self) -> str:
        return self.description
