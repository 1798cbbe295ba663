"""Who led, wrote, presents or reviewed an item, and whether an interest touches it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from meetings.enums import PaperHandling, Participation
from meetings.models import ConflictRow, CoverSheet, ItemContributor
from meetings.rules.standing_rulings import words_of_treatment


if TYPE_CHECKING:
    from collections.abc import Sequence

    from meetings.models import Item
    from people.models import Person

CLEAR = "no interest was found that touches this item"
WAITING = "has an interest in this item, on which the chair has not ruled"


@dataclass(frozen=True, slots=True)
class Contribution:
    """One person's part in an item and what the matching found, as all may read it.

    `traces` quote interests, and are for those who review conflicts.
    """

    person: Person
    parts: tuple[str, ...]
    words: str
    is_touched: bool
    traces: tuple[str, ...] = ()


def contributions_to(item: Item) -> list[Contribution]:
    """Return who led, wrote, presents or reviewed an item, in four queries.

    Say of each what was found and ruled for the committees, without the interest
    itself (docs/field.md 9.9). `item` has its lead loaded.
    """
    return contributions_of([item]).get(item.pk, [])


def contributions_of(items: Sequence[Item]) -> dict[int, list[Contribution]]:
    """Return the same of several items by key, in as many queries."""
    parts = _parts(items)
    rows: dict[tuple[int, int], list[ConflictRow]] = defaultdict(list)
    people = {person.pk for each in parts.values() for person in each}
    for row in (
        ConflictRow.objects.alive()
        .filter(item__in=parts, person__in=people)
        .prefetch_related("grounds")
        .order_by("sitting__position")
    ):
        rows[row.item_id, row.person_id].append(row)
    return {
        item: [
            _contribution(person, tuple(said), rows[item, person.pk])
            for person, said in each.items()
        ]
        for item, each in parts.items()
    }


def _parts(items: Sequence[Item]) -> dict[int, dict[Person, list[str]]]:
    """Return who has which part in which item, in words; who has none is left out."""
    parts: dict[int, dict[Person, list[str]]] = defaultdict(dict)
    for item in items:
        if item.lead is not None:
            parts[item.pk].setdefault(item.lead, []).append("leads it")
    sheets = CoverSheet.objects.filter(item__in=items, author__isnull=False)
    for sheet in sheets.select_related("author"):
        if sheet.author is not None:
            said = parts[sheet.item_id].setdefault(sheet.author, [])
            said.append("wrote the cover sheet")
    named = ItemContributor.objects.filter(item__in=items).order_by("pk")
    for one in named.select_related("person"):
        said = parts[one.item_id].setdefault(one.person, [])
        said.append(one.get_role_display().lower())
    return dict(parts)


def _contribution(
    person: Person, parts: tuple[str, ...], rows: list[ConflictRow]
) -> Contribution:
    words = dict.fromkeys(_ruled(row) for row in rows if row.treated_at is not None)
    if any(row.treated_at is None for row in rows):
        said = WAITING
    elif words:
        said = f"has an interest in this item: {'; '.join(words)}"
    else:
        said = CLEAR
    traces = dict.fromkeys(g.trace for row in rows for g in row.grounds.all())
    return Contribution(person, parts, said, bool(rows), tuple(traces))


def _ruled(row: ConflictRow) -> str:
    return words_of_treatment(
        Participation(row.participation), PaperHandling(row.papers)
    )
