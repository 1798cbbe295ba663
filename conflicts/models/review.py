"""How what is done about an interest came to be agreed, and what was asked of gifts."""

from __future__ import annotations

from django.db import models

from conflicts.enums import ReviewAct
from conflicts.models.attestation import APPEND_ONLY


class Review(models.Model):
    """A question, an answer, or the agreement on what is done about an interest.

    Or a question about an offer of a gift, and its answer.
    """

    interest = models.ForeignKey(
        "conflicts.Interest",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reviews",
    )
    gift = models.ForeignKey(
        "conflicts.GiftOffer",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reviews",
    )
    version = models.PositiveIntegerField(
        default=1, help_text="Of the interest; an offer has only one."
    )
    act = models.CharField(max_length=12, choices=ReviewAct.choices())
    words = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["interest", "gift", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(interest__isnull=True) ^ models.Q(gift__isnull=True),
                name="conflicts_review_about_one",
            )
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.interest or self.gift}"
