"""One page of a register: which entries stand on it, and how many there are.

The database goes through the register once: it orders narrow rows and counts them in
the same pass. Only the entries of the page are then read in full, by their keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, Window

from commissioning.models import Organisation
from conflicts.facts.registers import FullName
from conflicts.models import Interest
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Sequence

    from conflicts.facts.registers import Register


def page_keys(rows: Any, order: Sequence[Any], *, number: int, size: int) -> list[Any]:
    """Return (key, total) for each entry on page `number` of rows, in one query.

    An empty list past the last page, where nobody knows the total.
    """
    first = (number - 1) * size
    counted = rows.annotate(total=Window(Count("*"))).order_by(*order)
    return list(counted.values_list("entry_id", "total")[first : first + size])


def in_order_of(keys: Sequence[int], found: Sequence[tuple[Any, ...]]) -> list[Any]:
    """Put values that begin with a key into the order of the keys."""
    by_key = {row[0]: row for row in found}
    return [by_key[key] for key in keys if key in by_key]


def containing(rows: Any, register: Register, words: str) -> Any:
    """Return the rows in which all the words stand in the name, or all in the body."""
    wanted = words.split()
    if not wanted:
        return rows
    return rows.filter(_now(wanted) if register.is_now else _then(wanted))


def _then(words: Sequence[str]) -> Q:
    return (
        _all("shown_name__icontains", words)
        | _all("shown_organisation__icontains", words)
        | _all("organisation__code__iexact", words)
        | _all("unlisted_name__icontains", words)
    )


def _now(words: Sequence[str]) -> Q:
    """Ask people and bodies first: they are fewer, and lead to interests by an index."""
    people = Person.objects.annotate(shown=FullName()).filter(
        _all("shown__icontains", words)
    )
    bodies = Organisation.objects.filter(
        _all("name__icontains", words) | _all("code__iexact", words)
    )
    mine = Interest.objects.order_by()
    unlisted = mine.exclude(unlisted_name="").filter(
        _all("unlisted_name__icontains", words)
    )
    of_people = mine.filter(person__in=people.order_by().values("pk"))
    of_bodies = mine.filter(organisation__in=bodies.order_by().values("pk"))
    return Q(
        pk__in=of_people.values("pk").union(
            of_bodies.values("pk"), unlisted.values("pk")
        )
    )


def _all(lookup: str, words: Sequence[str]) -> Q:
    condition = Q()
    for word in words:
        condition &= Q(**{lookup: word})
    return condition
