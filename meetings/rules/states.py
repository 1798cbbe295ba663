"""Which states follow which: gatherings, and the conflict rows of their items."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from core.verdict import Verdict, explain, no, yes
from meetings.enums import ConflictState, GatheringState


State = TypeVar("State", bound=StrEnum)
Transitions = Mapping[GatheringState, frozenset[GatheringState]]

# The meeting is over, and took place.
AFTER_MEETING = frozenset(
    {
        GatheringState.HELD,
        GatheringState.MINUTES_DRAFT,
        GatheringState.MINUTES_APPROVED,
        GatheringState.PUBLISHED,
    }
)

TRANSITIONS: Transitions = {
    GatheringState.DRAFT: frozenset(
        {GatheringState.NOTICE_GIVEN, GatheringState.CANCELLED}
    ),
    GatheringState.NOTICE_GIVEN: frozenset(
        {GatheringState.PACK_SENT, GatheringState.IN_SESSION, GatheringState.CANCELLED}
    ),
    GatheringState.PACK_SENT: frozenset(
        {GatheringState.IN_SESSION, GatheringState.CANCELLED}
    ),
    GatheringState.IN_SESSION: frozenset({GatheringState.HELD}),
    GatheringState.HELD: frozenset({GatheringState.MINUTES_DRAFT}),
    GatheringState.MINUTES_DRAFT: frozenset({GatheringState.MINUTES_APPROVED}),
    GatheringState.MINUTES_APPROVED: frozenset({GatheringState.PUBLISHED}),
    GatheringState.PUBLISHED: frozenset(),
    GatheringState.CANCELLED: frozenset(),
}

# Ways back: open only with a reason, which is kept.
WAYS_BACK: Transitions = {
    GatheringState.NOTICE_GIVEN: frozenset({GatheringState.DRAFT}),
    GatheringState.PACK_SENT: frozenset({GatheringState.NOTICE_GIVEN}),
    GatheringState.IN_SESSION: frozenset({GatheringState.PACK_SENT}),
    GatheringState.HELD: frozenset({GatheringState.IN_SESSION}),
    GatheringState.MINUTES_DRAFT: frozenset({GatheringState.HELD}),
    GatheringState.MINUTES_APPROVED: frozenset({GatheringState.MINUTES_DRAFT}),
    GatheringState.PUBLISHED: frozenset({GatheringState.MINUTES_DRAFT}),
    GatheringState.CANCELLED: frozenset({GatheringState.DRAFT}),
}

CONFLICT_TRANSITIONS: Mapping[ConflictState, frozenset[ConflictState]] = {
    ConflictState.PROPOSED: frozenset(
        {ConflictState.ACCEPTED, ConflictState.DISMISSED, ConflictState.LAPSED}
    ),
    ConflictState.ACCEPTED: frozenset(
        {ConflictState.PROPOSED, ConflictState.DISMISSED, ConflictState.LAPSED}
    ),
    ConflictState.DISMISSED: frozenset(
        {ConflictState.PROPOSED, ConflictState.ACCEPTED}
    ),
    ConflictState.LAPSED: frozenset({ConflictState.PROPOSED}),
}


def assess_move(current: GatheringState, wanted: GatheringState) -> Verdict:
    """Say whether a gathering may go from one state to another.

    Forward freely, back only with a reason, and nowhere else (docs/states.md).
    """
    if wanted in TRANSITIONS[current]:
        return yes()
    if wanted in WAYS_BACK.get(current, frozenset()):
        return explain(
            "way_back",
            f"This takes the meeting back to “{wanted.label.lower()}”; say why.",
        )
    following = sorted(TRANSITIONS[current], key=list(GatheringState).index)
    names = " or ".join(f"“{each.label.lower()}”" for each in following)
    after = f"what can follow is {names}" if names else "nothing can follow it"
    return no(
        "no_such_move",
        f"The meeting is in the state “{current.label.lower()}”: {after}.",
    )


def assess_conflict_move(current: ConflictState, wanted: ConflictState) -> Verdict:
    """Say whether a conflict row may go from one state to another."""
    if wanted in CONFLICT_TRANSITIONS[current]:
        return yes()
    sentence = f"A conflict that is {current.value} cannot become {wanted.value}."
    return no("no_such_move", sentence)


def draw(
    transitions: Mapping[State, frozenset[State]],
    ways_back: Mapping[State, frozenset[State]] | None = None,
) -> str:
    """Return a state diagram in Mermaid, the same text for the same states."""
    lines = ["stateDiagram-v2"]
    for current, following in transitions.items():
        lines += [f"    {current} --> {each}" for each in sorted(following)]
    for current, following in (ways_back or {}).items():
        lines += [
            f"    {current} --> {each}: with a reason" for each in sorted(following)
        ]
    return "\n".join(lines) + "\n"
