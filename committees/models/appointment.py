"""Who holds a seat, who may stand in, who reads for them, from when to when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models.expressions import Func


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from typing import Self


class DateSpan(Func):
    """The days from one field to another, both included; an empty end is open."""

    function = "DATERANGE"
    output_field = DateRangeField()


def holding_on(day: date) -> models.Q:
    """Return the condition for rows in force on `day`."""
    return models.Q(from_on__lte=day) & (
        models.Q(to_on__isnull=True) | models.Q(to_on__gte=day)
    )


def holding_on_any(days: Iterable[date]) -> models.Q:
    """Return the condition for rows in force on one of some days, or on none of none."""
    found = models.Q(pk__in=[])
    for day in days:
        found |= holding_on(day)
    return found


def is_holding_on(row: Appointment | Deputy | Assistant, day: date) -> bool:
    """Say of a loaded row what `holding_on` asks of the table."""
    return row.from_on <= day and (row.to_on is None or row.to_on >= day)


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def held_on(self, day: date) -> Self:
        """Return the appointments in force on `day`."""
        return self.filter(holding_on(day))


class Appointment(models.Model):
    """One person holding one seat from a day to a day; ended, never deleted."""

    seat = models.ForeignKey(
        "committees.Seat", on_delete=models.PROTECT, related_name="appointments"
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="appointments"
    )
    from_on = models.DateField("from")
    to_on = models.DateField("to", null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["seat", "from_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_on__isnull=True)
                | models.Q(to_on__gte=models.F("from_on")),
                name="committees_appointment_dates_in_order",
            ),
            ExclusionConstraint(
                name="committees_appointment_one_holder_a_day",
                expressions=[
                    ("seat", RangeOperators.EQUAL),
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
        return f"{self.person}: {self.seat}"


class DeputyQuerySet(models.QuerySet["Deputy"]):
    def named_on(self, day: date) -> Self:
        """Return the deputies who may stand in on `day`."""
        return self.filter(holding_on(day))


class Deputy(models.Model):
    """Somebody who may stand in for a seat, whoever holds it."""

    seat = models.ForeignKey(
        "committees.Seat", on_delete=models.PROTECT, related_name="deputies"
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="deputyships"
    )
    from_on = models.DateField("from")
    to_on = models.DateField("to", null=True, blank=True)

    objects = DeputyQuerySet.as_manager()

    class Meta:
        ordering = ["seat", "from_on"]
        verbose_name_plural = "deputies"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_on__isnull=True)
                | models.Q(to_on__gte=models.F("from_on")),
                name="committees_deputy_dates_in_order",
            ),
            ExclusionConstraint(
                name="committees_deputy_named_once_a_day",
                expressions=[
                    ("seat", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
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
        return f"{self.person}: deputy for {self.seat}"


class AssistantQuerySet(models.QuerySet["Assistant"]):
    def for_meeting(self, held_on: date, *, today: date) -> Self:
        """Return who reads, now or later, for members of a meeting held on `held_on`.

        Whose naming begins after the meeting never reads its papers.
        """
        first, last = sorted((held_on, today))
        member = models.Q(appointment__from_on__lte=held_on) & (
            models.Q(appointment__to_on__isnull=True)
            | models.Q(appointment__to_on__gte=last)
        )
        return self.filter(member, from_on__lte=held_on).exclude(to_on__lt=first)


class Assistant(models.Model):
    """Somebody who reads the papers for a member, within both people's exclusions.

    Belongs to the member's own appointment: who follows in the seat names anew.
    """

    appointment = models.ForeignKey(
        "committees.Appointment", on_delete=models.PROTECT, related_name="assistants"
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="reads_for"
    )
    from_on = models.DateField("from")
    to_on = models.DateField("to", null=True, blank=True)

    objects = AssistantQuerySet.as_manager()

    class Meta:
        ordering = ["appointment", "from_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_on__isnull=True)
                | models.Q(to_on__gte=models.F("from_on")),
                name="committees_assistant_dates_in_order",
            ),
            ExclusionConstraint(
                name="committees_assistant_named_once_a_day",
                expressions=[
                    ("appointment", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
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
        return f"{self.person} reads for {self.appointment.person}"
