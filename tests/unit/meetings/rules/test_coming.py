"""What an agenda says of an item that came late, or comes without a paper."""

from __future__ import annotations

import pytest

from meetings.enums import PaperAvailability
from meetings.rules.coming import marks_of


@pytest.mark.parametrize(
    ("availability", "is_late", "has_papers", "marks"),
    [
        ("attached", False, True, ()),
        ("attached", False, False, ()),
        ("attached", True, True, ("Added after notice",)),
        ("verbal", False, False, ("Verbal",)),
        ("to_follow", False, False, ("Paper to follow",)),
        ("to_follow", False, True, ()),
        ("tabled", True, False, ("Added after notice", "Paper tabled at the meeting")),
    ],
)
def test_marks_of(availability, is_late, has_papers, marks):
    found = marks_of(
        PaperAvailability(availability), is_late=is_late, has_papers=has_papers
    )

    assert found == marks
