"""The quorum each committee is expected to have for what it decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from committees.values import CommitteeId
from meetings.enums import ScopeRole
from meetings.facts.forecast import forecast_from
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

    By the replies and the ways out that were chosen; what was deferred needs none.
    Without another query.
    """
    for line in forecast_from(room).items:
        for one in line.sittings:
            if not one.needs_quorum or one.is_put_off:
                continue
            yield Forecast(
                about=About(
                    CommitteeId(one.sitting.committee_id),
                    one.sitting.committee.short_name,
                    ItemId(line.item.pk),
                    words_of(room, line.item),
                ),
                is_quorate=one.result.is_quorate,
                counted=frozenset(each.person_id for each in one.result.counted),
                lacks=tuple(one.result.reasons),
            )


def words_of(room: Room, item: Item) -> str:
    """Name an item as the agenda does: number and title."""
    return f"Item {room.numbers.get(item.pk, '')}, {item.title}"
