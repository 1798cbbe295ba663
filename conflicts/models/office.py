"""What people are to bodies and committees on which days: four tables as one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from committees.models.appointment import holding_on


if TYPE_CHECKING:
    from datetime import date
    from typing import Self


def copied_key(to: str, *, null: bool = False) -> models.ForeignKey[Any, Any]:
    """Return a key that is as right as the row it was copied from, and asks nothing."""
    return models.ForeignKey(
        to,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=null,
        related_name="+",
    )


class OfficeQuerySet(models.QuerySet["Office"]):
    def held_on(self, day: date) -> Self:
        """Return the offices held on `day`; those of a committee until it ends."""
        return self.filter(holding_on(day))


class Office(models.Model):
    """A seat, a deputyship, a post or a position, as registers ask for them all at once.

    The database copies the rows from the four tables and keeps them in step, by
    triggers; nobody else writes them. `kind` is the model of the row it comes from (such
    as "committees.Appointment"), `row` its id there. A seat of a committee of several
    bodies is an office of each.
    """

    SEAT, DEPUTY = "committees.Appointment", "committees.Deputy"
    POST, POSITION = "commissioning.Post", "conflicts.Position"

    key = models.TextField(primary_key=True)
    kind = models.TextField()
    row = models.BigIntegerField()
    person = copied_key("people.Person")
    organisation = copied_key("commissioning.Organisation", null=True)
    committee = copied_key("committees.Committee", null=True)
    practice = copied_key("commissioning.Organisation", null=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    # The title of the seat or position, the role of the post.
    words = models.TextField()
    capacity = models.TextField()
    band = models.TextField()
    can_commit = models.BooleanField()

    objects = OfficeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["organisation", "person", "from_on", "to_on"],
                name="conflicts_office_of_body",
            ),
            models.Index(
                fields=["committee", "person", "from_on", "to_on"],
                name="conflicts_office_of_committee",
            ),
            models.Index(fields=["person"], name="conflicts_office_of_person"),
            models.Index(fields=["kind", "row"], name="conflicts_office_row"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.row}"
