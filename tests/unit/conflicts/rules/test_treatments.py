"""The table of what is proposed to the chair, as a rule set holds it."""

from __future__ import annotations

import pytest

from conflicts.enums import Nature, PaperHandling, Participation, Severity
from conflicts.rules.treatments import (
    LAWFUL,
    NATIONAL,
    national_treatments,
    stored_of,
    table_of,
    why_no_table,
)


def test_national_treatments_answer_every_pair_and_come_back_as_stored():
    stored = national_treatments()

    assert len(stored) == len(Nature) * len(Severity)
    assert table_of(stored) == NATIONAL
    assert why_no_table(stored) == ""


def test_lawful_leaves_out_what_contradicts_itself():
    assert (Participation.NOT_ATTEND, PaperHandling.GIVEN) not in LAWFUL
    assert (Participation.TAKE_PART, PaperHandling.WITHHELD) not in LAWFUL
    assert len(LAWFUL) == 8
    assert set(NATIONAL.values()) <= set(LAWFUL)


@pytest.mark.parametrize(
    ("stored", "sentence"),
    [
        (national_treatments()[1:], "Say what is proposed for every nature"),
        ([], "Say what is proposed for every nature"),
        ([{"nature": "financial"}], "Each entry names a nature"),
        (["financial"], "Each entry names a nature"),
        ([{**national_treatments()[0], "papers": "burnt"}], "Each entry names"),
        (
            stored_of(
                {
                    **NATIONAL,
                    (Nature.PERSONAL, Severity.SHARED): (
                        Participation.NOT_ATTEND,
                        PaperHandling.GIVEN,
                    ),
                }
            ),
            "is not given the papers",
        ),
    ],
)
def test_why_no_table_says_what_is_wrong(stored, sentence):
    assert sentence in why_no_table(stored)
