"""One clause of the quorum in one version of the terms."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from committees.enums import Among, QuorumKind, SeatCategory, SeatRole


class QuorumRule(models.Model):
    """A clause of the quorum: clauses add up; those of one alternative group do not."""

    terms = models.ForeignKey(
        "committees.TermsOfReference",
        on_delete=models.PROTECT,
        related_name="quorum_rules",
    )
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=40, choices=QuorumKind.choices())
    number = models.PositiveSmallIntegerField(default=1)
    among = models.CharField(
        max_length=20, choices=Among.choices(), default=Among.VOTING
    )
    categories = ArrayField(
        models.CharField(max_length=30, choices=SeatCategory.choices()),
        default=list,
        blank=True,
    )
    roles = ArrayField(
        models.CharField(max_length=40, choices=SeatRole.choices()),
        default=list,
        blank=True,
    )
    vice_only_if_chair_conflicted = models.BooleanField(default=False)
    alternative_group = models.CharField(
        max_length=20,
        blank=True,
        default="",
        help_text="Clauses with the same word here are alternatives: one is enough.",
    )
    branch = models.CharField(
        max_length=20,
        blank=True,
        default="",
        help_text="Of those alternatives, clauses with the same word belong together.",
    )
    own_people = models.BooleanField(
        default=False,
        help_text="Nobody counted for this clause counts for another one marked so.",
    )

    class Meta:
        ordering = ["terms", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(number__gte=1),
                name="committees_quorumrule_number_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(branch="") | ~models.Q(alternative_group=""),
                name="committees_quorumrule_branch_of_group",
            ),
            models.CheckConstraint(
                condition=models.Q(own_people=False)
                | ~models.Q(kind=QuorumKind.LAY_EXEC_MAJORITY),
                name="committees_quorumrule_majority_of_all",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.terms})"
