"""When people with a conflict leave and come back, said before it happens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from meetings.enums import Participation
from meetings.rules.participation import STRICTEST_FIRST


OUT_FROM_THE_START = frozenset({Participation.NOT_ATTEND, Participation.LEAVE_ITEM})
OUT = OUT_FROM_THE_START | {Participation.DISCUSS_THEN_LEAVE}
NOT_AS_PUBLIC = "may not sit in the public seats"
UNRULED = "waits for the chair's ruling"


@dataclass(frozen=True, slots=True)
class Step:
    """What each committee ruled for one person on one item, by name; None unruled.

    `number` is the item's on the agenda. A committee is left out that does not ask for
    the person, and one that only notes the item and does not keep them out. Whoever
    sits on one without a conflict takes part there. `is_private`: the public is not
    there, so neither is who leaves.
    """

    number: str
    rulings: Mapping[str, Participation | None]
    is_private: bool = False

    @property
    def made(self) -> Mapping[str, Participation]:
        """Return the rulings that were made, by committee."""
        return {name: one for name, one in self.rulings.items() if one is not None}

    @property
    def unruled(self) -> list[str]:
        """Return the committees whose chair has not ruled."""
        return [name for name, one in self.rulings.items() if one is None]

    @property
    def strictest(self) -> Participation:
        """Return the strictest ruling made: it says who is in the room at first."""
        ruled = [Participation.TAKE_PART, *self.made.values()]
        return min(ruled, key=STRICTEST_FIRST.index)

    @property
    def is_apart(self) -> bool:
        """Say whether the person is out for one committee and wanted by another."""
        out = [one in OUT for one in self.made.values()]
        return any(out) and not all(out)


@dataclass(frozen=True, slots=True)
class Said:
    """What one person does at an item, and for which committees it was ruled.

    No committees where the words name them.
    """

    words: str
    committees: tuple[str, ...] = ()


def leaving_of(steps: Sequence[Step]) -> dict[str, Said]:
    """Say for each item what one person does, by number: leaves before it, comes back.

    During a private item nobody who leaves may sit in the public seats. Source:
    docs/field.md 6.4. `steps` are all items in their order. An item at which the person
    takes part is left out; whoever leaves for several in a row comes back after the
    last of them. Where they are out for one committee and in for another, they come
    back for the decision of that one: a committee loses nobody through the ruling of
    another.
    """
    said: dict[str, Said] = {}
    for place, step in enumerate(steps):
        after = steps[place + 1] if place + 1 < len(steps) else None
        if found := _said(step, after):
            said[step.number] = found
    return said


def _said(step: Step, after: Step | None) -> Said | None:
    if not step.made:
        return Said(UNRULED, tuple(step.unruled)) if step.unruled else None
    if step.is_apart:
        return Said(f"{_leaves(step)}{_comes_back(step)}{_waits(step)}")
    if words := _words(step, after):
        ruled = [
            name for name, one in step.made.items() if one != Participation.TAKE_PART
        ]
        waits = _waits(step)
        if waits:
            return Said(f"{words} ({', '.join(ruled)}){waits}")
        return Said(words, tuple(ruled))
    return Said(UNRULED, tuple(step.unruled)) if step.unruled else None


def _words(step: Step, after: Step | None) -> str:
    """Say what a person does whom no committee wants back during the item."""
    if step.strictest is Participation.NOT_ATTEND:
        return "does not attend"
    if step.strictest is Participation.STAY_NO_VOTE:
        return "stays, without a vote"
    if step.strictest is Participation.TAKE_PART:
        return ""
    return f"{_leaves(step)}{_return(step, after)}"


def _leaves(step: Step) -> str:
    """Say when a person leaves, and for whose decision where another wants them."""
    leaves = "leaves the room" if step.is_private else "leaves"
    if step.strictest is Participation.DISCUSS_THEN_LEAVE:
        whose = (
            f"the decision of {_listed(_out_for(step))}"
            if step.is_apart
            else "its decision"
        )
        words = f"may discuss item {step.number} and {leaves} before {whose}"
    else:
        words = f"{leaves} before item {step.number}"
        if step.is_apart:
            names = _out_for(step)
            verb = "takes" if len(names) == 1 else "take"
            words = f"{words}, which {_listed(names)} {verb} without them"
    if step.is_private:
        words = f"{words}{',' if step.is_apart else ' and'} {NOT_AS_PUBLIC}"
    return words


def _out_for(step: Step) -> list[str]:
    return [name for name, one in step.made.items() if one in OUT]


def _comes_back(step: Step) -> str:
    voting, staying = (
        [name for name, one in step.made.items() if one is ruling]
        for ruling in (Participation.TAKE_PART, Participation.STAY_NO_VOTE)
    )
    if not voting:
        return (
            f", and comes back, without a vote, for the decision of {_listed(staying)}"
        )
    back = f", and comes back for the decision of {_listed(voting)}"
    return (
        f"{back} and, without a vote, that of {_listed(staying)}" if staying else back
    )


def _waits(step: Step) -> str:
    return f"; for {_listed(step.unruled)} {UNRULED}" if step.unruled else ""


def _return(step: Step, after: Step | None) -> str:
    if after is None:
        return "; no item follows"
    if after.strictest in OUT_FROM_THE_START:
        return f", and stays out for item {after.number}"
    return f", and comes back before item {after.number}"


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
