"""The public agenda of one gathering: items, papers, decisions of each committee."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from decisions.models import Decision
from meetings.enums import Part, Sensitivity
from meetings.models import PaperVersion
from meetings.rules.numbering import PlacedItem, number_agenda
from meetings.values import ItemId


if TYPE_CHECKING:
    from collections.abc import Sequence

    from meetings.models import Gathering, Item, Sitting


@dataclass(slots=True)
class PublicItem:
    """One line of the public agenda, with nothing that is not published."""

    item: Item
    number: str
    committees: Sequence[str] = ()
    papers: Sequence[PaperVersion] = ()
    decisions: list[Decision] = field(default_factory=list)


def public_agenda(gathering: Gathering) -> list[PublicItem]:
    """Return the public part of the agenda in order, in five queries."""
    items = list(
        gathering.items.filter(part=Part.ONE, is_withdrawn=False)
        .in_order()
        .prefetch_related("scopes__sitting__committee")
    )
    numbers = number_agenda(
        PlacedItem(
            ItemId(item.pk),
            is_heading=item.is_heading,
            parent=ItemId(item.parent_id) if item.parent_id else None,
        )
        for item in items
    )
    papers = _papers(items)
    decisions = _decisions(items)
    return [
        PublicItem(
            item=item,
            number=numbers.get(ItemId(item.pk), ""),
            committees=[
                scope.sitting.committee.short_name for scope in item.scopes.all()
            ],
            papers=papers.get(item.pk, ()),
            decisions=decisions.get(item.pk, []),
        )
        for item in items
    ]


def sittings_of(gathering: Gathering) -> list[Sitting]:
    """Return the sittings in their order, with committee and chair."""
    return list(gathering.sittings.select_related("committee", "chair"))


def _papers(items: Sequence[Item]) -> dict[int, list[PaperVersion]]:
    newest: dict[int, PaperVersion] = {}
    rows = PaperVersion.objects.filter(
        paper__item__in=items,
        paper__is_withdrawn=False,
        paper__sensitivity=Sensitivity.PUBLIC,
    ).select_related("paper")
    for row in rows.order_by("paper__position", "paper", "number"):
        newest[row.paper_id] = row
    found: dict[int, list[PaperVersion]] = defaultdict(list)
    for row in newest.values():
        found[row.paper.item_id].append(row)
    return found


def _decisions(items: Sequence[Item]) -> dict[int, list[Decision]]:
    found: dict[int, list[Decision]] = defaultdict(list)
    rows = (
        Decision.objects.current()
        .filter(item__in=items)
        .select_related("committee", "quorum_check")
        .order_by("sitting__position")
    )
    for row in rows:
        found[row.item_id].append(row)
    return found
