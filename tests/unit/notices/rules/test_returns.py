"""Reading what comes back: the reports of real makers, broken ones, hostile ones."""

from __future__ import annotations

import random
import time

import pytest

from notices.enums import ReturnKind
from notices.rules.returns import LARGEST, plain, read, reason_of
from tests.fixtures.returned_mail import (
    ALL,
    EXIM,
    POSTFIX,
    READER,
    SENT_AS,
    report,
)


@pytest.mark.parametrize("maker", ALL)
def test_read_a_failure_of_each_maker(maker):
    found = read(report(ALL[maker]))

    assert found.kind is ReturnKind.FAILED
    assert found.message_id == SENT_AS
    said = found.on("Asha@Practice.example")
    assert said is not None
    assert (said.action, said.status) == ("failed", "5.1.1")


@pytest.mark.parametrize(
    ("maker", "words"),
    [
        ("postfix", "550 5.1.1 <asha@practice.example>: Recipient address rejected"),
        ("exchange", "554 5.2.2 mailbox full; STOREDRV.Deliver.Exception"),
        ("exim", ""),
        ("gmail", "550-5.7.1 Our rules do not allow this message. 550-5.7.1 Ask"),
    ],
)
def test_read_keeps_what_the_mail_server_said(maker, words):
    said = read(report(ALL[maker])).on(READER)

    assert said.words.startswith(words)
    assert "\n" not in said.words


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("delayed", ReturnKind.DELAYED),
        ("delivered", ReturnKind.NO_FAILURE),
        ("relayed", ReturnKind.NO_FAILURE),
        ("Failed", ReturnKind.FAILED),
        ("failed (bad destination)", ReturnKind.FAILED),
        ("failed; given up", ReturnKind.FAILED),
    ],
)
def test_read_says_what_a_report_is(action, kind):
    assert read(report(POSTFIX, action=action)).kind is kind


def test_read_of_several_readers_the_one_that_is_asked_for():
    both = report(POSTFIX).replace(
        b"Remote-MTA: dns; inner",
        b"\nFinal-Recipient: rfc822; other@practice.example\n"
        b"Action: delivered\nStatus: 2.0.0\nRemote-MTA: dns; inner",
    )

    found = read(both)

    assert found.on(READER).action == "failed"
    assert found.on("other@practice.example").action == "delivered"
    assert found.on("third@practice.example") is None


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"", ReturnKind.NO_REPORT),
        (b"\x00\xff\xfe", ReturnKind.NO_REPORT),
        (b"Subject: I am away\n\nUntil Monday.\n", ReturnKind.NO_REPORT),
        (
            report(POSTFIX).replace(b"report-type=delivery-status", b"report-type=x"),
            ReturnKind.NO_REPORT,
        ),
        (report(POSTFIX).replace(b"message/delivery-status", b"text/plain"), None),
        (
            report(POSTFIX)
            .replace(b"Final-Recipient", b"F")
            .replace(b"Original-", b""),
            None,
        ),
        (report(POSTFIX).replace(b"Action:", b"Done:"), None),
        (
            report(POSTFIX)
            .replace(b"rfc822; asha", b"x400; asha")
            .replace(b"rfc822;asha", b"x"),
            None,
        ),
        (report(POSTFIX)[:600], None),
        (b"Content-Type: multipart/report; report-type=delivery-status\n\nx", None),
    ],
)
def test_read_what_is_no_report_or_broken(raw, kind):
    assert read(raw).kind is (kind or ReturnKind.UNREADABLE)


def test_read_a_report_that_quotes_no_letter_names_none():
    headless = report(EXIM).replace(b"Message-ID: " + SENT_AS.encode(), b"X: y")

    assert read(headless).message_id == ""


def test_read_a_report_that_quotes_two_letters_names_none():
    doubled = report(EXIM).replace(
        b"Message-ID: ", b"Message-ID: <another@quorate.example>\nMessage-ID: "
    )

    assert read(doubled).message_id == ""


def test_read_takes_no_message_id_from_the_report_itself():
    lying = report(EXIM).replace(b"Message-ID: " + SENT_AS.encode(), b"X: y")
    lying = lying.replace(b"<E1b5-0001@exim.practice.example>", SENT_AS.encode())

    assert read(lying).message_id == ""


def test_read_what_is_too_large_is_not_parsed():
    huge = report(POSTFIX) + b"x" * LARGEST

    assert read(huge).kind is ReturnKind.TOO_LARGE


def test_read_what_is_nested_deep_ends_soon():
    nested = b"".join(
        b'Content-Type: multipart/report; boundary="b%d"\n\n--b%d\n' % (n, n)
        for n in range(5000)
    )
    messages = b"Content-Type: message/rfc822\n\n" * 15000
    started = time.monotonic()

    assert read(nested).kind is ReturnKind.UNREADABLE
    assert read(messages).kind in (ReturnKind.UNREADABLE, ReturnKind.NO_REPORT)
    assert time.monotonic() - started < 20


def test_read_many_recipients_keeps_a_few():
    one = b"\nFinal-Recipient: rfc822; x@y.example\nAction: failed\nStatus: 5.0.0\n"
    many = report(POSTFIX).replace(
        b"\nFinal-Recipient", one * 500 + b"\nFinal-Recipient", 1
    )

    assert len(read(many).recipients) == 20


@pytest.mark.parametrize("seed", range(60))
def test_read_never_raises_on_a_broken_report(seed):
    rng = random.Random(seed)
    raw = bytearray(report(rng.choice(list(ALL.values()))))
    for _ in range(rng.randint(1, 40)):
        place = rng.randrange(len(raw))
        if rng.random() < 0.5:
            raw[place] = rng.randrange(256)
        else:
            del raw[place : place + rng.randint(1, 80)]
            raw = raw or bytearray(b"x")

    found = read(bytes(raw))

    assert found.kind in ReturnKind
    assert found.message_id in ("", SENT_AS) or "@" in found.message_id


def test_plain_words_of_a_stranger():
    assert plain("a\x00b\r\n  c\u202e") == "a b c"
    assert len(plain("x" * 5000)) == 300


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("5.1.1", "no such mailbox"),
        ("4.2.2", "mailbox is full"),
        ("4.4.7", "gave up"),
        ("5.1.99", "wrong with the address"),
        ("5.7.26", "refused it"),
        ("5.0.0", "did not say why"),
        ("", "did not say why"),
    ],
)
def test_reason_of(status, words):
    assert words in reason_of(status)
