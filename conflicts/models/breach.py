"""A possible breach of the rules on conflicts, for the guardian."""

from __future__ import annotations

from django.db import models


class Breach(models.Model):
    """A draft of what may have gone wrong; the guardian investigates and closes it."""

    about = models.CharField(
        max_length=120, unique=True, help_text="Key of what it is about."
    )
    organisation = models.ForeignKey(
        "commissioning.Organisation", on_delete=models.PROTECT, related_name="breaches"
    )
    happened_on = models.DateField()
    nature = models.TextField()
    drafted_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    learning = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["-happened_on", "-pk"]
        verbose_name_plural = "breaches"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, closed_by__isnull=True)
                | models.Q(closed_at__isnull=False, closed_by__isnull=False),
                name="conflicts_breach_closed_pair",
            )
        ]

    def __str__(self) -> str:
        return f"Breach draft of {self.happened_on}"
