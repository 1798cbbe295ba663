"""From rows to facts: which papers were tabled at meetings, and who took them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from meetings.models import ItemScope, Tabling
from meetings.rules.tabling import Tabled


if TYPE_CHECKING:
    from collections.abc import Collection

    from meetings.models import Item, Sitting


def tabled_in(items: Collection[Item]) -> dict[int, Tabled]:
    """Return what was tabled of items, by version of a paper (key), in one query.

    Of each committee the newest word counts; who laid it there and when is what was
    recorded last.
    """
    rows = (
        Tabling.objects.filter(version__paper__item__in=items)
        .select_related("sitting__committee", "tabled_by")
        .order_by("pk")
    )
    newest: dict[int, dict[int, Tabling]] = {}
    for row in rows:
        said = newest.setdefault(row.version_id, {})
        said.pop(row.sitting_id, None)
        said[row.sitting_id] = row
    return {version: _tabled(list(said.values())) for version, said in newest.items()}


def sittings_to_ask(item: Item, keeps: Collection[int]) -> list[Sitting]:
    """Return the sittings that take an item and are among `keeps` (keys), in order.

    Where nobody has said yet who takes it, every one of them.
    """
    scopes = ItemScope.objects.filter(item=item).values_list("sitting_id", flat=True)
    taking = set(scopes) or set(keeps)
    rows = item.gathering.sittings.select_related("committee").order_by("pk")
    return [one for one in rows if one.pk in taking and one.pk in keeps]


def _tabled(rows: list[Tabling]) -> Tabled:
    last = rows[-1]
    in_order = sorted(rows, key=lambda one: one.sitting_id)
    names = [(one.is_taken, one.sitting.committee.short_name) for one in in_order]
    return Tabled(
        by=str(last.tabled_by),
        at=timezone.localtime(last.tabled_at).time(),
        taken=tuple(name for is_taken, name in names if is_taken),
        refused=tuple(name for is_taken, name in names if not is_taken),
    )
