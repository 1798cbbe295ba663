"""A seat of one committee and who fills it at one moment, as facts."""

from __future__ import annotations

from dataclasses import dataclass

from committees.enums import SeatCategory, SeatRole
from committees.values import SeatId
from people.values import PersonId


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """One seat in the terms of reference, its holder, and who fills it now.

    `present` is the person who fills the seat at that moment: the holder, or a deputy
    of the seat when it is somebody else; None when nobody does. Seats with the same
    `vote_share` have one vote between them.
    """

    seat_id: SeatId
    title: str
    category: SeatCategory
    roles: frozenset[SeatRole] = frozenset()
    is_voting: bool = True
    vote_share: str = ""
    holder: PersonId | None = None
    present: PersonId | None = None
    is_remote: bool = False
    holder_name: str = ""
    present_name: str = ""

    @property
    def as_deputy(self) -> bool:
        """Say whether the seat is filled by somebody other than its holder."""
        return self.present is not None and self.present != self.holder

    @property
    def who(self) -> str:
        """Name whoever fills the seat, or the seat when the name is not known."""
        return self.present_name or self.title
