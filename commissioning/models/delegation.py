"""The scheme of delegation: which committee may do what, and to what value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from commissioning.values import Power


if TYPE_CHECKING:
    from datetime import date
    from typing import Self


class CommissioningFunction(models.Model):
    """A named piece of commissioning work, such as practice mergers."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(name=""), name="commissioning_function_named"
            )
        ]

    def __str__(self) -> str:
        return self.name


class DelegationRuleQuerySet(models.QuerySet["DelegationRule"]):
    def in_force_on(self, day: date) -> Self:
        """Return the rows of the scheme that held on `day`."""
        return self.filter(Q(to_on__isnull=True) | Q(to_on__gte=day), from_on__lte=day)


class DelegationRule(models.Model):
    """One row of a scheme: a kind of committee may decide or recommend a function."""

    ccg = models.ForeignKey(
        "commissioning.Organisation",
        on_delete=models.PROTECT,
        related_name="delegation_rules",
    )
    function = models.ForeignKey(
        "commissioning.CommissioningFunction",
        on_delete=models.PROTECT,
        related_name="delegation_rules",
    )
    committee_kind = models.CharField(max_length=60)
    power = models.CharField(max_length=10, choices=Power.choices)
    limit_pence = models.BigIntegerField("limit in pence", null=True, blank=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True, default="")

    objects = DelegationRuleQuerySet.as_manager()

    class Meta:
        ordering = ["ccg", "function", "committee_kind", "from_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["ccg", "function", "committee_kind", "power", "from_on"],
                name="commissioning_delegation_once",
            ),
            models.CheckConstraint(
                condition=Q(power__in=Power.values()),
                name="commissioning_delegation_power_known",
            ),
            models.CheckConstraint(
                condition=~Q(committee_kind=""), name="commissioning_delegation_to_whom"
            ),
            models.CheckConstraint(
                condition=Q(limit_pence__isnull=True) | Q(limit_pence__gte=0),
                name="commissioning_delegation_limit_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(from_on__lte=F("to_on")),
                name="commissioning_delegation_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.committee_kind} {self.get_power_display()}: {self.function}"
