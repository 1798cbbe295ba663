"""How what is done about an interest came to be agreed."""

from __future__ import annotations

from django.db import models

from conflicts.enums import ReviewAct
from conflicts.models.attestation import APPEND_ONLY


class Review(models.Model):
    """A question, an answer, or the agreement on what is done about an interest."""

    interest = models.ForeignKey(
        "conflicts.Interest", on_delete=models.PROTECT, related_name="reviews"
    )
    version = models.PositiveIntegerField()
    act = models.CharField(max_length=12, choices=ReviewAct.choices())
    words = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["interest", "pk"]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.interest}"
