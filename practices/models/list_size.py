"""How many patients were registered with a practice."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from commissioning.enums import SourceKind


class ListSize(models.Model):
    """The registered patients of one practice on one day, by one source."""

    organisation = models.ForeignKey(
        "commissioning.Organisation",
        on_delete=models.PROTECT,
        related_name="list_sizes",
    )
    as_at = models.DateField()
    patients = models.PositiveIntegerField()
    source = models.CharField(max_length=12, choices=SourceKind.choices)

    class Meta:
        ordering = ["organisation", "-as_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "as_at", "source"],
                name="practices_list_size_once",
            ),
            models.CheckConstraint(
                condition=Q(patients__gte=0), name="practices_list_size_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patients} at {self.as_at:%d %B %Y}"


class ListStatement(models.Model):
    """What one file says about the list of one practice code."""

    file = models.ForeignKey(
        "commissioning.SourceFile",
        on_delete=models.PROTECT,
        related_name="list_statements",
    )
    code = models.CharField(max_length=12)
    as_at = models.DateField()
    patients = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["code"], name="practices_said_list_code")]

    def __str__(self) -> str:
        return f"{self.code}: {self.patients}"
