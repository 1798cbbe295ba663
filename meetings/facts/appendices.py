"""The letters of appendices, as everybody reads them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from meetings.models import Paper
from meetings.rules.appendices import letters_of


if TYPE_CHECKING:
    from collections.abc import Iterable

    from meetings.models import Item


def letters_in(items: Iterable[Item]) -> dict[int, str]:
    """Return the letter of each appendix (key) of items, in one query.

    Papers that were withdrawn, or that a reader may not have, count as well.
    """
    by_item: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    rows = Paper.objects.filter(item__in=list(items)).order_by("item", "position", "pk")
    for item, key, is_appendix in rows.values_list("item", "pk", "is_appendix"):
        by_item[item].append((key, is_appendix))
    return {
        key: letter
        for papers in by_item.values()
        for key, letter in letters_of(papers).items()
    }
