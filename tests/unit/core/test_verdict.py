"""The three answers, and the refusals built on them."""

from __future__ import annotations

import pytest
from django import forms

from core.errors import RuleBroken, StaleEdit
from core.verdict import YES, Answer, Verdict, explain, no, yes
from core.web.forms import refusals_on


@pytest.mark.parametrize(
    ("verdict", "is_open", "needs_explaining"),
    [
        (YES, True, False),
        (yes("officer"), True, False),
        (explain("late", "Say why."), True, True),
        (no("outsider", "Not here."), False, False),
    ],
)
def test_verdict_is_false_only_for_no(verdict, is_open, needs_explaining):
    assert bool(verdict) is is_open
    assert verdict.needs_explaining is needs_explaining


def test_verdict_compares_by_what_it_says():
    assert no("a", "B.") == Verdict(Answer.NO, "a", "B.")


def test_rule_broken_carries_the_verdict():
    refused = RuleBroken.because("late", "It is 100% late.")

    assert refused.verdict == no("late", "It is 100% late.")
    assert str(refused) == "It is 100% late."


def test_refusals_on_puts_the_sentence_on_the_form():
    form = forms.Form({})
    form.is_valid()

    with refusals_on(form):
        raise RuleBroken.because("late", "It is 100% late.")

    assert form.non_field_errors() == ["It is 100% late."]
    assert form.refusal.code == "late"


def test_refusals_on_lets_other_errors_through():
    with pytest.raises(ValueError, match="else"), refusals_on(forms.Form({})):
        raise ValueError("something else")


def test_stale_edit_keeps_both_versions():
    stale = StaleEdit(current={"words": "a"}, submitted={"words": "b"})

    assert (stale.current, stale.submitted) == ({"words": "a"}, {"words": "b"})
