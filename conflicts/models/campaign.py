"""Rounds in which declarations are asked for, and who was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from conflicts.enums import CampaignKind


if TYPE_CHECKING:
    from typing import Self


class Campaign(models.Model):
    """One round of a body: everybody due by a day is asked, and reminded until then.

    Yearly rounds open on their day for all who are due; the round on appointment and
    the round on a change of role stay open and take in people as they come.
    """

    organisation = models.ForeignKey(
        "commissioning.Organisation", on_delete=models.PROTECT, related_name="campaigns"
    )
    kind = models.CharField(max_length=12, choices=CampaignKind.choices())
    name = models.CharField(max_length=120)
    opens_on = models.DateField()
    answer_within_days = models.PositiveSmallIntegerField(default=28)
    remind_days_before = models.JSONField(
        default=list, help_text="Days before the last day; negative after it."
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "opens_on"],
                name="conflicts_campaign_once_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True)
                | models.Q(opened_at__isnull=False),
                name="conflicts_campaign_opened_before_closed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.organisation}"


class DeclarationRequestQuerySet(models.QuerySet["DeclarationRequest"]):
    def unanswered(self) -> Self:
        """Return the requests nobody has answered or dropped yet."""
        return self.filter(answered_by__isnull=True, dropped_at__isnull=True)


class DeclarationRequest(models.Model):
    """One person asked in one round, why, and by when."""

    campaign = models.ForeignKey(
        "conflicts.Campaign", on_delete=models.PROTECT, related_name="requests"
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="declaration_requests"
    )
    why = models.TextField(help_text="What makes this person declare, in words.")
    asked_on = models.DateField()
    due_on = models.DateField()
    answered_by = models.ForeignKey(
        "conflicts.Attestation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="answered_requests",
    )
    dropped_at = models.DateTimeField(null=True, blank=True)
    drop_reason = models.TextField(blank=True, default="")

    objects = DeclarationRequestQuerySet.as_manager()

    class Meta:
        ordering = ["campaign", "due_on", "person"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "person", "asked_on"],
                name="conflicts_request_once",
            ),
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("asked_on")),
                name="conflicts_request_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.campaign}"
