"""Which entries may be one person: address, name, a slip of the pen."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflicts.rules.merging import EntryFacts, suggest_duplicates, trigram_likeness
from people.values import PersonId


def entry(number, given_name, family_name, email=""):
    return EntryFacts(PersonId(number), given_name, family_name, email)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (entry(2, "Ann", "Smith", "ANN@elm.example"), "the same name and address"),
        (entry(2, "ann", "SMITH"), "the same name"),
        (entry(2, "Beth", "Jones", "ann@elm.example"), "the same e-mail address"),
        (entry(2, "Anne", "Smith"), "nearly the same name"),
    ],
)
def test_suggest_duplicates_says_why(other, why):
    (pair,) = suggest_duplicates([entry(1, "Ann", "Smith", "ann@elm.example"), other])

    assert (pair.first, pair.second, pair.why) == (1, 2, why)


def test_suggest_duplicates_leaves_people_apart():
    assert not suggest_duplicates([entry(1, "Ann", "Smith"), entry(2, "Bob", "Smith")])


def test_suggest_duplicates_likeliest_first():
    entries = [
        entry(1, "Ann", "Smith"),
        entry(2, "Anne", "Smith"),
        entry(3, "Ann", "Smith"),
    ]

    assert suggest_duplicates(entries)[0].why == "the same name"


NAMES = st.sampled_from(["Ann", "Anne", "Bob", "Smith", "Smyth", ""])
ENTRIES = st.lists(
    st.tuples(NAMES, NAMES, st.sampled_from(["", "a@b.example", "c@d.example"])),
    max_size=8,
)


@given(ENTRIES, st.randoms(use_true_random=False))
def test_suggest_duplicates_order_plays_no_part(rows, shuffle: random.Random):
    entries = [entry(number, *row) for number, row in enumerate(rows, 1)]
    shuffled = entries[:]
    shuffle.shuffle(shuffled)

    assert suggest_duplicates(shuffled) == suggest_duplicates(entries)


@given(st.text(max_size=20), st.text(max_size=20))
def test_trigram_likeness_is_even_handed(first, second):
    assert trigram_likeness(first, second) == trigram_likeness(second, first)
    assert 0 <= trigram_likeness(first, second) <= 1
