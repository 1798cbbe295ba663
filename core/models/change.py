"""A change row: how a lower room tells the upper ones that something moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models


if TYPE_CHECKING:
    from typing import Self


class ChangeQuerySet(models.QuerySet["Change"]):
    def pending(self) -> Self:
        """Return the changes nobody has settled yet, oldest first."""
        return self.filter(settled_at__isnull=True).order_by("pk")


class Change(models.Model):
    """Something moved (topic and key) and upper rooms have not yet caught up."""

    topic = models.CharField(max_length=60)
    key = models.CharField(max_length=80)
    happened_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["id"],
                name="core_change_pending",
                condition=models.Q(settled_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"
