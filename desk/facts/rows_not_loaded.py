"""What a spreadsheet says of somebody in rows that never came on a register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from conflicts.models import ImportRow
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

TITLE = "Rows of an imported register that were not loaded"


def rows_not_loaded(
    keys: Collection[int], *, is_own: bool, bodies: frozenset[int]
) -> Iterator[dict[str, object]]:
    """Yield the rows with the address of any of a person's entries (ids).

    A name alone may be somebody else's: rows that only name the person are told to
    the officer of the body, who goes through them, and not to the person at once.
    """
    theirs = Q(pk__in=[])
    for person in Person.objects.filter(pk__in=keys):
        if person.email:
            theirs |= Q(cells__email__iexact=person.email)
        if not is_own:
            theirs |= _named(person)
    rows = ImportRow.objects.filter(
        theirs, interest__isnull=True, gift__isnull=True
    ).exclude(cells={})
    if not is_own:
        rows = rows.filter(register_import__organisation__in=bodies)
    told = rows.order_by("pk").values_list(
        "register_import__register_date", "number", "state", "cells"
    )
    for day, number, state, cells in told.iterator():
        yield {
            "register_import__register_date": day.isoformat(),
            "number": number,
            "state": state,
            "cells": cells,
        }


def _named(person: Person) -> Q:
    """Return the condition for rows without an address that give a person's name."""
    apart = Q(
        cells__given_name__iexact=person.given_name,
        cells__family_name__iexact=person.family_name,
    )
    whole = f"{person.given_name} {person.family_name}".strip()
    together = Q(cells__full_name__icontains=whole)
    unaddressed = Q(cells__email="") | ~Q(cells__has_key="email")
    return (apart | together) & unaddressed
