"""What was decided so far, told to the room in which it is decided."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from decisions.enums import Effect
from decisions.models import Decision
from meetings import outcomes


if TYPE_CHECKING:
    from meetings.models import Gathering


@outcomes.tells
def outcomes_in(gathering: Gathering) -> dict[int, list[str]]:
    """Return a sentence for each decision that stands, by item key, in one query."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = (
        Decision.objects.current()
        .filter(item__gathering=gathering)
        .select_related("committee")
        .order_by("sitting__position", "pk")
    )
    for row in rows:
        words = f"{row.committee.short_name}: {row.get_outcome_display().lower()}"
        if row.effect == Effect.IRREGULAR:
            words = f"{words}, irregular: it has no effect"
        found[row.item_id].append(words)
    return dict(found)
