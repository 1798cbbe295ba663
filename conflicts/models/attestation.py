"""A person's dated statement that what is on the register is complete."""

from __future__ import annotations

import pgtrigger
from django.db import models

from conflicts.enums import Answer, SourceKind


APPEND_ONLY = [
    pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
]


class Attestation(models.Model):
    """One return: "this is complete", or the nil return "I have nothing to declare"."""

    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="attestations"
    )
    made_on = models.DateField()
    is_nil = models.BooleanField()
    statement = models.TextField(help_text="The words the person agreed to.")
    source = models.CharField(
        max_length=20, choices=SourceKind.choices(), default=SourceKind.SELF
    )
    source_on = models.DateField(null=True, blank=True)
    return_file = models.ForeignKey(
        "conflicts.ReturnFile",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="attestations",
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-made_on", "-pk"]
        indexes = [
            models.Index(fields=["person", "made_on"], name="conflicts_attested_on")
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(source=SourceKind.SELF)
                | models.Q(source_on__isnull=False),
                name="conflicts_attestation_source_dated",
            )
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        kind = "Nil return" if self.is_nil else "Confirmation"
        return f"{kind} of {self.person}, {self.made_on}"


class Confirmation(models.Model):
    """What a person said of one interest when it was carried forward."""

    attestation = models.ForeignKey(
        "conflicts.Attestation", on_delete=models.PROTECT, related_name="confirmations"
    )
    interest = models.ForeignKey(
        "conflicts.Interest", on_delete=models.PROTECT, related_name="confirmations"
    )
    version = models.PositiveIntegerField()
    answer = models.CharField(max_length=12, choices=Answer.choices())

    class Meta:
        ordering = ["attestation", "interest"]
        constraints = [
            models.UniqueConstraint(
                fields=["attestation", "interest"], name="conflicts_confirmed_once"
            )
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.interest}: {self.get_answer_display()}"
