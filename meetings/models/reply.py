"""What somebody answered to the invitation to one sitting."""

from __future__ import annotations

from django.db import models

from conflicts.enums import SourceKind
from meetings.enums import ReplyAnswer


class Reply(models.Model):
    """The last answer of a seat's holder to the invitation; the audit keeps earlier ones.

    What follows from it (apologies, a deputy) is an attendance of its own.
    """

    sitting = models.ForeignKey(
        "meetings.Sitting", on_delete=models.PROTECT, related_name="replies"
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="replies"
    )
    answer = models.CharField(max_length=20, choices=ReplyAnswer.choices())
    source = models.CharField(max_length=20, choices=SourceKind.choices())
    replied_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["sitting", "person"]
        verbose_name_plural = "replies"
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "person"], name="meetings_reply_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_answer_display()}"
