"""Offers of gifts and hospitality, accepted or declined."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models

from conflicts.enums import GiverKind, OfferKind, Outcome, PublicationState, SourceKind


if TYPE_CHECKING:
    from datetime import date
    from typing import Self


class GiftOfferQuerySet(models.QuerySet["GiftOffer"]):
    def standing(self) -> Self:
        """Return the entries that no later entry corrects, and that have their words."""
        return self.filter(correction__isnull=True, purged_at__isnull=True)

    def offered_between(self, first: date, last: date) -> Self:
        """Return the offers made from one day to another, both included."""
        return self.filter(offered_on__range=(first, last))


class GiftOffer(models.Model):
    """Something offered to a person because of their work, and what became of it.

    Judged by the rule set of its day, whose answer is frozen in `advice`; corrected by
    a new entry that names the one it corrects. After its retention has run out its
    words are purged, and the row stays.
    """

    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="gift_offers"
    )
    organisation = models.ForeignKey(
        "commissioning.Organisation",
        on_delete=models.PROTECT,
        related_name="gift_offers",
        help_text="The body whose register it stands in.",
    )
    kind = models.CharField(max_length=12, choices=OfferKind.choices())
    giver_kind = models.CharField(max_length=10, choices=GiverKind.choices())
    giver_name = models.CharField(max_length=200)
    giver_business = models.CharField(max_length=200, blank=True, default="")
    giver_organisation = models.ForeignKey(
        "commissioning.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="offers_made",
    )
    is_branded = models.BooleanField(default=False)
    is_abroad_or_more_than_modest = models.BooleanField(default=False)
    description = models.TextField()
    value_pence = models.PositiveIntegerField(help_text="Estimated, in pence.")
    offered_on = models.DateField()
    received_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=18, choices=Outcome.choices())
    reason = models.TextField(
        blank=True, default="", help_text="Why it was accepted or declined."
    )
    senior_approver = models.CharField(max_length=160, blank=True, default="")
    senior_approval_on = models.DateField(null=True, blank=True)

    rule_set = models.ForeignKey(
        "conflicts.RuleSet", on_delete=models.PROTECT, related_name="gift_offers"
    )
    advice_code = models.CharField(max_length=40)
    advice = models.TextField()
    is_against_advice = models.BooleanField(default=False)

    declared_on = models.DateField()
    source = models.CharField(
        max_length=20, choices=SourceKind.choices(), default=SourceKind.SELF
    )
    source_on = models.DateField(null=True, blank=True)
    publication = models.CharField(
        max_length=30,
        choices=PublicationState.choices(),
        default=PublicationState.PUBLISH,
    )
    corrects = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="correction",
    )
    correction_reason = models.TextField(blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    purged_at = models.DateTimeField(null=True, blank=True)

    objects = GiftOfferQuerySet.as_manager()

    class Meta:
        ordering = ["-offered_on", "-pk"]
        indexes = [
            models.Index(
                fields=["organisation", "-offered_on"], name="conflicts_gifts_of_body"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(corrects__isnull=True)
                | ~models.Q(correction_reason=""),
                name="conflicts_gift_correction_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(received_on__isnull=True)
                | ~models.Q(outcome=Outcome.DECLINED),
                name="conflicts_gift_declined_not_received",
            ),
            models.CheckConstraint(
                # Of an earlier register only the day is known, not who reviewed.
                condition=models.Q(reviewed_at__isnull=True, reviewed_by__isnull=True)
                | models.Q(reviewed_at__isnull=False, reviewed_by__isnull=False)
                | models.Q(
                    reviewed_at__isnull=False,
                    reviewed_by__isnull=True,
                    source=SourceKind.IMPORT,
                ),
                name="conflicts_gift_reviewed_pair",
            ),
            models.CheckConstraint(
                condition=models.Q(source=SourceKind.SELF)
                | models.Q(source_on__isnull=False),
                name="conflicts_gift_source_dated",
            ),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} offered to {self.person}, {self.offered_on}"
