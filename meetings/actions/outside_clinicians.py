"""Keep the list of clinicians from outside whom a committee may ask to join an item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from core import clock
from core.actions import audit
from core.errors import RuleBroken
from meetings.models import OutsideClinician
from people import door


if TYPE_CHECKING:
    from datetime import date, datetime

    from commissioning.models import Organisation
    from committees.enums import SeatCategory
    from people.models import Person, User


@transaction.atomic
def add(
    *,
    organisation: Organisation,
    person: Person,
    category: SeatCategory,
    works_at: str,
    from_on: date,
    by: User,
    note: str = "",
    now: datetime | None = None,
) -> OutsideClinician:
    """Put somebody on an organisation's list; a second click finds the first.

    Raises:
      RuleBroken: the door refuses, or it is not said where they work.
    """
    door.require(by, "keep_pool", organisation)
    if not works_at.strip():
        raise RuleBroken.because("works_at_missing", "Say where they work.")
    row, is_new = OutsideClinician.objects.get_or_create(
        organisation=organisation,
        person=person,
        to_on=None,
        defaults={
            "category": category,
            "works_at": works_at.strip(),
            "note": note.strip(),
            "from_on": from_on,
            "added_at": now or clock.now(),
            "added_by": by,
        },
    )
    if is_new:
        audit.record("outside_clinician.added", target=row, by=by.label, now=now)
    return row


@transaction.atomic
def end(*, clinician: OutsideClinician, to_on: date, by: User) -> OutsideClinician:
    """End somebody's time on the list; what they joined stays in the record.

    Raises:
      RuleBroken: the door refuses, or the last day is before the first.
    """
    row = (
        OutsideClinician.objects.select_for_update(of=("self",))
        .select_related("organisation", "person")
        .get(pk=clinician.pk)
    )
    door.require(by, "keep_pool", row.organisation)
    if to_on < row.from_on:
        raise RuleBroken.because(
            "days_out_of_order", "The last day cannot be before the first."
        )
    row.to_on = to_on
    row.save(update_fields=["to_on"])
    audit.record("outside_clinician.ended", target=row, by=by.label)
    return row
