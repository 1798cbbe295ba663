"""What people are to bodies and committees on which days: four tables read as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from committees.models.appointment import holding_on


if TYPE_CHECKING:
    from datetime import date
    from typing import Self


class OfficeQuerySet(models.QuerySet["Office"]):
    def held_on(self, day: date) -> Self:
        """Return the offices held on `day`; those of a committee until it ends."""
        return self.filter(holding_on(day))


class Office(models.Model):
    """A seat, a deputyship, a post or a position, as registers ask for them all at once.

    A view of the database: it is never written. `kind` is the model of the row it comes
    from (such as "committees.Appointment"), `row` its id there. A seat of a committee
    of several bodies is an office of each.
    """

    SEAT, DEPUTY = "committees.Appointment", "committees.Deputy"
    POST, POSITION = "commissioning.Post", "conflicts.Position"

    key = models.TextField(primary_key=True)
    kind = models.TextField()
    row = models.BigIntegerField()
    person = models.ForeignKey(
        "people.Person", on_delete=models.DO_NOTHING, related_name="+"
    )
    organisation = models.ForeignKey(
        "commissioning.Organisation",
        on_delete=models.DO_NOTHING,
        null=True,
        related_name="+",
    )
    committee = models.ForeignKey(
        "committees.Committee", on_delete=models.DO_NOTHING, null=True, related_name="+"
    )
    practice = models.ForeignKey(
        "commissioning.Organisation",
        on_delete=models.DO_NOTHING,
        null=True,
        related_name="+",
    )
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    # The title of the seat or position, the role of the post.
    words = models.TextField()
    capacity = models.TextField()
    band = models.TextField()
    can_commit = models.BooleanField()

    objects = OfficeQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "conflicts_office"

    def __str__(self) -> str:
        return f"{self.kind} {self.row}"
