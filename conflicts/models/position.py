"""What a person is to a body, where neither a seat nor a post says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models

from committees.models.appointment import DateSpan, holding_on
from conflicts.enums import Capacity


if TYPE_CHECKING:
    from datetime import date
    from typing import Self


class PositionQuerySet(models.QuerySet["Position"]):
    def held_on(self, day: date) -> Self:
        """Return the positions held on `day`."""
        return self.filter(holding_on(day))


class Position(models.Model):
    """A person's position with, or relationship to, a CCG or ICB, from day to day.

    It makes them declare; band and powers say whether what they declare is published.
    """

    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="positions"
    )
    organisation = models.ForeignKey(
        "commissioning.Organisation", on_delete=models.PROTECT, related_name="positions"
    )
    capacity = models.CharField(max_length=20, choices=Capacity.choices())
    title = models.CharField(max_length=160)
    band = models.CharField(
        max_length=4, blank=True, default="", help_text="For example 5, 8d, 9 or VSM."
    )
    can_commit = models.BooleanField(
        default=False,
        help_text="May enter into contracts, buy, or decide formulary or equipment.",
    )
    practice = models.ForeignKey(
        "commissioning.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="practice_positions",
    )
    line_manager = models.ForeignKey(
        "people.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="managed_positions",
    )
    from_on = models.DateField("from")
    to_on = models.DateField("to", null=True, blank=True)

    objects = PositionQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "person", "from_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_on__isnull=True)
                | models.Q(to_on__gte=models.F("from_on")),
                name="conflicts_position_dates_in_order",
            ),
            models.CheckConstraint(
                condition=~models.Q(line_manager=models.F("person")),
                name="conflicts_position_not_own_manager",
            ),
            models.CheckConstraint(
                condition=~models.Q(capacity=Capacity.PRACTICE_PARTNER)
                | models.Q(practice__isnull=False),
                name="conflicts_position_partner_of_a_practice",
            ),
            ExclusionConstraint(
                name="conflicts_position_once_a_day",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    ("title", RangeOperators.EQUAL),
                    (
                        DateSpan(
                            "from_on",
                            "to_on",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.title}, {self.organisation}"
