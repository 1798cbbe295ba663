"""What the conflicts of interest guardian decided, advised and attested."""

from __future__ import annotations

from django.db import models

from conflicts.enums import PublicationState
from conflicts.models.attestation import APPEND_ONLY


class PublicationDecision(models.Model):
    """The guardian's decision on what the public reads of an interest or an offer."""

    interest = models.ForeignKey(
        "conflicts.Interest",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="publication_decisions",
    )
    gift = models.ForeignKey(
        "conflicts.GiftOffer",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="publication_decisions",
    )
    state = models.CharField(max_length=30, choices=PublicationState.choices())
    reason = models.TextField()
    review_on = models.DateField(null=True, blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["interest", "gift", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(interest__isnull=True) ^ models.Q(gift__isnull=True),
                name="conflicts_decision_about_one",
            )
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.interest or self.gift}: {self.get_state_display()}"


class GuardianAdvice(models.Model):
    """A question to the guardian and the advice given on it."""

    organisation = models.ForeignKey(
        "commissioning.Organisation",
        on_delete=models.PROTECT,
        related_name="guardian_advice",
    )
    asked_by_words = models.CharField(
        max_length=200, help_text="Who asked; may be left general."
    )
    interest = models.ForeignKey(
        "conflicts.Interest",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="guardian_advice",
    )
    question = models.TextField()
    advice = models.TextField()
    given_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-given_on", "-pk"]
        verbose_name_plural = "guardian advice"
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"Advice of {self.given_on}"


class GuardianAttestation(models.Model):
    """The guardian's yearly attestation to NHS England, with the figures it rests on."""

    organisation = models.ForeignKey(
        "commissioning.Organisation",
        on_delete=models.PROTECT,
        related_name="guardian_attestations",
    )
    first_day = models.DateField()
    last_day = models.DateField()
    figures = models.JSONField(help_text="As counted when it was made.")
    statement = models.TextField()
    exceptions = models.TextField(blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-last_day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="conflicts_guardian_year_in_order",
            )
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"Attestation of {self.organisation}, to {self.last_day}"
