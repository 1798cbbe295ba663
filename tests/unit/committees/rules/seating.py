"""Seats said in a few words, for tests that read like terms of reference."""

from __future__ import annotations

from committees.enums import SeatCategory, SeatRole
from committees.rules.seats import SeatFacts
from committees.values import SeatId
from people.values import PersonId


LAY = SeatCategory.LAY
EXECUTIVE = SeatCategory.EXECUTIVE
CLINICIAN = SeatCategory.INDEPENDENT_CLINICIAN
GP = SeatCategory.GP
NHS_ENGLAND = SeatCategory.NHS_ENGLAND
PARTNER = SeatCategory.PARTNER


def seat(
    number: int,
    category: SeatCategory = LAY,
    *roles: SeatRole,
    filled_by: int | None = None,
    is_absent: bool = False,
    **facts: object,
) -> SeatFacts:
    """Return seat `number`, filled by its holder, person 100 + `number`."""
    holder = facts.pop("holder", PersonId(100 + number))
    present = PersonId(filled_by) if filled_by else holder
    return SeatFacts(
        seat_id=SeatId(number),
        title=str(facts.pop("title", f"{category.label} {number}")),
        category=category,
        roles=frozenset(roles),
        holder=holder,  # type: ignore[arg-type] # loose in tests
        present=None if is_absent else present,  # type: ignore[arg-type] # loose in tests
        **facts,  # type: ignore[arg-type] # loose in tests
    )


def conflicted(*numbers: int) -> dict[PersonId, str]:
    """Exclude the holders of these seats."""
    return {PersonId(100 + number): "left for the item" for number in numbers}
