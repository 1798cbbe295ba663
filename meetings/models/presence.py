"""Who was in the room, when, and in what capacity for each committee."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models

from meetings.enums import Capacity, CheckMoment, Moment, Place, PresenceKind


if TYPE_CHECKING:
    from typing import Self


class Attendance(models.Model):
    """In what capacity one person is at one sitting: the same person, several rows."""

    sitting = models.ForeignKey(
        "meetings.Sitting", on_delete=models.PROTECT, related_name="attendances"
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="attendances"
    )
    capacity = models.CharField(max_length=30, choices=Capacity.choices())
    seat = models.ForeignKey(
        "committees.Seat",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="attendances",
    )
    sent_apologies = models.BooleanField(default=False)

    class Meta:
        ordering = ["sitting", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "person"], name="meetings_attendance_once"
            ),
            models.UniqueConstraint(
                fields=["sitting", "seat"],
                condition=models.Q(sent_apologies=False, seat__isnull=False),
                name="meetings_attendance_seat_filled_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(
                    capacity__in=[Capacity.SEAT_HOLDER, Capacity.DEPUTY]
                )
                | models.Q(seat__isnull=False),
                name="meetings_attendance_seat_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_capacity_display()}"


# What was struck out stays struck out, at the moment and by whom it was.
STRUCK_OUT_ALREADY = pgtrigger.Condition(
    "OLD.struck_out_at IS NOT NULL AND (OLD.struck_out_at, OLD.struck_out_by_id)"
    " IS DISTINCT FROM (NEW.struck_out_at, NEW.struck_out_by_id)"
)


class PresenceEventQuerySet(models.QuerySet["PresenceEvent"]):
    def standing(self) -> Self:
        """Return the events that were not struck out, in order of time."""
        return self.filter(struck_out_at__isnull=True).order_by("happened_at", "pk")


class PresenceEvent(models.Model):
    """Somebody came in or went out: the only source of who was present when."""

    gathering = models.ForeignKey(
        "meetings.Gathering", on_delete=models.PROTECT, related_name="presence_events"
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="presence_events"
    )
    kind = models.CharField(max_length=10, choices=PresenceKind.choices())
    place = models.CharField(max_length=20, choices=Place.choices())
    happened_at = models.DateTimeField()
    item = models.ForeignKey(
        "meetings.Item",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="presence_events",
    )
    moment = models.CharField(
        max_length=10, choices=Moment.choices(), default=Moment.BEFORE
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )
    struck_out_at = models.DateTimeField(null=True, blank=True)
    struck_out_by = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = PresenceEventQuerySet.as_manager()

    class Meta:
        ordering = ["gathering", "happened_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    struck_out_at__isnull=True, struck_out_by__isnull=True
                )
                | models.Q(struck_out_at__isnull=False, struck_out_by__isnull=False),
                name="meetings_presence_struck_out_pair",
            )
        ]
        # It is struck out, and moves when two entries of a person are merged.
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="said_once", exclude=["person", "struck_out_at", "struck_out_by"]
            ),
            pgtrigger.Trigger(
                name="struck_out_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=STRUCK_OUT_ALREADY,
                func="RAISE EXCEPTION 'Cannot update what was struck out';",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_kind_display()}"


class QuorumCheck(models.Model):
    """The quorum of one sitting at one moment, with its arithmetic, for ever."""

    sitting = models.ForeignKey(
        "meetings.Sitting", on_delete=models.PROTECT, related_name="quorum_checks"
    )
    item = models.ForeignKey(
        "meetings.Item",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="quorum_checks",
    )
    moment = models.CharField(max_length=20, choices=CheckMoment.choices())
    terms = models.ForeignKey(
        "committees.TermsOfReference", on_delete=models.PROTECT, related_name="+"
    )
    is_quorate = models.BooleanField()
    result = models.JSONField()
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ["sitting", "checked_at", "pk"]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        answer = "quorate" if self.is_quorate else "not quorate"
        return f"{self.sitting}: {answer}"
