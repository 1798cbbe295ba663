"""What committees let out of their private part, and what they took back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models


if TYPE_CHECKING:
    from typing import Self


class ReleaseQuerySet(models.QuerySet["Release"]):
    def standing(self) -> Self:
        """Return those that nobody has ended."""
        return self.filter(ended_at__isnull=True)


class Release(models.Model):
    """One committee's decision that a matter of its private part may be read by all.

    An ended one stays on the record: the matter was public from the one moment to the
    other.
    """

    item = models.ForeignKey(
        "meetings.Item", on_delete=models.PROTECT, related_name="releases"
    )
    sitting = models.ForeignKey(
        "meetings.Sitting", on_delete=models.PROTECT, related_name="releases"
    )
    decided_on = models.DateField()
    authority = models.CharField(
        max_length=300, help_text="Who decided it, and by what: a resolution, say."
    )
    reason = models.TextField(help_text="Why it need not be private any more.")
    shows_decision = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    ended_because = models.TextField(blank=True, default="")

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["item", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(authority="") & ~models.Q(reason=""),
                name="publishing_release_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    ended_at__isnull=True, ended_by__isnull=True, ended_because=""
                )
                | models.Q(ended_at__isnull=False, ended_by__isnull=False)
                & ~models.Q(ended_because=""),
                name="publishing_release_ended",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="as_decided", exclude=["ended_at", "ended_by", "ended_because"]
            ),
        ]

    def __str__(self) -> str:
        return f"Release of {self.item} on {self.decided_on}"


class ReleasedPaper(models.Model):
    """One version of a paper that a release lets out."""

    release = models.ForeignKey(
        "publishing.Release", on_delete=models.PROTECT, related_name="papers"
    )
    version = models.ForeignKey(
        "meetings.PaperVersion", on_delete=models.PROTECT, related_name="releases"
    )

    class Meta:
        ordering = ["release", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "version"], name="publishing_releasedpaper_once"
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.version}, released"
