"""From rows to facts: who had a paper open, and since when."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Min

from meetings.models import PaperReading


if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from meetings.models import Gathering, Item
    from people.models import Person


def first_openings(
    gathering: Gathering, *, until: date
) -> Mapping[tuple[int, int], datetime]:
    """Return when a person (id) first opened any paper of an item (id), in one query.

    Whatever was opened after the day `until` is left out.
    """
    rows = (
        PaperReading.objects.filter(
            version__paper__item__gathering=gathering, opened_at__date__lte=until
        )
        .order_by()
        .values_list("person", "version__paper__item")
        .annotate(Min("opened_at"))
    )
    return {(person, item): moment for person, item, moment in rows}


def readers_of(
    versions: Collection[int],
) -> Mapping[int, Mapping[int, datetime]]:
    """Return, by version (id), when each person (id) first had it open; one query."""
    found: dict[int, dict[int, datetime]] = defaultdict(dict)
    rows = (
        PaperReading.objects.filter(version__in=list(versions))
        .order_by()
        .values_list("version", "person")
        .annotate(Min("opened_at"))
    )
    for version, person, moment in rows:
        found[version][person] = moment
    return found


def opened_before(person: Person, item: Item) -> datetime | None:
    """Return when a person first had a paper of an item open, if ever; one query."""
    rows = PaperReading.objects.filter(version__paper__item=item, person=person)
    first: datetime | None = rows.aggregate(first=Min("opened_at"))["first"]
    return first
