"""What came to the address for returned mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from notices.enums import Match, ReturnKind


if TYPE_CHECKING:
    from typing import Self


class ReturnedMailQuerySet(models.QuerySet["ReturnedMail"]):
    def unsettled(self) -> Self:
        """Return what could not be matched and nobody has looked at yet."""
        return self.filter(settled_at__isnull=True).exclude(
            match__in=[Match.MARKED, Match.NOTED]
        )


class ReturnedMail(models.Model):
    """One message that came back, taken in once, with the letter it is about if any.

    `address`, `message_id` and `words` are what a stranger wrote; they are erased when
    somebody has looked at it.
    """

    fingerprint = models.CharField(max_length=64, unique=True)
    taken_in_at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=ReturnKind.choices())
    match = models.CharField(max_length=14, choices=Match.choices())
    letter = models.ForeignKey(
        "notices.Letter",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="returns",
    )
    status = models.CharField(max_length=12, blank=True, default="")
    message_id = models.CharField(max_length=200, blank=True, default="")
    address = models.CharField(max_length=320, blank=True, default="")
    words = models.CharField(max_length=300, blank=True, default="")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = ReturnedMailQuerySet.as_manager()

    class Meta:
        ordering = ["-taken_in_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ReturnKind.values()) & Q(match__in=Match.values()),
                name="notices_returnedmail_choices",
            ),
            models.CheckConstraint(
                condition=Q(match__in=[Match.MARKED, Match.NOTED], letter__isnull=False)
                | Q(
                    match__in=[Match.UNKNOWN, Match.OTHER_ADDRESS], letter__isnull=True
                ),
                name="notices_returnedmail_letter",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | Q(
                    settled_at__isnull=False,
                    settled_by__isnull=False,
                    message_id="",
                    address="",
                    words="",
                ),
                name="notices_returnedmail_settled",
            ),
        ]

    def __str__(self) -> str:
        return f"Returned mail {self.pk}"
