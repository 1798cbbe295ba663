"""The house as the sweeps see it: rooms from the highest to the lowest."""

from __future__ import annotations

from pathlib import Path


ROOT = Path(__file__).resolve().parents[2]

ROOMS = (
    "config",
    "desk",
    "publishing",
    "decisions",
    "packs",
    "meetings",
    "conflicts",
    "committees",
    "practices",
    "commissioning",
    "notices",
    "people",
    "core",
)
HEIGHT = {room: len(ROOMS) - place for place, room in enumerate(ROOMS)}


def source_files() -> list[Path]:
    """Return every Python file of the product, migrations left out."""
    return sorted(
        path
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if "migrations" not in path.parts
    )
