"""What each imported file said: the only input of the directory's derived rows."""

from __future__ import annotations

from django.db import models

from commissioning.enums import SourceKind


class SourceFile(models.Model):
    """One published file as at one day; its rows are kept as statements."""

    kind = models.CharField(max_length=12, choices=SourceKind.choices)
    as_at = models.DateField()
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    row_count = models.PositiveIntegerField()

    class Meta:
        ordering = ["as_at", "kind", "sha256"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "as_at", "sha256"],
                name="commissioning_source_file_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} as at {self.as_at:%d %B %Y}"


class OrganisationStatement(models.Model):
    """What one file says about one code: name, dates, address, commissioner."""

    file = models.ForeignKey(
        "commissioning.SourceFile",
        on_delete=models.PROTECT,
        related_name="organisation_statements",
    )
    code = models.CharField(max_length=12)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    status = models.CharField(max_length=10)
    said_on = models.DateField()
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    address = models.TextField(blank=True, default="")
    postcode = models.CharField(max_length=10, blank=True, default="")
    telephone = models.CharField(max_length=20, blank=True, default="")
    region_code = models.CharField(max_length=12, blank=True, default="")
    geography_code = models.CharField(max_length=12, blank=True, default="")
    parent_code = models.CharField(max_length=12, blank=True, default="")
    parent_from_on = models.DateField(null=True, blank=True)
    parent_to_on = models.DateField(null=True, blank=True)
    provider_code = models.CharField(max_length=12, blank=True, default="")
    setting = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["code"], name="commissioning_said_code"),
            models.Index(
                fields=["parent_code"],
                name="commissioning_said_parent",
                condition=~models.Q(parent_code=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class LinkStatement(models.Model):
    """What one file says about two codes: from when to when they were linked."""

    file = models.ForeignKey(
        "commissioning.SourceFile",
        on_delete=models.PROTECT,
        related_name="link_statements",
    )
    kind = models.CharField(max_length=20)
    source_code = models.CharField(max_length=12)
    target_code = models.CharField(max_length=12)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["source_code"], name="commissioning_said_source"),
            models.Index(fields=["target_code"], name="commissioning_said_target"),
        ]

    def __str__(self) -> str:
        return f"{self.source_code} {self.kind} {self.target_code}"
