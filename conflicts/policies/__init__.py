"""Who may what in this room, a file for each topic; importing it registers them all."""

from __future__ import annotations

from conflicts.policies import (
    breaches,
    cycle,
    declaring,
    gifts,
    guardian,
    imports,
    interests,
    retention,
)


__all__ = [
    "breaches",
    "cycle",
    "declaring",
    "gifts",
    "guardian",
    "imports",
    "interests",
    "retention",
]
