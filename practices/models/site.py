"""Branch surgeries."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Site(models.Model):
    """A branch surgery of a practice, from one day to another."""

    code = models.CharField(max_length=12, unique=True)
    practice = models.ForeignKey(
        "commissioning.Organisation", on_delete=models.PROTECT, related_name="sites"
    )
    name = models.CharField(max_length=200)
    address = models.TextField("address, one line each", blank=True, default="")
    postcode = models.CharField(max_length=10, blank=True, default="")
    telephone = models.CharField(max_length=20, blank=True, default="")
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    practice_from_on = models.DateField(null=True, blank=True)
    practice_to_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["practice", "code"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(name=""), name="practices_site_named"
            ),
            models.CheckConstraint(
                condition=Q(opened_on__lte=F("closed_on")),
                name="practices_site_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(practice_from_on__lte=F("practice_to_on")),
                name="practices_site_practice_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name
