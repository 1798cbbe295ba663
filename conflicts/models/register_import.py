"""An existing register taken in from a spreadsheet."""

from __future__ import annotations

import uuid

from django.db import models

from conflicts.enums import ImportKind, ImportPolicy, ImportState, RowState


def import_path(_register_import: RegisterImport, _name: str) -> str:
    """Return where a file is kept: no name that somebody typed is part of it."""
    return f"register-imports/{uuid.uuid4().hex}"


class RegisterImport(models.Model):
    """One spreadsheet, how its columns are matched, and how far it has come."""

    organisation = models.ForeignKey(
        "commissioning.Organisation",
        on_delete=models.PROTECT,
        related_name="register_imports",
    )
    kind = models.CharField(
        max_length=10, choices=ImportKind.choices(), default=ImportKind.INTERESTS
    )
    file = models.FileField(upload_to=import_path, max_length=120)
    name = models.CharField(max_length=200, help_text="As its sender called it.")
    sha256 = models.CharField(max_length=64)
    register_date = models.DateField(help_text="The day the spreadsheet is as at.")
    columns = models.JSONField(default=list, help_text="Its headings, in order.")
    mapping = models.JSONField(
        default=dict, help_text="Our field to the number of their column, from 0."
    )
    policy = models.CharField(
        max_length=14,
        choices=ImportPolicy.choices(),
        default=ImportPolicy.ALL_OR_NOTHING,
    )
    state = models.CharField(
        max_length=10, choices=ImportState.choices(), default=ImportState.UPLOADED
    )
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True, default="")
    claimed_at = models.DateTimeField(null=True, blank=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return f"{self.name}, {self.organisation}"


class ImportRow(models.Model):
    """One row of a spreadsheet: as it stood, what is wrong with it, what it became."""

    register_import = models.ForeignKey(
        "conflicts.RegisterImport", on_delete=models.PROTECT, related_name="rows"
    )
    number = models.PositiveIntegerField(help_text="Line in the file, from 1.")
    cells = models.JSONField(help_text="Our field to the text, as it stands now.")
    problems = models.JSONField(
        default=list, help_text="A list of [field, sentence with the cure]."
    )
    state = models.CharField(max_length=8, choices=RowState.choices())
    interest = models.ForeignKey(
        "conflicts.Interest",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="import_rows",
    )
    gift = models.ForeignKey(
        "conflicts.GiftOffer",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="import_rows",
    )

    class Meta:
        ordering = ["register_import", "number"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(interest__isnull=True) | models.Q(gift__isnull=True),
                name="conflicts_import_row_became_one",
            ),
            models.UniqueConstraint(
                fields=["register_import", "number"], name="conflicts_import_row_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["register_import", "state", "number"],
                name="conflicts_import_rows",
            )
        ]

    def __str__(self) -> str:
        return f"Row {self.number} of {self.register_import}"
