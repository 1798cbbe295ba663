"""Which states follow which (docs/states.md)."""

from __future__ import annotations

import pytest

from core.verdict import Answer
from meetings.enums import ConflictState, GatheringState
from meetings.rules.states import (
    CONFLICT_TRANSITIONS,
    TRANSITIONS,
    WAYS_BACK,
    assess_conflict_move,
    assess_move,
    draw,
)


S = GatheringState


@pytest.mark.parametrize(
    ("current", "wanted", "answer"),
    [
        (S.DRAFT, S.NOTICE_GIVEN, Answer.YES),
        (S.PACK_SENT, S.IN_SESSION, Answer.YES),
        (S.NOTICE_GIVEN, S.DRAFT, Answer.YES_IF_EXPLAINED),
        (S.HELD, S.IN_SESSION, Answer.YES_IF_EXPLAINED),
        (S.DRAFT, S.HELD, Answer.NO),
        (S.PUBLISHED, S.DRAFT, Answer.NO),
        (S.IN_SESSION, S.CANCELLED, Answer.NO),
    ],
)
def test_assess_move_pairs_of_states(current, wanted, answer):
    assert assess_move(current, wanted).answer is answer


def test_assess_move_refusal_says_what_can_follow():
    assert assess_move(S.DRAFT, S.HELD).reason == (
        "The meeting is in the state “draft”: what can follow is “notice given” or "
        "“cancelled”."
    )
    assert assess_move(S.PUBLISHED, S.HELD).reason == (
        "The meeting is in the state “published”: nothing can follow it."
    )


def test_transitions_name_every_state():
    assert set(TRANSITIONS) == set(GatheringState)
    assert set(CONFLICT_TRANSITIONS) == set(ConflictState)


def test_transitions_every_state_can_be_reached():
    reached = {S.DRAFT}
    waiting = [S.DRAFT]
    while waiting:
        following = TRANSITIONS[waiting.pop()] - reached
        reached |= following
        waiting.extend(following)

    assert reached == set(GatheringState)


def test_assess_conflict_move():
    assert assess_conflict_move(ConflictState.PROPOSED, ConflictState.ACCEPTED)
    refusal = assess_conflict_move(ConflictState.LAPSED, ConflictState.ACCEPTED)
    assert refusal.reason == "A conflict that is lapsed cannot become accepted."


def test_draw_writes_a_diagram_with_ways_back():
    diagram = draw(TRANSITIONS, WAYS_BACK)

    assert diagram.startswith("stateDiagram-v2\n")
    assert "    draft --> notice_given\n" in diagram
    assert "    notice_given --> draft: with a reason\n" in diagram
    assert draw(CONFLICT_TRANSITIONS).count("-->") == sum(
        len(each) for each in CONFLICT_TRANSITIONS.values()
    )
