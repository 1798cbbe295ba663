"""What one committee decided on one item, with all it stood on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models

from decisions.enums import Effect, Method, Outcome


if TYPE_CHECKING:
    from typing import Self


class DecisionQuerySet(models.QuerySet["Decision"]):
    def current(self) -> Self:
        """Return the decisions that no later one supersedes."""
        return self.filter(superseded_by__isnull=True)


class Decision(models.Model):
    """One committee's outcome on one item: immutable, corrected by superseding.

    The quorum, the treatments and the authority it relied on are frozen with it, so
    that the record explains itself in five years.
    """

    item = models.ForeignKey(
        "meetings.Item", on_delete=models.PROTECT, related_name="decisions"
    )
    sitting = models.ForeignKey(
        "meetings.Sitting", on_delete=models.PROTECT, related_name="decisions"
    )
    committee = models.ForeignKey(
        "committees.Committee", on_delete=models.PROTECT, related_name="decisions"
    )
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(null=True, blank=True)
    reference = models.CharField(max_length=80, blank=True, default="")
    outcome = models.CharField(max_length=40, choices=Outcome.choices())
    wording = models.TextField()
    method = models.CharField(max_length=20, choices=Method.choices())
    votes_for = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_abstaining = models.PositiveSmallIntegerField(null=True, blank=True)
    casting_vote = models.BooleanField(null=True, blank=True)
    presiding = models.ForeignKey(
        "people.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    effect = models.CharField(max_length=20, choices=Effect.choices())
    irregularities = models.JSONField(default=list, blank=True)
    quorum_check = models.ForeignKey(
        "meetings.QuorumCheck", on_delete=models.PROTECT, related_name="decisions"
    )
    treatments = models.JSONField(default=list, blank=True)
    authority = models.JSONField(default=dict, blank=True)
    decided_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )
    supersedes = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
    )
    correction_reason = models.TextField(blank=True, default="")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["item", "sitting__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "sitting"],
                condition=models.Q(supersedes__isnull=True),
                name="decisions_decision_one_each",
            ),
            models.UniqueConstraint(
                fields=["committee", "year", "number"],
                name="decisions_decision_number_once",
            ),
            models.CheckConstraint(
                condition=models.Q(number__isnull=True, reference="")
                | (
                    # Without the first, a number that is NULL would satisfy it all.
                    models.Q(number__isnull=False, number__gte=1)
                    & ~models.Q(reference="")
                ),
                name="decisions_decision_number_with_reference",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    method=Method.VOTE,
                    votes_for__isnull=False,
                    votes_against__isnull=False,
                    votes_abstaining__isnull=False,
                )
                | (
                    ~models.Q(method=Method.VOTE)
                    & models.Q(
                        votes_for__isnull=True,
                        votes_against__isnull=True,
                        votes_abstaining__isnull=True,
                    )
                ),
                name="decisions_decision_votes_with_a_vote",
            ),
            models.CheckConstraint(
                condition=~models.Q(wording=""), name="decisions_decision_has_wording"
            ),
            models.CheckConstraint(
                condition=models.Q(effect=Effect.EFFECTIVE, irregularities=[])
                | (models.Q(effect=Effect.IRREGULAR) & ~models.Q(irregularities=[])),
                name="decisions_decision_irregular_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(supersedes__isnull=True)
                | ~models.Q(correction_reason=""),
                name="decisions_decision_correction_has_reason",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.sitting.committee.short_name}: {self.get_outcome_display()}"


class RatificationDraft(models.Model):
    """An irregular decision waiting to be put right by a lawful one."""

    decision = models.OneToOneField(
        "decisions.Decision", on_delete=models.PROTECT, related_name="ratification"
    )
    words = models.TextField()
    drafted_at = models.DateTimeField()
    ratified_by_decision = models.ForeignKey(
        "decisions.Decision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="ratifies",
    )

    class Meta:
        ordering = ["-drafted_at"]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="said_once", exclude=["ratified_by_decision"]),
        ]

    def __str__(self) -> str:
        return f"Ratification of {self.decision}"
