"""A place on a committee, and what each version of the terms says of it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from committees.enums import SeatCategory, SeatRole


class Seat(models.Model):
    """A place on a committee that outlives versions of the terms."""

    committee = models.ForeignKey(
        "committees.Committee", on_delete=models.PROTECT, related_name="seats"
    )
    title = models.CharField(max_length=200)

    class Meta:
        ordering = ["committee", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "title"], name="committees_seat_title_once"
            )
        ]

    def __str__(self) -> str:
        return self.title


class SeatTerms(models.Model):
    """What one version of the terms says of one seat: category, vote, roles."""

    terms = models.ForeignKey(
        "committees.TermsOfReference",
        on_delete=models.PROTECT,
        related_name="seat_terms",
    )
    seat = models.ForeignKey(
        "committees.Seat", on_delete=models.PROTECT, related_name="terms"
    )
    position = models.PositiveSmallIntegerField(default=0)
    category = models.CharField(max_length=30, choices=SeatCategory.choices())
    is_voting = models.BooleanField()
    roles = ArrayField(
        models.CharField(max_length=40, choices=SeatRole.choices()),
        default=list,
        blank=True,
    )
    vote_share = models.CharField(
        max_length=40,
        blank=True,
        default="",
        help_text="Seats with the same word here share one vote.",
    )

    class Meta:
        ordering = ["terms", "position", "pk"]
        verbose_name_plural = "seat terms"
        constraints = [
            models.UniqueConstraint(
                fields=["terms", "seat"], name="committees_seatterms_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.seat} (version {self.terms.version})"
