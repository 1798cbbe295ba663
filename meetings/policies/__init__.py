"""Who may what in this room, a file for each topic; importing it registers them all."""

from __future__ import annotations

from meetings.policies import (
    advice,
    bodies,
    confirming,
    gatherings,
    late_items,
    plan,
    preflight,
    redactions,
    ways_out,
)


__all__ = [
    "advice",
    "bodies",
    "confirming",
    "gatherings",
    "late_items",
    "plan",
    "preflight",
    "redactions",
    "ways_out",
]
