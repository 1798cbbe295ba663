"""What the forward plan says of one committee and one item of a meeting to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING


if TYPE_CHECKING:
    from committees.rules.quorum_result import QuorumResult

# How far the plan looks ahead: half a year.
HORIZON = timedelta(days=183)


@dataclass(frozen=True, slots=True)
class Prospect:
    """How one committee stands for one item: a tag in words, and what it lacks."""

    words: str
    colour: str
    why: tuple[str, ...] = ()


NOTES_ONLY = Prospect("Notes only", "white")
DEFERRED = Prospect("Deferred", "grey")


def last_day_of_plan(today: date) -> date:
    """Return the last day the plan looks at."""
    return today + HORIZON


def prospect_of(
    result: QuorumResult, *, untreated: int, hoped: QuorumResult | None = None
) -> Prospect:
    """Say what a committee that has to decide can expect (ADR 25).

    Whoever has a conflict that nobody has ruled on (`untreated` of them) is not
    counted; `hoped` is the quorum if all of these were let take part. Where that alone
    would do, the rulings are what is missing, and not people.
    """
    open_rulings = _conflicts(untreated) if untreated else ""
    open_ones = (f"{open_rulings}.",) if untreated else ()
    if result.is_quorate and result.fragile:
        return Prospect("Quorate", "yellow", ("Nobody to spare.", *open_ones))
    if result.is_quorate:
        return Prospect("Quorate", "green", open_ones)
    if hoped is not None and hoped.is_quorate:
        return Prospect(open_rulings, "orange", ("Quorate if they may take part.",))
    return Prospect("Not quorate", "red", (*result.reasons, *open_ones))


def percent(part: int, whole: int) -> int:
    """Return how many in a hundred, to the nearest whole; none of nothing.

    Never 0 where there are some, nor 100 where not all are.
    """
    if not whole:
        return 0
    rounded = (200 * part + whole) // (2 * whole)
    if 0 < part < whole:
        return min(max(rounded, 1), 99)
    return rounded


def _conflicts(number: int) -> str:
    return f"{number} conflict{'s' * (number != 1)} not ruled on"
