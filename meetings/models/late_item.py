"""Why an item came to an agenda after notice had been given."""

from __future__ import annotations

import pgtrigger
from django.db import models

from conflicts.enums import SourceKind


class LateReason(models.Model):
    """A chair's reason why an item cannot wait; kept as it was given.

    Who gives another adds it: the newest counts.
    """

    item = models.ForeignKey(
        "meetings.Item", on_delete=models.PROTECT, related_name="late_reasons"
    )
    chair = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="late_reasons"
    )
    words = models.TextField()
    source = models.CharField(max_length=20, choices=SourceKind.choices())
    given_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["item", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(words=""), name="meetings_latereason_words"
            )
        ]
        # The chair moves when two entries of a person are merged.
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="said_once", exclude=["chair"]),
        ]

    def __str__(self) -> str:
        return f"{self.chair} on {self.given_on}: {self.words}"
