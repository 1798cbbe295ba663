"""Training on conflicts of interest."""

from __future__ import annotations

from django.db import models


class TrainingCompletion(models.Model):
    """One person passed one module on a day; it expires on another."""

    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="training_completions"
    )
    module = models.CharField(max_length=20, help_text="Code in the rule set.")
    completed_on = models.DateField()
    expires_on = models.DateField()
    source = models.CharField(max_length=120, blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["person", "module", "-completed_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "module", "completed_on"],
                name="conflicts_training_once",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_on__gt=models.F("completed_on")),
                name="conflicts_training_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: module {self.module}, {self.completed_on}"
