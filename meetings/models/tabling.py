"""What was laid on the table at a meeting: by whom, when, and who took it."""

from __future__ import annotations

import pgtrigger
from django.db import models


class Tabling(models.Model):
    """One committee before which a paper was tabled, and whether it took it.

    Kept as it was recorded. Who records another adds it: the newest counts.
    """

    version = models.ForeignKey(
        "meetings.PaperVersion", on_delete=models.PROTECT, related_name="tablings"
    )
    sitting = models.ForeignKey(
        "meetings.Sitting", on_delete=models.PROTECT, related_name="tablings"
    )
    is_taken = models.BooleanField(help_text="The committee agreed to consider it.")
    tabled_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="tablings"
    )
    tabled_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["version", "sitting", "-pk"]
        # Who tabled it moves when two entries of a person are merged.
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="said_once", exclude=["tabled_by"]),
        ]

    def __str__(self) -> str:
        return f"{self.version}, tabled by {self.tabled_by}"
