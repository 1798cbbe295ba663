"""When people with a conflict leave and come back, said before it happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from meetings.enums import Participation


OUT_FROM_THE_START = frozenset({Participation.NOT_ATTEND, Participation.LEAVE_ITEM})
UNRULED = "waits for the chair's ruling"


@dataclass(frozen=True, slots=True)
class Step:
    """What was ruled for one person on one item; `ruling` is None while none was made.

    `number` is the item's on the agenda. `is_private`: the public is not there, so
    neither is who leaves.
    """

    number: str
    ruling: Participation | None
    is_private: bool = False


def leaving_of(steps: Sequence[Step]) -> dict[str, str]:
    """Say for each item what one person does, by number: leaves before it, comes back.

    During a private item nobody who leaves may sit in the public seats (domain.md 6.4).
    `steps` are all items in their order. An item at which the person takes part is left
    out; whoever leaves for several in a row comes back after the last of them.
    """
    said: dict[str, str] = {}
    for place, step in enumerate(steps):
        after = steps[place + 1] if place + 1 < len(steps) else None
        if words := _words(step, after):
            said[step.number] = words
    return said


def _words(step: Step, after: Step | None) -> str:
    if step.ruling is None:
        return UNRULED
    if step.ruling is Participation.NOT_ATTEND:
        return "does not attend"
    if step.ruling is Participation.STAY_NO_VOTE:
        return "stays, without a vote"
    if step.ruling is Participation.TAKE_PART:
        return ""
    leaves = "leaves the room" if step.is_private else "leaves"
    words = (
        f"{leaves} before item {step.number}"
        if step.ruling is Participation.LEAVE_ITEM
        else f"may discuss item {step.number} and {leaves} before its decision"
    )
    if step.is_private:
        words = f"{words} and may not sit in the public seats"
    return f"{words}{_return(step, after)}"


def _return(step: Step, after: Step | None) -> str:
    if after is None:
        return "; no item follows"
    if after.ruling in OUT_FROM_THE_START:
        return f", and stays out for item {after.number}"
    return f", and comes back before item {after.number}"
