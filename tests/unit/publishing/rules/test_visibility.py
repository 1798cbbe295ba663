"""What of an agenda anybody may see."""

from __future__ import annotations

import pytest

from meetings.enums import GatheringState, Part
from publishing.rules.visibility import LineFacts, is_announced, is_for_everybody


@pytest.mark.parametrize("state", list(GatheringState))
def test_is_announced_from_its_notice_on(state):
    expected = state not in {GatheringState.DRAFT, GatheringState.CANCELLED}

    assert is_announced(state, had_notice=False) is expected


def test_is_announced_stays_when_cancelled_after_notice():
    assert is_announced(GatheringState.CANCELLED, had_notice=True)
    assert not is_announced(GatheringState.DRAFT, had_notice=True)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (LineFacts(Part.ONE, "PCC16/001"), True),
        (LineFacts(Part.ONE, is_heading=True), True),
        (LineFacts(Part.ONE), False),
        (LineFacts(Part.TWO, "PCC16/001"), False),
        (LineFacts(Part.TWO, is_heading=True), False),
        (LineFacts(Part.ONE, "PCC16/001", is_withdrawn=True), False),
        (LineFacts(Part.ONE, is_heading=True, is_withdrawn=True), False),
    ],
    ids=[
        "matter of part 1",
        "heading of part 1",
        "matter without notice",
        "matter of part 2",
        "heading of part 2",
        "withdrawn matter",
        "withdrawn heading",
    ],
)
def test_is_for_everybody(line, expected):
    assert is_for_everybody(line) is expected
