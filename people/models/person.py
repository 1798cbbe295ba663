"""A person in the record, who may never sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Concat


if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self


def _before(name: str) -> Case:
    """A part of a name and the space behind it; nothing where the part is empty."""
    return Case(
        When(Q(**{name: ""}), then=Value("")),
        default=Concat(F(name), Value(" ")),
        output_field=models.CharField(),
    )


class PersonQuerySet(models.QuerySet["Person"]):
    def current(self) -> Self:
        """Return the persons that were not merged into another."""
        return self.filter(merged_into__isnull=True)

    def named_with(self, words: Iterable[str]) -> Self:
        """Return the persons in whose full name each of the words stands somewhere."""
        found = self
        for word in words:
            found = found.filter(full_name__icontains=word)
        return found


class Person(models.Model):
    """Someone in the record: a lay chair, a GP partner, an author, an observer."""

    title = models.CharField(max_length=30, blank=True, default="")
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    # The database writes these two from the three above: lists are found and ordered
    # by them with an index, as `str()` of a person and the last word of it would.
    full_name = models.GeneratedField(
        expression=Concat(_before("title"), _before("given_name"), F("family_name")),
        output_field=models.TextField(),
        db_persist=True,
    )
    filing_name = models.GeneratedField(
        expression=Func(F("family_name"), Value(" "), Value(-1), function="split_part"),
        output_field=models.TextField(),
        db_persist=True,
    )
    email = models.EmailField(blank=True, default="")
    telephone = models.CharField(max_length=40, blank=True, default="")
    postal_address = models.TextField(blank=True, default="")
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_persons",
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["family_name", "given_name", "pk"]
        indexes = [
            models.Index(
                fields=["filing_name", "full_name", "id"], name="people_person_filing"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("id")),
                name="people_person_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=~models.Q(family_name=""), name="people_person_named"
            ),
        ]

    def __str__(self) -> str:
        return " ".join(
            part for part in (self.title, self.given_name, self.family_name) if part
        )
