"""How organisations hang together, from day to day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from commissioning.enums import Basis
from commissioning.models.organisation import days_between
from commissioning.values import LinkKind


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from typing import Self


class OrganisationLinkQuerySet(models.QuerySet["OrganisationLink"]):
    def in_force_on(self, day: date) -> Self:
        """Return the links that held on `day`."""
        return self.filter(Q(to_on__isnull=True) | Q(to_on__gte=day), from_on__lte=day)

    def overlapping(self, from_on: date, to_on: date | None) -> Self:
        """Return those that held on any day from the first to the last, both included."""
        since = self.filter(Q(to_on__isnull=True) | Q(to_on__gte=from_on))
        return since.filter(from_on__lte=to_on) if to_on else since

    def touching(self, organisations: Iterable[int]) -> Self:
        """Return the links with one of `organisations` (keys) at either end."""
        keys = list(organisations)
        return self.filter(Q(source__in=keys) | Q(target__in=keys))


class OrganisationLink(models.Model):
    """The source organisation stands so to the target, from one day to another."""

    kind = models.CharField(max_length=20, choices=LinkKind.choices)
    source = models.ForeignKey(
        "commissioning.Organisation", on_delete=models.PROTECT, related_name="links_out"
    )
    target = models.ForeignKey(
        "commissioning.Organisation", on_delete=models.PROTECT, related_name="links_in"
    )
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    basis = models.CharField(
        max_length=10, choices=Basis.choices, default=Basis.RECORDED.value
    )

    objects = OrganisationLinkQuerySet.as_manager()

    class Meta:
        ordering = ["source", "kind", "from_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "kind", "target", "from_on"],
                name="commissioning_link_once",
            ),
            models.CheckConstraint(
                condition=Q(from_on__lte=F("to_on")),
                name="commissioning_link_days_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(source=F("target")),
                name="commissioning_link_not_to_itself",
            ),
            ExclusionConstraint(
                name="commissioning_link_member_of_one",
                expressions=[
                    ("source", RangeOperators.EQUAL),
                    (days_between("from_on", "to_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(kind=LinkKind.MEMBER_OF.value),
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.get_kind_display()} {self.target}"
