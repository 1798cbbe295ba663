"""A declaration begun and not yet sent."""

from __future__ import annotations

from django.db import models


class DeclarationDraft(models.Model):
    """What somebody has answered so far; deleted once it is sent or thrown away.

    `person` is whom it is about, `saved_by` who types. `answers` are the fields of the
    question pages as typed, by their names.
    """

    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="declaration_drafts"
    )
    interest = models.ForeignKey(
        "conflicts.Interest",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="drafts",
        help_text="The interest being corrected; none for a new one.",
    )
    seen_version = models.PositiveIntegerField(default=0)
    answers = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "saved_by", "interest"],
                name="conflicts_draft_one_at_a_time",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"Draft about {self.person}"
