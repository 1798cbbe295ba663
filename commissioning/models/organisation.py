"""Any body that can be named, and what it was called when."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Upper

from commissioning.enums import Basis, OrganisationKind, OrganisationStatus


if TYPE_CHECKING:
    from datetime import date
    from typing import Self


def days_between(first: str, last: str) -> Func:
    """Build the range of days from one column to another, both included."""
    return Func(first, last, Value("[]"), function="daterange")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def open_on(self, day: date) -> Self:
        """Return the organisations that stood on `day`, as far as their dates say."""
        return self.filter(
            Q(opened_on__isnull=True) | Q(opened_on__lte=day),
            Q(closed_on__isnull=True) | Q(closed_on__gte=day),
        )

    def found_by(self, words: str) -> Self:
        """Return the organisations a person means by `words`, best first.

        `words` is part of a name (past or present, accents and small slips forgiven),
        a code or a postcode.
        """
        wanted = " ".join(words.split())
        if not wanted:
            return self.none()
        once_called = OrganisationName.objects.filter(_contains(wanted))
        return (
            self.annotate(
                rank=Case(
                    When(Q(code__iexact=wanted) | Q(postcode__iexact=wanted), then=2),
                    When(name__istartswith=wanted, then=1),
                    default=0,
                ),
                likeness=Func(
                    Plain(Value(wanted)),
                    Plain("name"),
                    function="word_similarity",
                    output_field=models.FloatField(),
                ),
            )
            .filter(
                Q(pk__in=self.model.objects.filter(_contains(wanted)).values("pk"))
                | Q(pk__in=self.model.objects.filter(_resembles(wanted)).values("pk"))
                | Q(pk__in=once_called.values("organisation_id"))
                | Q(code__istartswith=wanted)
                | Q(postcode__istartswith=wanted)
            )
            .order_by("-rank", "-likeness", "name", "code", "pk")
        )


class Plain(Func):
    """A name without accents; the same expression as the index, so that it is used."""

    function = "commissioning_plain"
    output_field = models.TextField()


def _contains(wanted: str) -> Func:
    """Ask whether a name contains the words; the index answers."""
    escaped = re.sub(r"([\\%_])", r"\\\1", wanted)
    return Func(
        Plain("name"),
        Plain(Value(f"%{escaped}%")),
        template="%(expressions)s",
        arg_joiner=" ILIKE ",
        output_field=models.BooleanField(),
    )


def _resembles(wanted: str) -> Func:
    """Ask whether a name has words like these (pg_trgm's word similarity of 0.6)."""
    return Func(
        Plain(Value(wanted)),
        Plain("name"),
        template="%(expressions)s",
        arg_joiner=" <%% ",
        output_field=models.BooleanField(),
    )


class Organisation(models.Model):
    """A body that can be named; closed, never deleted, and its code never reused."""

    # Null, not empty, where a body has no code: only so can the code be unique.
    code = models.CharField("ODS code", max_length=12, null=True, blank=True)  # noqa: DJ001 # said above
    kind = models.CharField(max_length=20, choices=OrganisationKind.choices)
    name = models.CharField(max_length=200)
    status = models.CharField(
        max_length=10,
        choices=OrganisationStatus.choices,
        default=OrganisationStatus.ACTIVE.value,
    )
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    address = models.TextField("address, one line each", blank=True, default="")
    postcode = models.CharField(max_length=10, blank=True, default="")
    company_number = models.CharField(max_length=12, blank=True, default="")
    is_invented = models.BooleanField("made up for the demonstration", default=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], name="commissioning_organisation_code_once"
            ),
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(name=""),
                name="commissioning_organisation_named",
            ),
            models.CheckConstraint(
                condition=Q(code__isnull=True) | Q(code=Upper("code")),
                name="commissioning_organisation_code_upper",
            ),
            models.CheckConstraint(
                condition=Q(opened_on__lte=F("closed_on")),
                name="commissioning_organisation_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True)
                | Q(status=OrganisationStatus.CLOSED.value),
                name="commissioning_organisation_closed_says_so",
            ),
        ]
        indexes = [
            models.Index(fields=["postcode"], name="commissioning_org_postcode"),
            models.Index(fields=["kind", "name"], name="commissioning_org_kind_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def status_on(self, day: date) -> OrganisationStatus:
        """Return the status on a day: a later closing does not show before it."""
        status = OrganisationStatus(self.status)
        if status is OrganisationStatus.CLOSED and self.closed_on:
            is_closed = day > self.closed_on
            return status if is_closed else OrganisationStatus.ACTIVE
        return status

    @property
    def label(self) -> str:
        """Return the name with the code, as a list of choices shows it."""
        return f"{self.name} ({self.code})" if self.code else self.name


class OrganisationName(models.Model):
    """What an organisation was called from one day to another."""

    organisation = models.ForeignKey(
        "commissioning.Organisation", on_delete=models.PROTECT, related_name="names"
    )
    name = models.CharField(max_length=200)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    source = models.CharField(
        max_length=10, choices=Basis.choices, default=Basis.RECORDED.value
    )

    class Meta:
        ordering = ["organisation", "from_on"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""), name="commissioning_name_not_empty"
            ),
            models.CheckConstraint(
                condition=Q(from_on__lte=F("to_on")),
                name="commissioning_name_days_in_order",
            ),
            ExclusionConstraint(
                name="commissioning_name_one_a_day",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("source", RangeOperators.EQUAL),
                    (days_between("from_on", "to_on"), RangeOperators.OVERLAPS),
                ],
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return self.name
