"""What every meeting of the world begins with: its plan, and matters that are whole."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any

from commissioning.values import Function
from meetings.actions import gatherings
from meetings.enums import Purpose
from tests.factories import meetings


if TYPE_CHECKING:
    from datetime import date

    from meetings.models import Gathering, Item
    from tests.architecture.sweep.states import Scene
    from tests.architecture.sweep.world import World

SHEET = {
    "recommendation": "Approve it.",
    "finance": "None.",
    "quality": "Better.",
    "equality": "No change.",
    "engagement": "Asked.",
    "risk": "Low.",
}


def plan(world: World, title: str, held_on: date) -> Gathering:
    return gatherings.plan(
        title=title,
        held_on=held_on,
        starts_at_time=time(14),
        ends_at_time=time(16, 30),
        venue="Becketts House, Ilford",
        group=world.group,
        by=world.officer,
        reason="A day of its own.",
    )


def add_item(scene: Scene, title: str, cover: str = "", **fields: Any) -> Item:
    item = meetings.ItemFactory(
        gathering=scene.gathering,
        title=title,
        purpose=Purpose.APPROVE,
        function=Function.PREMISES,
        **{"touches_nobody": True, **fields},
    )
    meetings.CoverSheetFactory(
        item=item, summary=f"{cover} The practices ask.", **SHEET
    )
    for sitting in scene.sittings:
        meetings.ItemScopeFactory(item=item, sitting=sitting)
    return item
