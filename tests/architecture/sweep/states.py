"""The states of a meeting as the table names them, and a meeting that is in one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    from meetings.models import Gathering, Item, Sitting

# The day on which everybody opens the pages; meetings lie around it.
TODAY = date(2016, 6, 15)
AHEAD, PAST = TODAY + timedelta(days=21), TODAY - timedelta(days=14)
# The states a meeting goes through, in order, as the table names them; and the day of
# the meeting that is in it.
HELD_ON = {
    "draft": AHEAD,
    "notice": AHEAD,
    "pack": AHEAD,
    "session": TODAY,
    "held": PAST,
    "minutes": PAST,
    "published": PAST,
}
STATES = (*HELD_ON, "cancelled")


@dataclass
class Scene:
    """One gathering in one state with what hangs on it; items and rows by name."""

    state: str
    gathering: Gathering
    sittings: list[Sitting]
    items: dict[str, Item] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)

    def reaches(self, state: str) -> bool:
        """Say whether the meeting came as far as a state."""
        if self.state == "cancelled":
            return state in {"draft", "notice"}
        return STATES.index(self.state) >= STATES.index(state)

    def at(self, hour: int, minute: int = 0) -> datetime:
        """Return a moment of the day of the meeting."""
        day = self.gathering.held_on
        return datetime.combine(day, time(hour, minute), tzinfo=UTC)
