"""A copy that was printed and put into the post."""

from __future__ import annotations

import pgtrigger
from django.db import models


class PackPosting(models.Model):
    """The day on which a copy went to its reader on paper, for ever."""

    copy = models.OneToOneField(
        "packs.PackCopy", on_delete=models.PROTECT, related_name="posting"
    )
    posted_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-posted_on", "-pk"]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.copy}, by post"
