"""Meetings of the months to come, of the same committees."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import TYPE_CHECKING, Any

from meetings.enums import GatheringState
from tests.factories.meetings import GatheringFactory, SittingFactory


if TYPE_CHECKING:
    from tests.factories.decisions import World

TODAY = date(2016, 6, 1)
JULY, AUGUST, JANUARY = date(2016, 7, 13), date(2016, 8, 10), date(2017, 1, 11)


def meeting_on(day: date, scene: World, *which: int, **fields: Any) -> World:
    """Return another meeting of the committees (of some of them) with nothing on it."""
    gathering = GatheringFactory(
        **{
            "held_on": day,
            "starts_at_time": time(14, 0),
            "state": GatheringState.DRAFT,
            "convening_chair": scene.gathering.convening_chair,
            **fields,
        }
    )
    sittings = [
        SittingFactory(
            gathering=gathering,
            committee=one.committee,
            position=one.position,
            chair=one.chair,
        )
        for place, one in enumerate(scene.sittings)
        if not which or place in which
    ]
    return replace(scene, gathering=gathering, sittings=sittings)
