"""The private address at which somebody's calendar finds their meetings."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class CalendarFeed(models.Model):
    """One private address: its token is known to its owner alone, here is its hash."""

    user = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="calendar_feeds"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(ended_at__isnull=True),
                name="notices_calendarfeed_one_open",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True)
                | Q(ended_at__gte=models.F("made_at")),
                name="notices_calendarfeed_days",
            ),
        ]

    def __str__(self) -> str:
        return f"Calendar address {self.pk}"
