"""Signed returns that arrived as a file."""

from __future__ import annotations

import uuid

from django.db import models


def return_path(_return_file: ReturnFile, _name: str) -> str:
    """Return where a file is kept: no name that somebody typed is part of it."""
    return f"returns/{uuid.uuid4().hex}.pdf"


class ReturnFile(models.Model):
    """One PDF with the signed returns of one or more persons of a practice."""

    organisation = models.ForeignKey(
        "commissioning.Organisation",
        on_delete=models.PROTECT,
        related_name="return_files",
        help_text="The practice whose people signed, or the body itself.",
    )
    file = models.FileField(upload_to=return_path, max_length=120)
    name = models.CharField(max_length=200, help_text="As its sender called it.")
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField()
    signed_on = models.DateField()
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(settled_at__isnull=True, settled_by__isnull=True)
                | models.Q(settled_at__isnull=False, settled_by__isnull=False),
                name="conflicts_return_file_settled_pair",
            )
        ]

    def __str__(self) -> str:
        return f"Returns of {self.organisation}, {self.signed_on}"


class ReturnFilePerson(models.Model):
    """One person whose signed return is in a file, from a page on."""

    return_file = models.ForeignKey(
        "conflicts.ReturnFile", on_delete=models.PROTECT, related_name="people"
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="return_files"
    )
    first_page = models.PositiveIntegerField(default=1)
    is_nil = models.BooleanField(default=False)

    class Meta:
        ordering = ["return_file", "first_page"]
        constraints = [
            models.UniqueConstraint(
                fields=["return_file", "person"], name="conflicts_return_file_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.return_file}"
