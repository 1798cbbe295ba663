"""How large a synthetic England is, whole and at a scale."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """Numbers of what is invented; `years` of meetings, `meetings` of each in a year."""

    ccgs: int = 191
    practices: int = 7_000
    people: int = 20_000
    interests: int = 60_000
    years: int = 10
    meetings: int = 6
    items: int = 8

    @classmethod
    def at(cls, scale: float) -> Sizes:
        """Return the whole of England shrunk to `scale`: from 0, excluded, to 1.

        Years, meetings of a year and items of a meeting stay as they are. However
        small, it has two CCGs, and people enough for the seats of both.

        Raises:
          ValueError: the scale is not above 0 and up to 1.
        """
        if not 0 < scale <= 1:
            raise ValueError(f"A scale lies above 0 and up to 1: {scale} does not.")
        whole = cls()
        return cls(
            ccgs=max(2, round(whole.ccgs * scale)),
            practices=max(12, round(whole.practices * scale)),
            people=max(40, round(whole.people * scale)),
            interests=max(40, round(whole.interests * scale)),
        )
