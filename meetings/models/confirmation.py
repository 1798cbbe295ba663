"""What members say of the conflicts found about them, and the chair's checklist."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from conflicts.enums import SourceKind
from meetings.enums import ChecklistStage, RowAnswer


KEPT = [
    pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
]


class AgendaConfirmation(models.Model):
    """Somebody went through an agenda: answered what was found, and had nothing to add."""

    gathering = models.ForeignKey(
        "meetings.Gathering", on_delete=models.PROTECT, related_name="confirmations"
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="agenda_confirmations"
    )
    confirmed_on = models.DateField()
    source = models.CharField(max_length=20, choices=SourceKind.choices())
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["gathering", "person", "pk"]
        triggers = KEPT

    def __str__(self) -> str:
        return f"{self.person} on {self.gathering}"


class ConfirmationAnswer(models.Model):
    """What somebody said of one conflict row, on the grounds it had then."""

    confirmation = models.ForeignKey(
        "meetings.AgendaConfirmation", on_delete=models.PROTECT, related_name="answers"
    )
    row = models.ForeignKey(
        "meetings.ConflictRow", on_delete=models.PROTECT, related_name="answers"
    )
    answer = models.CharField(max_length=20, choices=RowAnswer.choices())
    words = models.TextField(blank=True, default="")
    # The grounds that were shown: asked again is only what has a new one.
    fingerprints = ArrayField(models.CharField(max_length=64))

    class Meta:
        ordering = ["confirmation", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["confirmation", "row"], name="meetings_confirmationanswer_once"
            ),
            models.CheckConstraint(
                condition=~Q(answer=RowAnswer.DISPUTED) | ~Q(words=""),
                name="meetings_confirmationanswer_dispute_has_words",
            ),
        ]
        triggers = KEPT

    def __str__(self) -> str:
        return f"{self.row}: {self.get_answer_display()}"


class ChecklistClosing(models.Model):
    """The chair closed one part of the checklist of a meeting."""

    gathering = models.ForeignKey(
        "meetings.Gathering",
        on_delete=models.PROTECT,
        related_name="checklist_closings",
    )
    stage = models.CharField(max_length=10, choices=ChecklistStage.choices())
    # On whose word: the chair's own, or as the officer records it.
    chaired_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="checklists_closed"
    )
    source = models.CharField(max_length=20, choices=SourceKind.choices())
    closed_on = models.DateField()
    # The conflicts as they stood: key and revision of each row.
    shown = ArrayField(models.CharField(max_length=40))
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["gathering", "pk"]
        triggers = KEPT

    def __str__(self) -> str:
        return f"{self.get_stage_display()}: {self.gathering}"
