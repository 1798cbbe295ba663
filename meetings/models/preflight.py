"""What each committee says of the checks before a pack, what was waived, what was so."""

from __future__ import annotations

import pgtrigger
from django.db import models

from meetings.enums import CheckEffect, PreflightCheck


APPEND_ONLY = [
    pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
]


class PreflightSetting(models.Model):
    """What one committee's checks do to a pack from a day on; the latest row holds."""

    committee = models.ForeignKey(
        "committees.Committee",
        on_delete=models.PROTECT,
        related_name="preflight_settings",
    )
    check_code = models.CharField(
        "check", max_length=30, choices=PreflightCheck.choices()
    )
    effect = models.CharField(max_length=10, choices=CheckEffect.choices())
    limit = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="Most pages of a paper, where there is a limit.",
    )
    effective_from = models.DateField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["committee", "check_code", "-effective_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(limit__isnull=True)
                | models.Q(limit__gte=1, check_code=PreflightCheck.PAPER_TOO_LONG),
                name="meetings_preflightsetting_limit_of_pages",
            )
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        said = f"{self.get_check_code_display()}: {self.get_effect_display()}"
        return f"{said}, from {self.effective_from}"


class PreflightWaiver(models.Model):
    """One finding that somebody set aside with a reason; it lapses when that changes."""

    gathering = models.ForeignKey(
        "meetings.Gathering", on_delete=models.PROTECT, related_name="waivers"
    )
    committee = models.ForeignKey(
        "committees.Committee",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="waivers",
        help_text="Empty: for all committees that sit.",
    )
    item = models.ForeignKey(
        "meetings.Item",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="waivers",
    )
    check_code = models.CharField(
        "check", max_length=30, choices=PreflightCheck.choices()
    )
    fingerprint = models.CharField(max_length=64)
    sentence = models.TextField(help_text="What was found, as it was said then.")
    reason = models.TextField()
    waived_at = models.DateTimeField()
    waived_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-waived_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["gathering", "fingerprint"], name="meetings_waiver_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="meetings_waiver_has_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["waived_at"], name="meetings_waived_at"),
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.get_check_code_display()}: {self.reason}"


class PreflightRecord(models.Model):
    """What was found and waived at the moment a pack went out, for ever."""

    gathering = models.ForeignKey(
        "meetings.Gathering", on_delete=models.PROTECT, related_name="preflights"
    )
    about = models.CharField(
        max_length=60, unique=True, help_text='What went out, such as "pack:12".'
    )
    found = models.JSONField(help_text="Every finding, its effect and its waiver.")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["gathering", "made_at", "pk"]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.about} of {self.gathering}"
