"""Who works for an organisation as what, from day to day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from commissioning.enums import PostRole
from commissioning.models.organisation import days_between


if TYPE_CHECKING:
    from datetime import date
    from typing import Self


class PostQuerySet(models.QuerySet["Post"]):
    def held_on(self, day: date) -> Self:
        """Return the posts that were held on `day`."""
        return self.filter(Q(to_on__isnull=True) | Q(to_on__gte=day), from_on__lte=day)

    def overlapping(self, from_on: date, to_on: date | None) -> Self:
        """Return those that held on any day from the first to the last, both included."""
        since = self.filter(Q(to_on__isnull=True) | Q(to_on__gte=from_on))
        return since.filter(from_on__lte=to_on) if to_on else since


class Post(models.Model):
    """A person holds a role in one organisation; ended by a date, never deleted."""

    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="posts"
    )
    organisation = models.ForeignKey(
        "commissioning.Organisation", on_delete=models.PROTECT, related_name="posts"
    )
    role = models.CharField(max_length=10, choices=PostRole.choices)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "role", "from_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=PostRole.values()), name="commissioning_post_known"
            ),
            models.CheckConstraint(
                condition=Q(from_on__lte=F("to_on")),
                name="commissioning_post_days_in_order",
            ),
            ExclusionConstraint(
                name="commissioning_post_once_a_day",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (days_between("from_on", "to_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()} of {self.organisation}"
