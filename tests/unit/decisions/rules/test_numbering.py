"""Numbers of decisions (docs/field.md 9.12)."""

from __future__ import annotations

import pytest

from decisions.enums import Outcome
from decisions.rules.numbering import decision_number, next_number, takes_number


def test_next_number_follows_the_highest_and_fills_no_gap():
    assert next_number([]) == 1
    assert next_number([1, 4]) == 5


def test_decision_number_is_written_by_committee_and_year():
    written = decision_number(committee="PCCC-HAV", year=2016, number=14)

    assert written == "PCCC-HAV 2016/014"


@pytest.mark.parametrize(("committee", "number"), [("PCCC", 0), (" ", 1)])
def test_decision_number_refuses_nonsense(committee, number):
    with pytest.raises(ValueError, match=r"numbered from 1|short name"):
        decision_number(committee=committee, year=2016, number=number)


def test_takes_number_notes_do_not():
    assert takes_number(Outcome.DEFERRED)
    assert not takes_number(Outcome.NOTED)
