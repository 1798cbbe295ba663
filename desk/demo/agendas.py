"""The agendas of the demonstration, read from their texts."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import Any


TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True)
class PaperText:
    """One paper: its title, who may read it, and its sections as they are typeset.

    With `redacted`, the sections of its redacted twin: what the public is given.
    """

    title: str
    sections: list[dict[str, Any]]
    sensitivity: str = "public"
    is_appendix: bool = False
    redacted: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DecisionText:
    """What one committee resolved: outcome, words, and perhaps its vote."""

    committee: str
    outcome: str
    words: str
    vote: list[int] = field(default_factory=list)
    as_it_happened: bool = False


@dataclass(frozen=True, slots=True)
class MovementText:
    """Somebody comes or goes at an item."""

    who: str
    kind: str
    at: time
    moment: str = "before"
    place: str = "table"


@dataclass(frozen=True, slots=True)
class ActionText:
    """What somebody undertook; with `done`, what came of it."""

    owner: str
    words: str
    due: date
    done: str = ""


@dataclass(frozen=True, slots=True)
class RulingText:
    """What the chair ruled on one person's conflict."""

    who: str
    participation: str
    papers: str
    reason: str


@dataclass(frozen=True, slots=True)
class LineText:
    """One line of an agenda with all that hangs on it.

    `scopes` has a letter for each sitting in order: D decides, R recommends, N notes,
    - is out of scope. `reason` is the chair's why a late item cannot wait.
    """

    title: str
    is_heading: bool = False
    key: str = ""
    parent: str = ""
    part: str = "1"
    ground: str = ""
    lead: str = ""
    purpose: str = "note"
    minutes: int | None = None
    availability: str = "attached"
    function: str = ""
    pounds: int | None = None
    scopes: str = ""
    subjects: list[list[str]] = field(default_factory=list)
    practices_of: list[str] = field(default_factory=list)
    sheet: dict[str, str] = field(default_factory=dict)
    reason: str = ""
    note: str = ""
    decided_at: time | None = None
    papers: list[PaperText] = field(default_factory=list)
    decisions: list[DecisionText] = field(default_factory=list)
    movements: list[MovementText] = field(default_factory=list)
    actions: list[ActionText] = field(default_factory=list)
    rulings: list[RulingText] = field(default_factory=list)


_PARTS = {
    "papers": PaperText,
    "decisions": DecisionText,
    "movements": MovementText,
    "actions": ActionText,
    "rulings": RulingText,
}


def read_agenda(name: str) -> list[LineText]:
    """Return the lines of one text of the demonstration, in order."""
    with (TEXTS / f"{name}.toml").open("rb") as opened:
        lines = tomllib.load(opened)["lines"]
    return [_line(line) for line in lines]


def _line(told: dict[str, Any]) -> LineText:
    values = dict(told)
    for name, kind in _PARTS.items():
        values[name] = [kind(**one) for one in told.get(name, [])]
    return LineText(**values)
