"""What follows what, and what the mail server's answers mean."""

from __future__ import annotations

from datetime import timedelta

import pytest

from notices.enums import Channel, Status
from notices.rules.delivery import (
    PAUSES,
    TRANSITIONS,
    Fate,
    channel_for,
    pause_after,
    read_reply,
)


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


@pytest.mark.parametrize(
    ("mail", "post", "is_by_post", "wants_post", "channel"),
    [
        ("a@example.org", "1 Street", False, False, Channel.MAIL),
        ("a@example.org", "1 Street", False, True, Channel.POST),
        ("a@example.org", " \n", False, True, Channel.MAIL),
        ("a@example.org", "1 Street", True, False, Channel.POST),
        ("a@example.org", "", True, False, Channel.POST),
        ("", "1 Street", False, False, Channel.POST),
        ("", "", False, True, Channel.POST),
    ],
    ids=[
        "mail where nobody said anything",
        "post by a standing choice",
        "mail while the standing choice has no address",
        "post for this letter alone",
        "post for this letter, its address to be added",
        "post without a mail address",
        "neither address: it waits to be printed",
    ],
)
def test_channel_for(mail, post, is_by_post, wants_post, channel):
    found = channel_for(
        mail=mail, post=post, is_by_post=is_by_post, wants_post=wants_post
    )

    assert found is channel
