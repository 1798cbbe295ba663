"""How every benchmark says what it found: a line of JSON for each figure."""

from __future__ import annotations

import json


def say(
    name: str, value: float, unit: str, goal: float, *, is_met: bool | None = None
) -> None:
    """Print one figure; unless told, it is met when it is no more than its goal."""
    figure = {
        "name": name,
        "value": round(value, 2),
        "unit": unit,
        "goal": goal,
        "ok": value <= goal if is_met is None else is_met,
    }
    print(json.dumps(figure))
