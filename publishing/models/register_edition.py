"""A register as it was issued on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models

from conflicts.rules.registers import Edition


if TYPE_CHECKING:
    from typing import Self

    from conflicts.facts.registers import Whose


class RegisterEditionQuerySet(models.QuerySet["RegisterEdition"]):
    def of(self, whose: Whose) -> Self:
        """Return the editions of a body's or a committee's register."""
        return self.filter(organisation=whose.organisation, committee=whose.committee)

    def public(self) -> Self:
        """Return those that anybody may read."""
        return self.filter(edition=Edition.PUBLIC)


class RegisterEdition(models.Model):
    """A register of one body or committee, frozen as it was issued.

    `content` are its entries and nil returns in the form of its kind, `keys` the ids
    of the interests behind the entries, in their order; `sha256` is that of the JSON
    file as issued.
    """

    organisation = models.ForeignKey(
        "commissioning.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="register_editions",
    )
    committee = models.ForeignKey(
        "committees.Committee",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="register_editions",
    )
    edition = models.CharField(max_length=10, choices=Edition.choices())
    as_at = models.DateField()
    content = models.JSONField()
    keys = models.JSONField(default=list, help_text="Never published.")
    sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    objects = RegisterEditionQuerySet.as_manager()

    class Meta:
        ordering = ["-as_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=True)
                ^ models.Q(committee__isnull=True),
                name="publishing_edition_of_one",
            ),
            models.UniqueConstraint(
                fields=["organisation", "committee", "edition", "as_at", "sha256"],
                name="publishing_edition_once",
                nulls_distinct=False,
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        whose = self.organisation or self.committee
        return f"{self.get_edition_display()} of {whose}, as at {self.as_at}"
