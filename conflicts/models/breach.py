"""Possible breaches of the rules on conflicts, for the guardian."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models

from conflicts.enums import BreachState


if TYPE_CHECKING:
    from typing import Self

CLOSED = (BreachState.CLOSED, BreachState.NO_BREACH)


class BreachQuerySet(models.QuerySet["Breach"]):
    def waiting(self) -> Self:
        """Return those the guardian has not closed yet."""
        return self.exclude(state__in=CLOSED)

    def published(self) -> Self:
        """Return those whose words without names are on the public site."""
        return self.filter(published_at__isnull=False)


class Breach(models.Model):
    """What may have gone wrong: drafted by the record or reported by anybody.

    `nature` and `findings` may name people and are never published; the guardian
    writes `public_words`, `learning` and `actions_taken` without names.
    """

    about = models.CharField(
        max_length=120, unique=True, help_text="Key of what it is about."
    )
    organisation = models.ForeignKey(
        "commissioning.Organisation", on_delete=models.PROTECT, related_name="breaches"
    )
    state = models.CharField(
        max_length=14, choices=BreachState.choices(), default=BreachState.REPORTED
    )
    happened_on = models.DateField()
    nature = models.TextField()
    control_process = models.TextField(
        blank=True, default="", help_text="The decision or process concerned."
    )
    interest = models.ForeignKey(
        "conflicts.Interest",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="breaches",
    )
    reporter = models.CharField(
        max_length=200, blank=True, default="", help_text="Empty if not said."
    )
    drafted_at = models.DateTimeField()
    investigated_on = models.DateField(null=True, blank=True)
    findings = models.TextField(blank=True, default="")
    learning = models.TextField(blank=True, default="")
    actions_taken = models.TextField(blank=True, default="")
    nhs_england_told_on = models.DateField(null=True, blank=True)
    public_words = models.TextField(blank=True, default="")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = BreachQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_on", "-pk"]
        verbose_name_plural = "breaches"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, closed_by__isnull=True)
                | models.Q(closed_at__isnull=False, closed_by__isnull=False),
                name="conflicts_breach_closed_pair",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=CLOSED, closed_at__isnull=False)
                | (~models.Q(state__in=CLOSED) & models.Q(closed_at__isnull=True)),
                name="conflicts_breach_closed_state",
            ),
            models.CheckConstraint(
                condition=models.Q(published_at__isnull=True, published_by__isnull=True)
                | (
                    models.Q(
                        published_at__isnull=False,
                        published_by__isnull=False,
                        state=BreachState.CLOSED,
                    )
                    & ~models.Q(public_words="")
                ),
                name="conflicts_breach_published_closed",
            ),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Possible breach of {self.happened_on}"


class BreachStatement(models.Model):
    """The guardian's statement that a body had no breaches in a period."""

    organisation = models.ForeignKey(
        "commissioning.Organisation",
        on_delete=models.PROTECT,
        related_name="breach_statements",
    )
    first_day = models.DateField()
    last_day = models.DateField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-last_day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="conflicts_statement_days_in_order",
            ),
            models.UniqueConstraint(
                fields=["organisation", "first_day", "last_day"],
                name="conflicts_statement_once",
            ),
        ]

    def __str__(self) -> str:
        return f"No breaches, {self.first_day} to {self.last_day}"
