"""Who led, wrote, presents or reviewed an item, and whether an interest touches it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from meetings.enums import PaperHandling, Participation
from meetings.models import ConflictRow, CoverSheet
from meetings.rules.standing_rulings import words_of_treatment


if TYPE_CHECKING:
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
    itself (product.md 2.16). `item` has its lead loaded.
    """
    parts: dict[Person, list[str]] = {}
    if item.lead is not None:
        parts.setdefault(item.lead, []).append("leads it")
    sheet = CoverSheet.objects.filter(item=item).select_related("author").first()
    if sheet is not None and sheet.author is not None:
        parts.setdefault(sheet.author, []).append("wrote the cover sheet")
    for one in item.contributors.select_related("person"):
        words = one.get_role_display().lower()
        parts.setdefault(one.person, []).append(words)
    if not parts:
        return []
    rows: dict[int, list[ConflictRow]] = {}
    for row in (
        ConflictRow.objects.alive()
        .filter(item=item, person__in=list(parts))
        .select_related("sitting__committee")
        .prefetch_related("grounds")
        .order_by("sitting__position")
    ):
        rows.setdefault(row.person_id, []).append(row)
    return [
        _contribution(person, tuple(said), rows.get(person.pk, []))
        for person, said in parts.items()
    ]


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
