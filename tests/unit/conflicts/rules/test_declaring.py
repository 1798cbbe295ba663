"""What is asked next, what looks like a name, and how a company number is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflicts.rules.declaring import (
    CHECK,
    company_number,
    looks_like_name,
    next_step,
)
from conflicts.rules.statements import statement_of, statement_of_one


STEPS = ("kind", "whose", "organisation", "tie", "dates")


def test_next_step_goes_on_from_where_one_is():
    assert next_step(STEPS, {"kind"}, after="kind") == "whose"


def test_next_step_comes_back_for_what_was_left_out():
    assert next_step(STEPS, {"whose", "organisation", "tie", "dates"}) == "kind"


def test_next_step_after_a_change_goes_straight_to_the_check():
    assert next_step(STEPS, set(STEPS), after="kind") == CHECK


@given(st.sets(st.sampled_from(STEPS)), st.sampled_from(["", *STEPS]))
def test_next_step_is_never_an_answered_one(answered, after):
    step = next_step(STEPS, answered, after=after)

    assert step == CHECK or step not in answered
    assert (step == CHECK) == (not set(STEPS) - answered - {after})


@pytest.mark.parametrize(
    "words",
    [
        "Mrs Smith",
        "my wife Jane",
        "Jane",
        "Priya Patel",
        "brother of Dr. Okafor",
        "Cousin Ade",
    ],
)
def test_looks_like_name_of_a_name(words):
    assert looks_like_name(words)


@pytest.mark.parametrize(
    "words",
    [
        "spouse",
        "Spouse",
        "Business partner",
        "fellow GP partner",
        "Close friend",
        "mother-in-law",
        "Civil Partner",
        "",
        "adult child living with me",
    ],
)
def test_looks_like_name_of_a_relationship(words):
    assert not looks_like_name(words)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("01234567", "01234567"),
        ("1234567", "01234567"),
        ("sc 123456", "SC123456"),
        (" oc312345 ", "OC312345"),
    ],
)
def test_company_number_is_written_in_eight_characters(typed, written):
    assert company_number(typed) == written


@pytest.mark.parametrize("typed", ["", "123456789", "ABC12345", "S1", "0", "١٢٣٤٥٦٧٨"])
def test_company_number_refuses_what_cannot_be_one(typed):
    with pytest.raises(ValueError, match="company number"):
        company_number(typed)


def test_statements_name_the_days_of_the_policy():
    assert "at most 14 days" in statement_of_one(limit_days=14)
    assert statement_of(is_nil=True, limit_days=28).startswith("I have nothing")
    assert "complete and true" in statement_of(is_nil=False, limit_days=28)
