"""Who asks at the door: a user, the public, or a named task."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from people.models import User


@dataclass(frozen=True, slots=True)
class Public:
    """Anybody, signed out."""

    label: str = "the public"


@dataclass(frozen=True, slots=True)
class Task:
    """A named piece of unattended work, such as sending letters."""

    name: str

    @property
    def label(self) -> str:
        """Return the name that the audit shows."""
        return f"task {self.name}"


PUBLIC: Final = Public()

Actor = User | Public | Task
