"""The event in the room, and each committee's meeting within it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from meetings.enums import GatheringState


if TYPE_CHECKING:
    from datetime import date
    from typing import Self


class GatheringQuerySet(models.QuerySet["Gathering"]):
    def of_committees(self, committee_ids: object) -> Self:
        """Return the gatherings in which any of the committees (ids) sits."""
        return self.filter(sittings__committee__in=committee_ids).distinct()

    def upcoming(self, day: date) -> Self:
        """Return the gatherings held on `day` or later, soonest first."""
        return self.filter(held_on__gte=day).order_by("held_on")

    def announced(self) -> Self:
        """Return the gatherings whose notice was given: those the public may see."""
        return self.exclude(state=GatheringState.DRAFT)


class Gathering(models.Model):
    """One event at one time and place in which one or more committees sit."""

    group = models.ForeignKey(
        "committees.GroupInCommon",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="gatherings",
    )
    title = models.CharField(max_length=200)
    held_on = models.DateField()
    starts_at_time = models.TimeField("starts")
    ends_at_time = models.TimeField("ends", null=True, blank=True)
    part_two_time = models.TimeField("private part starts", null=True, blank=True)
    venue = models.CharField(max_length=300)
    remote_link = models.URLField(blank=True, default="")
    next_held_on = models.DateField("next meeting", null=True, blank=True)
    convening_chair = models.ForeignKey(
        "people.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="convenes",
    )
    state = models.CharField(
        max_length=30,
        choices=GatheringState.choices(),
        default=GatheringState.DRAFT,
    )
    notice_on = models.DateField(
        null=True, blank=True, help_text="The day on which notice was last given."
    )
    revision = models.PositiveIntegerField(
        default=0, help_text="Grows with every edit of the agenda."
    )
    calendar_sequence = models.PositiveIntegerField(default=0)

    objects = GatheringQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(next_held_on__isnull=True)
                | models.Q(next_held_on__gt=models.F("held_on")),
                name="meetings_gathering_next_is_later",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at_time__isnull=True)
                | models.Q(ends_at_time__gt=models.F("starts_at_time")),
                name="meetings_gathering_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Sitting(models.Model):
    """One committee's meeting within a gathering: decisions and quorum hang on it."""

    gathering = models.ForeignKey(
        "meetings.Gathering", on_delete=models.PROTECT, related_name="sittings"
    )
    committee = models.ForeignKey(
        "committees.Committee", on_delete=models.PROTECT, related_name="sittings"
    )
    position = models.PositiveSmallIntegerField(default=0)
    chair = models.ForeignKey(
        "people.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="chairs",
    )

    class Meta:
        ordering = ["gathering", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["gathering", "committee"], name="meetings_sitting_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.committee.short_name}, {self.gathering}"
