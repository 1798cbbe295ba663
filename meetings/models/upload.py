"""Office files that were handed in: made into PDF by a worker, a row for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models

from core.office import LeftOut, LeftOutKind, OfficeKind
from meetings.enums import Sensitivity
from meetings.rules.hidden_text import HIDDEN_TEXT


if TYPE_CHECKING:
    from datetime import datetime
    from typing import Self


class UploadState(models.TextChoices):
    """Where an Office file stands; a failed one is tried again by a person."""

    QUEUED = "queued", "Waiting"
    CONVERTING = "converting", "Being made into a PDF"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    TAKEN_BACK = "taken_back", "Taken back"


AT_WORK = (UploadState.QUEUED, UploadState.CONVERTING)
OPEN = (*AT_WORK, UploadState.FAILED)


class PaperUploadQuerySet(models.QuerySet["PaperUpload"]):
    def waiting(self, *, lost_before: datetime) -> Self:
        """Return the files that want a worker, oldest first.

        Those queued, and those whose worker was last heard of before a moment.
        """
        lost = models.Q(state=UploadState.CONVERTING, claimed_at__lt=lost_before)
        return self.filter(models.Q(state=UploadState.QUEUED) | lost).order_by(
            "uploaded_at", "pk"
        )

    def open(self) -> Self:
        """Return those that became no version yet and were not taken back."""
        return self.filter(state__in=OPEN).order_by("uploaded_at", "pk")


class PaperUpload(models.Model):
    """One Word, Excel or PowerPoint file of an item, as it came, and what became of it."""

    item = models.ForeignKey(
        "meetings.Item", on_delete=models.PROTECT, related_name="office_uploads"
    )
    paper = models.ForeignKey(
        "meetings.Paper",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="office_uploads",
        help_text="The paper it replaces; none: it is a new one.",
    )
    title = models.CharField(max_length=300)
    sensitivity = models.CharField(
        max_length=20, choices=Sensitivity.choices(), default=Sensitivity.PUBLIC
    )
    is_appendix = models.BooleanField(default=False)
    hidden_is_meant = models.BooleanField(default=False)
    kind = models.CharField(
        max_length=4, choices=[(one.value, one.label) for one in OfficeKind]
    )
    file = models.FileField(
        upload_to="originals/%Y/%m",
        max_length=200,
        help_text="For the keeper of the record alone.",
    )
    original_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField()
    left_out = models.JSONField(
        default=dict, blank=True, help_text="What its PDF does not show: kind to count."
    )
    state = models.CharField(
        max_length=10, choices=UploadState.choices, default=UploadState.QUEUED
    )
    step = models.CharField(max_length=100, blank=True, default="")
    failure = models.TextField(blank=True, default="")
    failure_code = models.CharField(
        max_length=40, blank=True, default="", help_text="Of the rule that refused it."
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.PositiveIntegerField(
        default=0, help_text="Grows with every claim: an overtaken worker stops."
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    version = models.OneToOneField(
        "meetings.PaperVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="office_upload",
    )
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = PaperUploadQuerySet.as_manager()

    class Meta:
        ordering = ["item", "uploaded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    state=UploadState.DONE,
                    version__isnull=False,
                    finished_at__isnull=False,
                )
                | models.Q(
                    ~models.Q(state=UploadState.DONE),
                    version__isnull=True,
                    finished_at__isnull=True,
                ),
                name="meetings_paperupload_done_has_version",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=UploadState.FAILED) | ~models.Q(failure=""),
                name="meetings_paperupload_failed_says_why",
            ),
            models.UniqueConstraint(
                fields=["paper"],
                condition=models.Q(state__in=AT_WORK),
                name="meetings_paperupload_one_at_work",
            ),
            models.UniqueConstraint(
                fields=["item", "title", "sha256"],
                condition=models.Q(state__in=AT_WORK),
                name="meetings_paperupload_once_at_work",
            ),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.title} ({OfficeKind(self.kind).label})"

    @property
    def is_working(self) -> bool:
        """Say whether a worker is at it, or soon will be."""
        return self.state in AT_WORK

    @property
    def is_failed(self) -> bool:
        """Say whether it waits for a person."""
        return self.state == UploadState.FAILED

    @property
    def hides_text(self) -> bool:
        """Say whether it failed for text in its PDF that nobody sees."""
        return self.is_failed and self.failure_code == HIDDEN_TEXT

    @property
    def program(self) -> str:
        """Return the name of the program it was written in."""
        return OfficeKind(self.kind).label

    @property
    def left_out_words(self) -> list[str]:
        """Say what its PDF does not show, each with its count."""
        return [
            str(LeftOut(kind, int(self.left_out[kind])))
            for kind in LeftOutKind
            if self.left_out.get(kind)
        ]
