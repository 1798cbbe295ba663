"""Conflicts that came to light after a decision, of people it counted."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Q

from committees.rules.quorum_result import QuorumResult
from core.web.dates import long_date
from meetings.models import ConflictRow


if TYPE_CHECKING:
    from collections.abc import Sequence

    from decisions.models import Decision


def found_late(decisions: Sequence[Decision]) -> dict[int, list[str]]:
    """Say by decision key who was counted or presided in a conflict found later.

    The decision stays as it was recorded; the sentences name nobody's interest. Takes
    one query for them all. Each has its sitting's gathering and quorum check loaded.
    """
    asked = Q(pk__in=[])
    for one in decisions:
        asked |= Q(
            item=one.item_id,
            sitting=one.sitting_id,
            found_late_at__gt=one.recorded_at,
        )
    rows = defaultdict(list)
    for row in ConflictRow.objects.alive().filter(asked).select_related("person"):
        rows[row.item_id, row.sitting_id].append(row)
    return {
        one.pk: [
            _sentence(one, row)
            for row in rows[one.item_id, one.sitting_id]
            if _has_hand_in(one, row)
        ]
        for one in decisions
    }


def _has_hand_in(decision: Decision, row: ConflictRow) -> bool:
    if row.found_late_at is None or row.found_late_at <= decision.recorded_at:
        return False
    if not row.was_unhandled_on(decision.sitting.gathering.held_on):
        return False
    quorum = QuorumResult.from_json(decision.quorum_check.result)
    counted = {int(seat.person_id) for seat in quorum.counted if seat.person_id}
    return row.person_id in counted | {decision.presiding_id}


def _sentence(decision: Decision, row: ConflictRow) -> str:
    deed = "presided" if row.person_id == decision.presiding_id else "was counted"
    found = long_date(row.found_late_at) if row.found_late_at else ""
    return (
        f"{row.person} {deed}, and has a conflict of interest with this item that came "
        f"to light on {found}: nobody had ruled on it when this was decided."
    )
