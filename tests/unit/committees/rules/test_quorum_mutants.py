"""The properties of a quorum notice an engine that breaks them: none of them is idle."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import Phase, settings
from hypothesis.errors import FlakyFailure

from committees.rules.quorum import assess_quorum
from tests.unit.committees.rules import test_quorum_properties as properties


def too_many(terms, seats, *, excluded):
    """Lose the quorum once more than two are counted."""
    found = assess_quorum(terms, seats, excluded=excluded)
    is_quorate = found.is_quorate and len(found.counted) < 3
    return replace(found, is_quorate=is_quorate)


def first_come(terms, seats, *, excluded):
    """Never count who is named last."""
    return assess_quorum(terms, list(seats)[:-1], excluded=excluded)


class Remembering:
    """Keep out whom another committee's ruling kept out a moment ago."""

    def __init__(self) -> None:
        self.before: dict = {}

    def __call__(self, terms, seats, *, excluded):
        found = assess_quorum(terms, seats, excluded={**self.before, **excluded})
        self.before = dict(excluded)
        return found


def twice(terms, seats, *, excluded):
    """Count the first person once more."""
    found = assess_quorum(terms, seats, excluded=excluded)
    return replace(found, counted=(*found.counted, *found.counted[:1]))


def conflicted(terms, seats, *, excluded):
    """Count people in conflict like anybody."""
    return assess_quorum(terms, seats, excluded={})


def sturdy(terms, seats, *, excluded):
    """Say of nobody that their leaving loses the quorum."""
    return replace(assess_quorum(terms, seats, excluded=excluded), fragile=())


def same_person(terms, seats, *, excluded):
    """Let one person stand for several clauses that ask for different ones."""
    rules = tuple(replace(rule, own_people=False) for rule in terms.rules)
    return assess_quorum(replace(terms, rules=rules), seats, excluded=excluded)


MORE = "test_assess_quorum_one_more_"


# Look longer than usual, always at the same rooms, for no smallest example.
SETTINGS = settings(
    settings.get_profile("house"),
    phases=[Phase.generate],
    database=None,
    derandomize=True,
    max_examples=500,
)


@pytest.mark.parametrize(
    ("broken", "name"),
    [
        (too_many, f"{MORE}eligible_seat_never_unmakes_it"),
        (too_many, f"{MORE}lay_or_executive_never_unmakes_a_majority"),
        (first_come, "test_assess_quorum_order_never_matters"),
        (Remembering(), "test_assess_quorum_never_depends_on_another_committee"),
        (twice, "test_assess_quorum_every_seat_is_answered_and_nobody_counts_twice"),
        (
            conflicted,
            "test_assess_quorum_every_seat_is_answered_and_nobody_counts_twice",
        ),
        (sturdy, "test_assess_quorum_fragile_are_those_whose_leaving_loses_it"),
        (
            same_person,
            "test_assess_quorum_own_people_is_met_as_trying_every_way_says",
        ),
    ],
)
def test_a_broken_engine_is_noticed(monkeypatch, broken, name):
    monkeypatch.setattr(properties, "assess_quorum", broken)
    noticed = getattr(properties, name)
    monkeypatch.setattr(noticed, "_hypothesis_internal_use_settings", SETTINGS)

    # What comes and goes (an engine that remembers) reaches us as a group.
    with pytest.raises((AssertionError, FlakyFailure)):
        noticed()
