"""What is plainly wrong on an agenda: errors of real packs (story 10)."""

from __future__ import annotations

from datetime import date, time

import pytest

from core.verdict import Answer
from meetings.rules.sanity import AgendaFacts, check_agenda, find_impossible_dates


HELD_ON = date(2016, 2, 10)


def test_check_agenda_sound_agenda_passes():
    agenda = AgendaFacts(
        held_on=HELD_ON,
        references=("PC/16/80", "PC/16/81", "", ""),
        earlier=frozenset({"PC/16/79"}),
        next_held_on=date(2016, 3, 9),
        starts_at=time(14, 0),
        ends_at=time(16, 0),
        texts=("Minutes of Wednesday 13 January 2016",),
    )

    assert check_agenda(agenda) == []


@pytest.mark.parametrize(
    ("facts", "code", "words"),
    [
        pytest.param(
            {"references": ("PC/16/81", "PC/16/81")},
            "duplicate_reference",
            "2 items have the reference PC/16/81.",
            id="PC/16/81 twice",
        ),
        pytest.param(
            {"references": ("PC/16/81",), "earlier": frozenset({"PC/16/81"})},
            "reference_used_before",
            "was given to another matter before",
            id="used before",
        ),
        pytest.param(
            {"next_held_on": date(2015, 3, 9)},
            "next_meeting_not_later",
            "on Monday 9 March 2015, is not after this one",
            id="next meeting 9 March 2015 on a February 2016 agenda",
        ),
        pytest.param(
            {"next_held_on": HELD_ON},
            "next_meeting_not_later",
            "is not after",
            id="next meeting the same day",
        ),
        pytest.param(
            {"texts": ("Due 4 March April 2025",)},
            "impossible_date",
            "“4 March April 2025” has two months in it.",
            id="two months",
        ),
    ],
)
def test_check_agenda_errors_wait_for_confirmation(facts, code, words):
    (verdict,) = check_agenda(AgendaFacts(held_on=HELD_ON, **facts))

    assert verdict.answer is Answer.YES_IF_EXPLAINED
    assert verdict.code == code
    assert words in verdict.reason


def test_check_agenda_end_before_start_cannot_be_confirmed():
    (verdict,) = check_agenda(
        AgendaFacts(held_on=HELD_ON, starts_at=time(14, 0), ends_at=time(13, 30))
    )

    assert not verdict
    assert verdict.reason == "The meeting ends at 13:30, and starts at 14:00."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("31 February 2016", ["“31 February 2016” is no day of the calendar."]),
        ("29 February 2015", ["“29 February 2015” is no day of the calendar."]),
        ("0 May", ["“0 May” is no day of the calendar."]),
        ("1 May 0000", ["“1 May 0000” is no day of the calendar."]),
        ("29 February", []),
        ("Wednesday 10 February 2016 and the 1st of May", []),
        ("Tuesday 10 February 2016", ["“Tuesday 10 February 2016” is a Wednesday."]),
        ("Thursday, 11th February 2016", []),
        ("no date, 10 may attend", []),
        ("", []),
    ],
)
def test_find_impossible_dates_in_text(text, expected):
    assert find_impossible_dates(text) == expected
