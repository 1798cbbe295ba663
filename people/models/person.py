"""A person in the record, who may never sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models


if TYPE_CHECKING:
    from typing import Self


class PersonQuerySet(models.QuerySet["Person"]):
    def current(self) -> Self:
        """Return the persons that were not merged into another."""
        return self.filter(merged_into__isnull=True)


class Person(models.Model):
    """Someone in the record: a lay chair, a GP partner, an author, an observer."""

    title = models.CharField(max_length=30, blank=True, default="")
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
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
