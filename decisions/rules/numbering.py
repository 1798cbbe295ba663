"""Numbers of decisions: one row of numbers a committee and year."""

from __future__ import annotations

from collections.abc import Iterable

from decisions.enums import Outcome


def takes_number(outcome: Outcome) -> bool:
    """Say whether an outcome is given a number: a note or a withdrawal is not."""
    return outcome not in {Outcome.NOTED, Outcome.WITHDRAWN}


def next_number(taken: Iterable[int]) -> int:
    """Return the number after the highest taken; a gap is never filled again."""
    return max(taken, default=0) + 1


def decision_number(*, committee: str, year: int, number: int) -> str:
    """Write a decision's number: "PCCC-HAV 2016/014"; it is never reused.

    Raises:
      ValueError: the number is not positive, or the committee has no name.
    """
    if number < 1:
        raise ValueError(f"Decisions are numbered from 1, and {number} is not.")
    if not committee.strip():
        raise ValueError("A decision's number begins with its committee's short name.")
    return f"{committee.strip()} {year}/{number:03}"
