"""A pack of a gathering and each reader's own copy of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models


if TYPE_CHECKING:
    from datetime import datetime
    from typing import Self


class PackState(models.TextChoices):
    """Where a pack stands; a failed one can be retried by a person."""

    QUEUED = "queued", "Queued"
    BUILDING = "building", "Building"
    BUILT = "built", "Built"
    FAILED = "failed", "Failed"
    SENT = "sent", "Sent"
    SUPERSEDED = "superseded", "Superseded"


class PackQuerySet(models.QuerySet["Pack"]):
    def waiting(self, *, lost_before: datetime) -> Self:
        """Return the packs that want a worker, oldest first.

        Those queued, and those whose worker was last heard of before a moment.
        """
        lost = models.Q(state=PackState.BUILDING, claimed_at__lt=lost_before)
        return self.filter(models.Q(state=PackState.QUEUED) | lost).order_by(
            "requested_at", "pk"
        )


class Pack(models.Model):
    """One edition of a gathering's pack: queued, built, sent, superseded."""

    gathering = models.ForeignKey(
        "meetings.Gathering", on_delete=models.PROTECT, related_name="packs"
    )
    edition = models.PositiveSmallIntegerField()
    supplement_to = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="supplements",
        help_text="The pack whose page numbers it goes on with.",
    )
    supplement = models.PositiveSmallIntegerField(
        default=0, help_text="Which supplement it is, from 1; 0 is none."
    )
    state = models.CharField(
        max_length=20, choices=PackState.choices, default=PackState.QUEUED
    )
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    progress_label = models.CharField(max_length=200, blank=True, default="")
    failure = models.TextField(blank=True, default="")
    faults = models.JSONField(
        default=list,
        blank=True,
        help_text="Papers whose files could not be put in: key, title and why.",
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.PositiveIntegerField(
        default=0, help_text="Grows with every claim: an overtaken worker stops."
    )
    edition_sha256 = models.CharField(
        max_length=64,
        blank=True,
        default="",
        help_text="Of the agenda and papers that the copies were built from.",
    )
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    built_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = PackQuerySet.as_manager()

    class Meta:
        ordering = ["gathering", "-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["gathering", "edition"], name="packs_pack_edition_once"
            ),
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True, sent_by__isnull=True)
                | models.Q(sent_at__isnull=False, sent_by__isnull=False),
                name="packs_pack_sent_pair",
            ),
            models.UniqueConstraint(
                fields=["gathering"],
                condition=models.Q(state__in=[PackState.QUEUED, PackState.BUILDING]),
                name="packs_pack_one_at_work",
            ),
            models.UniqueConstraint(
                fields=["gathering"],
                condition=models.Q(state=PackState.SENT),
                name="packs_pack_one_current",
            ),
            models.CheckConstraint(
                condition=models.Q(supplement_to__isnull=True, supplement=0)
                | models.Q(supplement_to__isnull=False, supplement__gt=0),
                name="packs_pack_supplement_pair",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=PackState.SENT)
                | models.Q(sent_at__isnull=False),
                name="packs_pack_sent_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"Pack {self.edition} of {self.gathering}"

    @property
    def name(self) -> str:
        """Say which edition it is, and which supplement."""
        if self.supplement:
            return f"Edition {self.edition}, supplement {self.supplement}"
        return f"Edition {self.edition}"

    @property
    def is_faulty(self) -> bool:
        """Say whether a paper is missing from it that could not be put in."""
        return bool(self.faults)

    @property
    def may_be_mended(self) -> bool:
        """Say whether it was built without a paper, and has not gone out."""
        return self.is_faulty and self.state == PackState.BUILT

    @property
    def is_working(self) -> bool:
        """Say whether a worker is at it, or soon will be."""
        return self.state in {PackState.QUEUED, PackState.BUILDING}


class PackCopy(models.Model):
    """One reader's copy of one edition, with the manifest it is rebuilt from."""

    pack = models.ForeignKey(
        "packs.Pack", on_delete=models.PROTECT, related_name="copies"
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="pack_copies"
    )
    file = models.FileField(upload_to="packs/%Y/%m", max_length=200)
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField()
    size_bytes = models.PositiveBigIntegerField()
    # The later pages alone, of a copy of a supplement.
    later_file = models.FileField(upload_to="packs/%Y/%m", max_length=200, blank=True)
    later_sha256 = models.CharField(max_length=64, blank=True, default="")
    later_pages = models.PositiveIntegerField(default=0)
    later_size_bytes = models.PositiveBigIntegerField(default=0)
    manifest = models.JSONField(help_text="What the copy is rebuilt from.")
    contents = models.JSONField(help_text="What the copy gives, for the door.")
    built_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        ordering = ["pack", "person"]
        verbose_name_plural = "pack copies"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    later_file="", later_sha256="", later_pages=0, later_size_bytes=0
                )
                | ~models.Q(later_file="")
                & ~models.Q(later_sha256="")
                & models.Q(later_pages__gt=0, later_size_bytes__gt=0),
                name="packs_packcopy_later_whole",
            ),
            models.UniqueConstraint(
                fields=["pack", "person"],
                condition=models.Q(revoked_at__isnull=True),
                name="packs_packcopy_one_current",
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="packs_packcopy_revoked_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pack} for {self.person}"


class PackOpening(models.Model):
    """Somebody opened a copy: the append-only access log."""

    copy = models.ForeignKey(
        "packs.PackCopy", on_delete=models.PROTECT, related_name="openings"
    )
    user = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} opened {self.copy}"
