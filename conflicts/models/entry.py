"""Interests as the lines of a register, with all that stands on a line."""

from __future__ import annotations

from django.db import models

from conflicts.models.interest import Wording, WordingQuerySet


class EntryQuerySet(WordingQuerySet["Entry"]):
    """Entries as they read now."""


class Entry(Wording):
    """An interest with the names of today, who agreed its action and who it is of.

    A view of the database: it is never written. What was purged is not in it.
    """

    entry_id = models.BigIntegerField(primary_key=True)
    person = models.ForeignKey(
        "people.Person", on_delete=models.DO_NOTHING, related_name="+"
    )
    organisation = models.ForeignKey(
        "commissioning.Organisation",
        on_delete=models.DO_NOTHING,
        null=True,
        related_name="+",
    )
    shown_name = models.TextField()
    filed_under = models.TextField()
    person_title = models.TextField()
    person_given_name = models.TextField()
    person_family_name = models.TextField()
    shown_organisation = models.TextField(null=True)  # noqa: DJ001 # of unlisted ones
    organisation_code = models.TextField(null=True)  # noqa: DJ001 # not all have one
    organisation_kind = models.TextField(null=True)  # noqa: DJ001 # of unlisted ones
    confirmed_on = models.DateField(null=True)
    # The user whose agreement to the action is the latest.
    agreed_by = models.BigIntegerField(null=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "conflicts_entry"

    def __str__(self) -> str:
        return f"{self.shown_name}: {self.shown_organisation or self.unlisted_name}"
