"""The quorum each committee is expected to have for what it decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from committees.values import CommitteeId
from meetings.enums import ScopeRole
from meetings.rules.preflight import About
from meetings.rules.preflight_people import Forecast
from meetings.values import ItemId


if TYPE_CHECKING:
    from collections.abc import Iterator

    from meetings.facts.room import Room
    from meetings.models import Item

NEEDS_QUORUM = frozenset({ScopeRole.DECIDE.value, ScopeRole.RECOMMEND.value})


def expected_quorums(room: Room) -> Iterator[Forecast]:
    """Forecast each committee's quorum for each item it decides or recommends.

    As if everybody came who sent no apologies; without another query.
    """
    for item in room.items:
        roles = room.scopes.get(item.pk, {})
        for sitting in room.in_scope(item):
            if roles[sitting.pk] not in NEEDS_QUORUM:
                continue
            result = room.quorum_forecast(sitting, item)
            yield Forecast(
                about=About(
                    CommitteeId(sitting.committee_id),
                    sitting.committee.short_name,
                    ItemId(item.pk),
                    words_of(room, item),
                ),
                is_quorate=result.is_quorate,
                counted=frozenset(one.person_id for one in result.counted),
                lacks=tuple(result.reasons),
            )


def words_of(room: Room, item: Item) -> str:
    """Name an item as the agenda does: number and title."""
    return f"Item {room.numbers.get(item.pk, '')}, {item.title}"
