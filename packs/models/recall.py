"""A copy that was taken back from its reader, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models

from conflicts.enums import SourceKind


if TYPE_CHECKING:
    from datetime import datetime
    from typing import Self


class RecallAnswer(models.TextChoices):
    """What a reader says became of what they held."""

    DELETED = "deleted", "The file is deleted"
    HANDED_BACK = "handed_back", "The printed copy is handed back or destroyed"
    NEVER_KEPT = "never_kept", "No copy was kept"


class RecallQuerySet(models.QuerySet["PackRecall"]):
    def waiting(self, *, lost_before: datetime) -> Self:
        """Return those whose reader waits for another copy, oldest first.

        Not those that failed, nor those whose worker was heard of since a moment.
        """
        free = models.Q(claimed_at__isnull=True) | models.Q(claimed_at__lt=lost_before)
        return self.filter(free, replacement__isnull=True, failure="").order_by("pk")


class PackRecall(models.Model):
    """The taking back of one copy: why, what was in it, and what its reader answered.

    `pages` are the runs of pages, first and last, that the reader must not have any
    more; `opened_at` is when they had first opened the copy, if they had.
    """

    copy = models.OneToOneField(
        "packs.PackCopy", on_delete=models.PROTECT, related_name="recall"
    )
    pages = models.JSONField()
    opened_at = models.DateTimeField(null=True, blank=True)
    recalled_at = models.DateTimeField()
    recalled_by = models.CharField(max_length=200)
    replacement = models.OneToOneField(
        "packs.PackCopy",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    failure = models.TextField(blank=True, default="")
    answer = models.CharField(
        max_length=20, choices=RecallAnswer.choices, blank=True, default=""
    )
    source = models.CharField(
        max_length=20, choices=SourceKind.choices(), blank=True, default=""
    )
    answered_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = RecallQuerySet.as_manager()

    class Meta:
        ordering = ["-recalled_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    answer="",
                    source="",
                    answered_on__isnull=True,
                    recorded_at__isnull=True,
                    recorded_by__isnull=True,
                )
                | (
                    ~models.Q(answer="")
                    & ~models.Q(source="")
                    & models.Q(
                        answered_on__isnull=False,
                        recorded_at__isnull=False,
                        recorded_by__isnull=False,
                    )
                ),
                name="packs_packrecall_answer_whole",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.copy} taken back"

    @property
    def runs(self) -> list[str]:
        """Return the pages in words, a run each."""
        return [
            f"page {first}" if first == last else f"pages {first} to {last}"
            for first, last in self.pages
        ]

    @property
    def pages_in_words(self) -> str:
        """Return all its pages as the middle of a sentence: pages 3 to 5 and page 9."""
        *most, last = self.runs
        return f"{', '.join(most)} and {last}" if most else last
