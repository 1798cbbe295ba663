"""Each committee's approval of the minutes, by a decision of a later sitting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models


if TYPE_CHECKING:
    from typing import Self

    from meetings.enums import Part
    from meetings.models import Gathering


TAKEN_BACK_ALREADY = pgtrigger.Condition(
    "OLD.taken_back_at IS NOT NULL AND OLD.* IS DISTINCT FROM NEW.*"
)


class MinutesApprovalQuerySet(models.QuerySet["MinutesApproval"]):
    def standing(self) -> Self:
        """Return the approvals that were not taken back."""
        return self.filter(taken_back_at__isnull=True)

    def of(self, gathering: Gathering, part: Part) -> Self:
        """Return the approvals of one part of a gathering's minutes."""
        return self.filter(sitting__gathering=gathering, part=part)


class MinutesApproval(models.Model):
    """One committee's approval of one part of the minutes of its own sitting.

    It hangs on a decision of a later sitting of the same committee (docs/field.md 6).
    """

    sitting = models.ForeignKey(
        "meetings.Sitting", on_delete=models.PROTECT, related_name="approvals"
    )
    part = models.CharField(max_length=10)
    minutes = models.ForeignKey(
        "decisions.Minutes", on_delete=models.PROTECT, related_name="approvals"
    )
    decision = models.ForeignKey(
        "decisions.Decision", on_delete=models.PROTECT, related_name="approves"
    )
    corrections = models.TextField(blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    taken_back_reason = models.TextField(blank=True, default="")

    objects = MinutesApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["sitting__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "part"],
                condition=models.Q(taken_back_at__isnull=True),
                name="decisions_approval_once",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    taken_back_at__isnull=True,
                    taken_back_by__isnull=True,
                    taken_back_reason="",
                )
                | (
                    models.Q(taken_back_at__isnull=False, taken_back_by__isnull=False)
                    & ~models.Q(taken_back_reason="")
                ),
                name="decisions_approval_taken_back_complete",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="said_once",
                exclude=["taken_back_at", "taken_back_by", "taken_back_reason"],
            ),
            pgtrigger.Trigger(
                name="taken_back_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=TAKEN_BACK_ALREADY,
                func="RAISE EXCEPTION 'Cannot update what was taken back';",
            ),
        ]

    def __str__(self) -> str:
        return f"Approval of {self.minutes} by {self.sitting.committee}"
