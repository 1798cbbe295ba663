"""Papers and appendices, by version with hash and page count."""

from __future__ import annotations

import pgtrigger
from django.db import models

from meetings.enums import Sensitivity


class Paper(models.Model):
    """A paper or appendix of an item; its versions carry the files."""

    item = models.ForeignKey(
        "meetings.Item", on_delete=models.PROTECT, related_name="papers"
    )
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=300)
    sensitivity = models.CharField(
        max_length=20, choices=Sensitivity.choices(), default=Sensitivity.PUBLIC
    )
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering = ["item", "position", "pk"]

    def __str__(self) -> str:
        return self.title


class PaperVersion(models.Model):
    """One uploaded file of a paper, for ever as it was."""

    paper = models.ForeignKey(
        "meetings.Paper", on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveSmallIntegerField()
    file = models.FileField(upload_to="papers/%Y/%m", max_length=200)
    # The same pages without authors, programs and hidden notes: what everybody but the
    # keeper of the record is given.
    clean_file = models.FileField(
        upload_to="papers/%Y/%m", max_length=200, blank=True, default=""
    )
    clean_sha256 = models.CharField(max_length=64, blank=True, default="")
    original_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField()
    is_tagged = models.BooleanField(default=False)
    # Empty: nobody looked when it was handed in.
    has_language = models.BooleanField(null=True, blank=True)
    has_title = models.BooleanField(null=True, blank=True)
    is_image_only = models.BooleanField(null=True, blank=True)
    size_bytes = models.PositiveBigIntegerField()
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["paper", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "number"], name="meetings_paperversion_once"
            ),
            models.CheckConstraint(
                condition=models.Q(pages__gte=1), name="meetings_paperversion_has_pages"
            ),
            models.CheckConstraint(
                condition=models.Q(clean_file="", clean_sha256="")
                | (~models.Q(clean_file="") & ~models.Q(clean_sha256="")),
                name="meetings_paperversion_clean_pair",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.paper}, version {self.number}"
