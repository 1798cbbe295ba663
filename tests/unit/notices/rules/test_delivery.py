"""What follows what, and what the mail server's answers mean."""

from __future__ import annotations

from datetime import timedelta

import pytest

from notices.enums import Status
from notices.rules.delivery import PAUSES, TRANSITIONS, Fate, pause_after, read_reply


@pytest.mark.parametrize(
    ("code", "fate"),
    [
        (250, Fate.DELIVERED),
        (299, Fate.DELIVERED),
        (300, Fate.UNKNOWN),
        (399, Fate.UNKNOWN),
        (400, Fate.LATER),
        (421, Fate.LATER),
        (499, Fate.LATER),
        (500, Fate.REFUSED),
        (599, Fate.REFUSED),
        (600, Fate.UNKNOWN),
        (-1, Fate.UNKNOWN),
    ],
)
def test_read_reply(code, fate):
    assert read_reply(code) is fate


def test_pause_after_grows_and_ends():
    pauses = [pause_after(attempts) for attempts in range(1, len(PAUSES) + 1)]

    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=5)
    assert pause_after(0) == pauses[0]
    assert pause_after(len(PAUSES) + 1) is None


def test_transitions_every_state_and_what_ends():
    assert set(TRANSITIONS) == set(Status)
    assert {state for state, following in TRANSITIONS.items() if not following} == {
        Status.TOGETHER,
        Status.DROPPED,
    }
    assert TRANSITIONS[Status.SENT] == {Status.BOUNCED}


def test_transitions_a_letter_that_may_have_left_is_never_sent_by_itself():
    """From `sending` no way leads to a new attempt except a clear refusal or a person."""
    assert Status.CLAIMED not in TRANSITIONS[Status.SENDING]
    assert Status.SENDING not in TRANSITIONS[Status.UNCERTAIN]
    assert Status.CLAIMED not in TRANSITIONS[Status.UNCERTAIN]
