"""A standing body that decides for its organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from committees.enums import CommitteeKind
from committees.models.appointment import Appointment, Deputy


if TYPE_CHECKING:
    from datetime import date
    from typing import Self


class CommitteeQuerySet(models.QuerySet["Committee"]):
    def standing_on(self, day: date) -> Self:
        """Return the committees established and not disestablished on `day`."""
        return self.filter(established_on__lte=day).filter(
            models.Q(disestablished_on__isnull=True)
            | models.Q(disestablished_on__gte=day)
        )

    def seating(self, person_id: int, day: date) -> Self:
        """Return the committees where a person (id) holds or deputises on `day`."""
        held = Appointment.objects.held_on(day).filter(person=person_id)
        deputised = Deputy.objects.named_on(day).filter(person=person_id)
        return self.filter(
            models.Q(seats__appointments__in=held)
            | models.Q(seats__deputies__in=deputised)
        ).distinct()

    def of_organisations(self, organisation_ids: object) -> Self:
        """Return the committees of any of the organisations (a set of ids)."""
        return self.filter(organisations__in=organisation_ids).distinct()


class Committee(models.Model):
    """A standing body of one or more organisations, such as Havering's PCCC."""

    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60)
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=30, choices=CommitteeKind.choices())
    organisations = models.ManyToManyField(
        "commissioning.Organisation", related_name="committees"
    )
    reference_pattern = models.CharField(
        max_length=60,
        help_text="Pattern of item references, for example PCC{yy}/{n:03}.",
    )
    refers_to = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="referred_from",
        help_text="Where an item goes when this committee cannot decide it.",
    )
    established_on = models.DateField()
    disestablished_on = models.DateField(null=True, blank=True)

    objects = CommitteeQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(disestablished_on__isnull=True)
                | models.Q(disestablished_on__gte=models.F("established_on")),
                name="committees_committee_dates_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(refers_to__isnull=True)
                | ~models.Q(refers_to=models.F("id")),
                name="committees_committee_not_refers_to_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.name
