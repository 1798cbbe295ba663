"""How somebody wants to be written to and reminded."""

from __future__ import annotations

from django.db import models


class ReminderChoice(models.Model):
    """What holds of one person's letters; without a row each comes by mail, on its day.

    They say it themself; that letters go by post their officer may say as well.
    """

    person = models.OneToOneField(
        "people.Person", on_delete=models.PROTECT, related_name="reminder_choice"
    )
    is_weekly = models.BooleanField(
        default=False, help_text="All of a week in the letter of the first."
    )
    unwanted = models.JSONField(
        default=list, blank=True, help_text="Kinds of letter they do not want."
    )
    is_by_post = models.BooleanField(
        default=False, help_text="All letters by post, whatever mail address there is."
    )
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"How {self.person} is reminded"
