"""The minutes of a gathering: written from the record, with notes by hand."""

from __future__ import annotations

import pgtrigger
from django.db import models

from decisions.enums import MinutesState


class MinuteNote(models.Model):
    """What an officer wrote by hand on an item; regeneration never touches it."""

    item = models.OneToOneField(
        "meetings.Item", on_delete=models.PROTECT, related_name="minute_note"
    )
    words = models.TextField(blank=True, default="")
    revision = models.PositiveIntegerField(default=0)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="about_once", fields=["item"]),
        ]

    def __str__(self) -> str:
        return f"Note on {self.item}"


class Minutes(models.Model):
    """One issue of the minutes of one part of a gathering, as it was written out."""

    gathering = models.ForeignKey(
        "meetings.Gathering", on_delete=models.PROTECT, related_name="minutes"
    )
    part = models.CharField(max_length=10)
    issue = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=20, choices=MinutesState.choices(), default=MinutesState.DRAFT
    )
    sections = models.JSONField()
    file = models.FileField(upload_to="minutes/%Y/%m", max_length=200)
    sha256 = models.CharField(max_length=64)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["gathering", "part", "-issue"]
        verbose_name_plural = "minutes"
        constraints = [
            models.UniqueConstraint(
                fields=["gathering", "part", "issue"], name="decisions_minutes_once"
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"Minutes of {self.gathering}, issue {self.issue}"


class MinutesCheck(models.Model):
    """That somebody who was there has checked one issue of the minutes.

    By themself, or told to the officer who wrote it down.
    """

    minutes = models.ForeignKey(
        "decisions.Minutes", on_delete=models.PROTECT, related_name="checks"
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="minutes_checks"
    )
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["minutes", "person"], name="decisions_minutescheck_once"
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} has checked {self.minutes}"
