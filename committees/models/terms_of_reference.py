"""The terms of reference of a committee, by version and date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models

from committees.enums import (
    CastingVote,
    RemedyKind,
    WhoRules,
    WithholdingPolicy,
    usual_remedies,
)
from core.rules.days import DayBasis


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from typing import Self


class TermsOfReferenceQuerySet(models.QuerySet["TermsOfReference"]):
    def in_force_on(self, day: date) -> TermsOfReference | None:
        """Return the newest version whose effective day has come by `day`, or None."""
        return self.filter(effective_from__lte=day).order_by("-effective_from").first()

    def each_in_force_on(self, day: date, committee_ids: Iterable[int]) -> Self:
        """Return the version in force on `day` of each of the committees (ids)."""
        return (
            self.filter(committee__in=list(committee_ids), effective_from__lte=day)
            .order_by("committee_id", "-effective_from")
            .distinct("committee_id")
        )

    def all_until(self, day: date, committee_ids: Iterable[int]) -> Self:
        """Return the versions of committees (ids) that began by `day`, oldest first."""
        return self.filter(
            committee__in=list(committee_ids), effective_from__lte=day
        ).order_by("committee_id", "effective_from")


class TermsOfReference(models.Model):
    """One version of a committee's terms; what it says holds from its day on."""

    committee = models.ForeignKey(
        "committees.Committee", on_delete=models.PROTECT, related_name="terms"
    )
    version = models.PositiveSmallIntegerField()
    effective_from = models.DateField()
    review_due_on = models.DateField(null=True, blank=True)
    approved_by_words = models.CharField(
        "approved by", max_length=200, blank=True, default=""
    )
    departure_reason = models.TextField(
        blank=True,
        default="",
        help_text="Why a recommendation on who sits was not followed, if one was not.",
    )
    notice_days = models.PositiveSmallIntegerField(
        default=3, help_text="Clear days of public notice before a meeting."
    )
    notice_basis = models.CharField(
        max_length=20,
        choices=[(each.value, each.label) for each in DayBasis],
        default=DayBasis.WORKING,
    )
    papers_days = models.PositiveSmallIntegerField(
        default=5, help_text="Clear days before a meeting by which papers go out."
    )
    deputies_count = models.BooleanField(default=True)
    deputies_vote = models.BooleanField(default=True)
    remote_counts = models.BooleanField(default=True)
    casting_vote = models.CharField(
        max_length=30,
        choices=CastingVote.choices(),
        default=CastingVote.PRESIDING,
    )
    who_rules = models.CharField(
        max_length=30,
        choices=WhoRules.choices(),
        default=WhoRules.EITHER,
        help_text="Who rules on conflicts of this committee.",
    )
    withholding_policy = models.CharField(
        max_length=30,
        choices=WithholdingPolicy.choices(),
        default=WithholdingPolicy.HIDE_CONTENTS,
    )
    remedy_order = ArrayField(
        models.CharField(max_length=30, choices=RemedyKind.choices()),
        default=usual_remedies,
        size=len(RemedyKind),
        help_text="What is tried first when there is no quorum for an item.",
    )

    objects = TermsOfReferenceQuerySet.as_manager()

    class Meta:
        ordering = ["committee", "-effective_from"]
        verbose_name_plural = "terms of reference"
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "version"], name="committees_terms_version_once"
            ),
            models.UniqueConstraint(
                fields=["committee", "effective_from"],
                name="committees_terms_one_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(version__gte=1),
                name="committees_terms_version_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(remedy_order__contained_by=RemedyKind.values()),
                name="committees_terms_remedies_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.committee}: terms of reference version {self.version}"
