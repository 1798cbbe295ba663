"""A person, an item and a committee between whom an interest stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models

from conflicts.enums import SourceKind
from meetings.enums import ConflictState, PaperHandling, Participation


if TYPE_CHECKING:
    from datetime import date
    from typing import Self


class ConflictRowQuerySet(models.QuerySet["ConflictRow"]):
    def alive(self) -> Self:
        """Return the rows that were neither dismissed nor lapsed."""
        return self.filter(state__in=[ConflictState.PROPOSED, ConflictState.ACCEPTED])

    def untreated(self) -> Self:
        """Return the rows that still wait for the chair."""
        return self.alive().filter(treated_at__isnull=True)

    def excluding(self) -> Self:
        """Return the rows that keep an item from their person: papers, or the room."""
        return self.alive().filter(
            models.Q(treated_at__isnull=True)
            | models.Q(papers=PaperHandling.WITHHELD)
            | models.Q(participation=Participation.NOT_ATTEND)
        )


class ConflictRow(models.Model):
    """One person × item × committee, from a matched interest or by hand.

    proposed → accepted or dismissed with reason → treated with reason.
    """

    item = models.ForeignKey(
        "meetings.Item", on_delete=models.PROTECT, related_name="conflict_rows"
    )
    sitting = models.ForeignKey(
        "meetings.Sitting", on_delete=models.PROTECT, related_name="conflict_rows"
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="conflict_rows"
    )
    severity = models.CharField(max_length=20, blank=True, default="")
    state = models.CharField(
        max_length=20, choices=ConflictState.choices(), default=ConflictState.PROPOSED
    )
    state_reason = models.TextField(blank=True, default="")
    participation = models.CharField(
        max_length=30, choices=Participation.choices(), blank=True, default=""
    )
    papers = models.CharField(
        max_length=20, choices=PaperHandling.choices(), blank=True, default=""
    )
    treatment_reason = models.TextField(blank=True, default="")
    ruled_by = models.ForeignKey(
        "people.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rulings",
    )
    ruling_source = models.CharField(
        max_length=20, choices=SourceKind.choices(), blank=True, default=""
    )
    ruled_on = models.DateField(null=True, blank=True)
    treated_at = models.DateTimeField(null=True, blank=True)
    treated_by = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    # The standing ruling it is treated by, and whether the chair opened it out: then no
    # standing ruling treats it again.
    standing_ruling = models.ForeignKey(
        "meetings.StandingRuling",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rows",
    )
    is_exception = models.BooleanField(default=False)
    # When the row arose, if that was after the meeting had been held: nobody can have
    # ruled on it in time, unless a ruling of that day is recorded.
    found_late_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    objects = ConflictRowQuerySet.as_manager()

    class Meta:
        ordering = ["item", "sitting__position", "person"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "sitting", "person"], name="meetings_conflictrow_once"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    treated_at__isnull=True,
                    treated_by__isnull=True,
                    participation="",
                    papers="",
                )
                | (
                    models.Q(treated_at__isnull=False, treated_by__isnull=False)
                    & ~models.Q(participation="")
                    & ~models.Q(papers="")
                    & ~models.Q(treatment_reason="")
                ),
                name="meetings_conflictrow_treatment_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=ConflictState.DISMISSED)
                | ~models.Q(state_reason=""),
                name="meetings_conflictrow_dismissal_has_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(standing_ruling__isnull=True)
                | models.Q(treated_at__isnull=False, is_exception=False),
                name="meetings_conflictrow_standing_treats",
            ),
        ]
        # It lapses, and moves when two entries of a person are merged.
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="about_once", fields=["item", "sitting"]),
        ]

    def __str__(self) -> str:
        return f"{self.person} on {self.item}"

    @property
    def is_excluding(self) -> bool:
        """Say whether it keeps the item from its person, as `excluding` asks it."""
        return (
            self.treated_at is None
            or self.papers == PaperHandling.WITHHELD
            or self.participation == Participation.NOT_ATTEND
        )

    def was_unhandled_on(self, day: date) -> bool:
        """Say whether it came to light too late for a ruling on the day of a meeting."""
        is_late = self.found_late_at is not None
        return is_late and (self.ruled_on is None or self.ruled_on > day)


class ConflictGround(models.Model):
    """One reason for a conflict row, in words: the trace of a match, or by hand."""

    row = models.ForeignKey(
        "meetings.ConflictRow", on_delete=models.CASCADE, related_name="grounds"
    )
    interest = models.ForeignKey(
        "conflicts.Interest",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="conflict_grounds",
    )
    trace = models.TextField()
    severity = models.CharField(max_length=20, blank=True, default="")
    fingerprint = models.CharField(max_length=64)

    class Meta:
        ordering = ["row", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["row", "fingerprint"], name="meetings_conflictground_once"
            )
        ]

    def __str__(self) -> str:
        return self.trace
