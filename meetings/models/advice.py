"""What the guardian advises the chair about one conflict."""

from __future__ import annotations

import pgtrigger
from django.db import models

from conflicts.enums import SourceKind


class ConflictAdvice(models.Model):
    """Advice on a conflict for one committee; kept as it was given, never taken back.

    Who thinks again gives further advice: the chair reads the newest first.
    """

    row = models.ForeignKey(
        "meetings.ConflictRow", on_delete=models.PROTECT, related_name="advice"
    )
    advisor = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="conflict_advice"
    )
    words = models.TextField()
    source = models.CharField(max_length=20, choices=SourceKind.choices())
    given_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["row", "-pk"]
        verbose_name_plural = "conflict advice"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(words=""), name="meetings_conflictadvice_words"
            )
        ]
        # The advisor moves when two entries of a person are merged.
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="said_once", exclude=["advisor"]),
        ]

    def __str__(self) -> str:
        return f"Advice of {self.advisor} on {self.given_on}"
