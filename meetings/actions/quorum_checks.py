"""Freeze the quorum that each committee had, or could expect, at one moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import clock
from meetings.enums import CheckMoment, GatheringState
from meetings.facts.room import room_of
from meetings.models import QuorumCheck


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from committees.rules.quorum_result import QuorumResult
    from meetings.facts.room import Room
    from meetings.models import Gathering, Item, Sitting

BEFORE_OPENING = frozenset(
    {GatheringState.DRAFT, GatheringState.NOTICE_GIVEN, GatheringState.PACK_SENT}
)
Assessed = tuple["Sitting", "Item | None", "QuorumResult"]


def freeze_forecast(
    *, gathering: Gathering, moment: CheckMoment, now: datetime | None = None
) -> list[QuorumCheck]:
    """Keep what each committee can expect for each item, where it has changed.

    Call inside the action's transaction, which has asked the door; so for all of these.
    """
    room = room_of(gathering)
    return _freeze(
        moment,
        [
            (sitting, item, room.quorum_forecast(sitting, item))
            for item in room.items
            for sitting in room.in_scope(item)
        ],
        room,
        now,
    )


def at_replies(*, gathering: Gathering) -> None:
    """Keep what the replies let each committee expect, until the meeting is opened."""
    if gathering.state in BEFORE_OPENING:
        freeze_forecast(gathering=gathering, moment=CheckMoment.REPLIES)


def freeze_now(
    *, gathering: Gathering, moment: CheckMoment, now: datetime | None = None
) -> list[QuorumCheck]:
    """Keep the quorum of each committee as the room stands, for no item."""
    room = room_of(gathering)
    return _freeze(
        moment, [(one, None, room.quorum_now(one)) for one in room.sittings], room, now
    )


def freeze_item(
    *, item: Item, moment: CheckMoment, now: datetime | None = None
) -> list[QuorumCheck]:
    """Keep the quorum of each committee in scope at one item, as the record says it."""
    room = room_of(item.gathering)
    if not room.takes(item):
        return []
    return _freeze(
        moment,
        [(one, item, room.quorum(one, item)) for one in room.in_scope(item)],
        room,
        now,
    )


def _freeze(
    moment: CheckMoment,
    assessed: Iterable[Assessed],
    room: Room,
    now: datetime | None,
) -> list[QuorumCheck]:
    """Write what differs from the last check of the same moment; terms must stand."""
    last = _last(room.gathering, moment)
    at = now or clock.now()
    rows = []
    for sitting, item, result in assessed:
        terms = room.committee_of(sitting).terms
        answer = result.to_json()
        if terms is None or last.get((sitting.pk, item.pk if item else None)) == answer:
            continue
        rows.append(
            QuorumCheck(
                sitting=sitting,
                item=item,
                moment=moment,
                terms=terms,
                is_quorate=result.is_quorate,
                result=answer,
                checked_at=at,
            )
        )
    # Settling locks items in the order of their keys: so do these rows.
    rows.sort(key=lambda row: row.item_id or 0)
    return QuorumCheck.objects.bulk_create(rows)


def _last(
    gathering: Gathering, moment: CheckMoment
) -> dict[tuple[int, int | None], object]:
    rows = (
        QuorumCheck.objects.filter(sitting__gathering=gathering, moment=moment)
        .order_by("sitting", "item", "-checked_at", "-pk")
        .distinct("sitting", "item")
    )
    return {
        (sitting, item): result
        for sitting, item, result in rows.values_list("sitting", "item", "result")
    }
