"""How far a CCG commissions GP services, from day to day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from commissioning.models.organisation import days_between
from commissioning.values import Level


if TYPE_CHECKING:
    from datetime import date
    from typing import Self


class CommissioningLevelQuerySet(models.QuerySet["CommissioningLevel"]):
    def in_force_on(self, day: date) -> Self:
        """Return the levels that held on `day`."""
        return self.filter(Q(to_on__isnull=True) | Q(to_on__gte=day), from_on__lte=day)


class CommissioningLevel(models.Model):
    """The level at which one CCG co-commissions, from one day to another."""

    ccg = models.ForeignKey(
        "commissioning.Organisation", on_delete=models.PROTECT, related_name="levels"
    )
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    agreement_ref = models.CharField(max_length=200, blank=True, default="")

    objects = CommissioningLevelQuerySet.as_manager()

    class Meta:
        ordering = ["ccg", "from_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__in=[1, 2, 3]), name="commissioning_level_known"
            ),
            models.CheckConstraint(
                condition=Q(from_on__lte=F("to_on")),
                name="commissioning_level_days_in_order",
            ),
            ExclusionConstraint(
                name="commissioning_level_one_a_day",
                expressions=[
                    ("ccg", RangeOperators.EQUAL),
                    (days_between("from_on", "to_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ccg}: {self.get_level_display()}"
