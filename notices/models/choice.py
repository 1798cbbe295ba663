"""How somebody wants to be reminded."""

from __future__ import annotations

from django.db import models


class ReminderChoice(models.Model):
    """What one person said of their reminders; without a row each comes on its day."""

    person = models.OneToOneField(
        "people.Person", on_delete=models.PROTECT, related_name="reminder_choice"
    )
    is_weekly = models.BooleanField(
        default=False, help_text="All of a week in the letter of the first."
    )
    unwanted = models.JSONField(
        default=list, blank=True, help_text="Kinds of letter they do not want."
    )
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"How {self.person} is reminded"
