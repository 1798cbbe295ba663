"""Who has had which version of a paper open: first times, for ever."""

from __future__ import annotations

import pgtrigger
from django.db import models

from meetings.enums import ReadingWay


class PaperReading(models.Model):
    """The first time a person had a version of a paper open, in one way of opening it.

    What somebody has read cannot be taken back: whatever is withheld later, the minutes
    and whoever rules must know that it was in their hands before.
    """

    version = models.ForeignKey(
        "meetings.PaperVersion", on_delete=models.PROTECT, related_name="readings"
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="paper_readings"
    )
    way = models.CharField(max_length=10, choices=ReadingWay.choices())
    opened_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["version", "opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "person", "way"], name="meetings_paperreading_first"
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} opened {self.version}"
