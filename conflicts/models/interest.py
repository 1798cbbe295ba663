"""A dated tie of a person to an organisation, or to an unlisted concern."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models

from conflicts.enums import Nature, PublicationState, SourceKind


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from typing import Self


class InterestQuerySet(models.QuerySet["Interest"]):
    def open_on(self, day: date) -> Self:
        """Return the interests held on `day`; an unstated start counts as held."""
        return self.filter(
            models.Q(from_on__isnull=True) | models.Q(from_on__lte=day),
            models.Q(to_on__isnull=True) | models.Q(to_on__gte=day),
        )

    def of_persons(self, person_ids: Iterable[int]) -> Self:
        """Return the interests of any of the persons (ids)."""
        return self.filter(person__in=list(person_ids))

    def touching(self, organisation_ids: Iterable[int]) -> Self:
        """Return the interests tied directly to any of the organisations (ids)."""
        return self.filter(organisation__in=list(organisation_ids))


class Interest(models.Model):
    """A tie that could colour a judgement: ended when it ends, never deleted.

    Three dates are kept apart and may each be "not stated" (null): when it arose, when
    the person became aware of it, and (always known) when it was declared.
    """

    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="interests"
    )
    nature = models.CharField(max_length=30, choices=Nature.choices())
    is_indirect = models.BooleanField(default=False)
    relationship = models.CharField(
        max_length=200,
        blank=True,
        default="",
        help_text="For an indirect interest, whose it is: for example spouse.",
    )
    organisation = models.ForeignKey(
        "commissioning.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="interests",
    )
    unlisted_name = models.CharField(max_length=200, blank=True, default="")
    description = models.TextField(
        help_text="Words that may be published: no third party's name."
    )
    restricted_note = models.TextField(
        blank=True, default="", help_text="Never published."
    )
    mitigation = models.TextField(blank=True, default="")
    arose_on = models.DateField(null=True, blank=True)
    became_aware_on = models.DateField(null=True, blank=True)
    declared_on = models.DateField()
    from_on = models.DateField("from", null=True, blank=True)
    to_on = models.DateField("to", null=True, blank=True)
    source = models.CharField(
        max_length=20, choices=SourceKind.choices(), default=SourceKind.SELF
    )
    source_on = models.DateField(null=True, blank=True)
    publication = models.CharField(
        max_length=30,
        choices=PublicationState.choices(),
        default=PublicationState.PUBLISH,
    )
    consents_to_publication = models.BooleanField(default=True)
    refusal_reason = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    objects = InterestQuerySet.as_manager()

    class Meta:
        ordering = ["person", "-declared_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=False)
                ^ ~models.Q(unlisted_name=""),
                name="conflicts_interest_one_concern",
            ),
            models.CheckConstraint(
                condition=models.Q(is_indirect=False) | ~models.Q(relationship=""),
                name="conflicts_interest_indirect_says_whose",
            ),
            models.CheckConstraint(
                condition=models.Q(from_on__isnull=True)
                | models.Q(to_on__isnull=True)
                | models.Q(to_on__gte=models.F("from_on")),
                name="conflicts_interest_dates_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(source=SourceKind.SELF)
                | models.Q(source_on__isnull=False),
                name="conflicts_interest_source_dated",
            ),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.person}: {self.concern}"

    @property
    def concern(self) -> str:
        """Return the name of the organisation or of the unlisted concern."""
        return self.organisation.name if self.organisation else self.unlisted_name


class InterestVersion(models.Model):
    """How one interest read after one change: who wrote it, when and why."""

    interest = models.ForeignKey(
        "conflicts.Interest", on_delete=models.PROTECT, related_name="versions"
    )
    version = models.PositiveIntegerField()
    fields = models.JSONField()
    reason = models.TextField(blank=True, default="")
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["interest", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["interest", "version"], name="conflicts_version_once"
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.interest}, version {self.version}"
