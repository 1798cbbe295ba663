"""How the record says that a paper was tabled, and which committees took it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING


if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import time


@dataclass(frozen=True, slots=True)
class Tabled:
    """A paper on the table: who laid it there, at what time of the day, who took it.

    `taken` and `refused` are short names of committees: each took it or did not, for
    itself.
    """

    by: str
    at: time
    taken: Sequence[str] = ()
    refused: Sequence[str] = ()

    @property
    def in_words(self) -> str:
        """Say it as the minutes do: tabled by Dr Ivy Marsh at 10:15, taken by HAV."""
        said = f"tabled by {self.by} at {self.at:%H:%M}"
        if self.taken:
            said += f", taken by {' and '.join(self.taken)}"
        if self.refused:
            said += f", not taken by {' or '.join(self.refused)}"
        return said
