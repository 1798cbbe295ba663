"""The conversation with the mail server when it goes wrong."""

from __future__ import annotations

import smtplib
import socket

import pytest

from notices import courier
from notices.courier import Courier
from notices.models import Letter
from notices.rules.delivery import Fate


@pytest.fixture
def letter():
    return Letter(
        pk=1,
        subject="S",
        text="T",
        addressed_to="asha@quorate.example",
        message_id=courier.new_message_id(),
    )


def test_get_ready_opens_a_new_line_when_the_old_one_went(deadly_peer, letter):
    with Courier() as carrier:
        carrier.get_ready()
        carrier.carry(letter)
        carrier._connection.connection.sock.shutdown(socket.SHUT_RDWR)
        carrier.get_ready()

        assert carrier.carry(letter).fate is Fate.DELIVERED

    assert deadly_peer.connections == 2


def test_get_ready_keeps_a_line_that_lives(deadly_peer, letter):
    with Courier() as carrier:
        for _ in range(3):
            carrier.get_ready()
            carrier.carry(letter)

    assert deadly_peer.connections == 1


def test_carry_refused_sender_waits_for_us(deadly_peer, letter):
    deadly_peer.sender_refusal = "550 Not from here"

    with Courier() as carrier:
        outcome = carrier.carry(letter)

    assert outcome.fate is Fate.LATER
    assert "550" not in outcome.sentence
    assert "Not from here" in outcome.sentence


@pytest.mark.parametrize(
    ("reply", "fate"),
    [("554 Spam", Fate.REFUSED), ("451 Try later", Fate.LATER)],
)
def test_carry_refused_words(deadly_peer, letter, reply, fate):
    deadly_peer.words_refusal = reply

    with Courier() as carrier:
        outcome = carrier.carry(letter)

    assert outcome.fate is fate
    assert reply in outcome.sentence


def test_carry_refusal_with_a_good_code_is_unknown():
    assert courier._refused(250, b"OK", "Refused").fate is Fate.UNKNOWN


def test_leaving_with_a_dead_line_is_quiet(deadly_peer):
    with Courier() as carrier:
        carrier.get_ready()
        line = carrier._connection.connection
        line.sock.shutdown(socket.SHUT_RDWR)

    assert isinstance(line, smtplib.SMTP)
