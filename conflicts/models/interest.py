"""A dated tie of a person to an organisation, or to an unlisted concern."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pgtrigger
from django.db import models

from conflicts.enums import Nature, PublicationState, SourceKind, Tie


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from typing import Self

COMPANY_NUMBER = r"^$|^[A-Z0-9]{2}[0-9]{6}$"


Row = TypeVar("Row", bound="Wording")


class WordingQuerySet(models.QuerySet[Row]):
    """Rows worded as an interest: as it reads now, or as it read after a change."""

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


class InterestQuerySet(WordingQuerySet["Interest"]):
    """Interests as they read now."""

    def open_on(self, day: date) -> Self:
        """Return the interests held on `day`; nobody is asked about what was purged.

        The interest of somebody who left is purged without an end of its own.
        """
        return super().open_on(day).filter(purged_at__isnull=True)

    def held_beyond(self, day: date) -> Self:
        """Return the interests held on `day` that do not end with it."""
        return self.open_on(day).exclude(to_on=day)


class InterestVersionQuerySet(WordingQuerySet["InterestVersion"]):
    def as_known(self, moment: datetime) -> Self:
        """Return each interest in the version that stood in the record at `moment`."""
        later = InterestVersion.objects.filter(
            interest=models.OuterRef("interest"),
            version__gt=models.OuterRef("version"),
            known_from__lte=moment,
        )
        return self.filter(known_from__lte=moment).exclude(models.Exists(later))


class Wording(models.Model):
    """What an interest says; shared by the interest and its versions.

    Three dates are kept apart and may each be "not stated" (null): when it arose, when
    the person became aware of it, and (always known) when it was declared.
    """

    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="%(class)ss"
    )
    nature = models.CharField(max_length=30, choices=Nature.choices())
    tie = models.CharField(max_length=20, choices=Tie.choices(), default=Tie.OTHER)
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
        related_name="%(class)ss",
    )
    unlisted_name = models.CharField(max_length=200, blank=True, default="")
    company_number = models.CharField(max_length=8, blank=True, default="")
    description = models.TextField(
        help_text="Words that may be published: no third party's name."
    )
    may_touch = models.TextField(
        blank=True, default="", help_text="What business of the body it may touch."
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
    source_reference = models.CharField(
        max_length=120,
        blank=True,
        default="",
        help_text="Where it came from: a minute, a form, a line of a spreadsheet.",
    )
    publication = models.CharField(
        max_length=30,
        choices=PublicationState.choices(),
        default=PublicationState.PUBLISH,
    )
    consents_to_publication = models.BooleanField(default=True)
    refusal_reason = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    @property
    def concern(self) -> str:
        """Return the name of the organisation or of the unlisted concern."""
        return self.organisation.name if self.organisation else self.unlisted_name


class Interest(Wording):
    """A tie that could colour a judgement: ended when it ends, never deleted.

    After its retention has run out its words are purged, and the row stays.
    """

    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )
    last_confirmed_on = models.DateField(null=True, blank=True)
    purged_at = models.DateTimeField(null=True, blank=True)

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
            models.CheckConstraint(
                condition=models.Q(company_number__regex=COMPANY_NUMBER),
                name="conflicts_interest_company_number",
            ),
        ]
        indexes = [
            models.Index(fields=["to_on"], name="conflicts_interest_ended"),
            models.Index(
                fields=["organisation", "nature"], name="conflicts_interest_in_body"
            ),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.person}: {self.concern}"

    @property
    def audit_label(self) -> str:
        """Name it without its words: the trail outlives them."""
        return f"Interest {self.pk} of {self.person}"


class InterestVersion(Wording):
    """How one interest read after one change: who wrote it, when and why.

    A register as at a past day shows, of each interest, the version known then:
    `known_from` is the moment of writing, or for an imported entry the day on which
    the earlier register took it in.
    """

    interest = models.ForeignKey(
        "conflicts.Interest", on_delete=models.PROTECT, related_name="versions"
    )
    person_name = models.CharField(max_length=240)
    organisation_name = models.CharField(max_length=200, blank=True, default="")
    reason = models.TextField(blank=True, default="")
    known_from = models.DateTimeField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    objects = InterestVersionQuerySet.as_manager()

    class Meta:
        ordering = ["interest", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["interest", "version"], name="conflicts_version_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["interest", "known_from", "version"],
                name="conflicts_version_known",
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.interest}, version {self.version}"

    @property
    def concern(self) -> str:
        """Return the name of the organisation as it was then, or of the concern."""
        return self.organisation_name or self.unlisted_name
