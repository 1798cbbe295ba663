"""Which states of a letter follow which, and what an answer of the mail server means."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum

from notices.enums import Channel, Status


TRANSITIONS: dict[Status, frozenset[Status]] = {
    Status.PLANNED: frozenset({Status.CLAIMED, Status.TOGETHER, Status.DROPPED}),
    Status.CLAIMED: frozenset(
        {
            Status.SENDING,
            Status.TO_PRINT,
            Status.PLANNED,
            Status.FAILED,
            Status.DROPPED,
        }
    ),
    Status.SENDING: frozenset(
        {
            Status.SENT,
            Status.PLANNED,
            Status.FAILED,
            Status.UNCERTAIN,
            Status.BOUNCED,
        }
    ),
    # A slow worker may still report what became of a letter given up as uncertain.
    Status.UNCERTAIN: frozenset(
        {
            Status.SENT,
            Status.PLANNED,
            Status.FAILED,
            Status.BOUNCED,
            Status.DROPPED,
        }
    ),
    Status.FAILED: frozenset({Status.PLANNED, Status.DROPPED}),
    # Written again when the address has been corrected, or there is one for mail now.
    Status.TO_PRINT: frozenset({Status.SENT, Status.PLANNED, Status.DROPPED}),
    # A mail server further on may say later that it could not deliver it (RFC 3464).
    Status.SENT: frozenset({Status.BOUNCED}),
    Status.BOUNCED: frozenset({Status.PLANNED, Status.DROPPED}),
    # What becomes of it is written on the letter that carries it.
    Status.TOGETHER: frozenset(),
    Status.DROPPED: frozenset(),
}

# The mail server was busy or could not be asked: again after so long, then give up.
PAUSES = (
    timedelta(minutes=5),
    timedelta(minutes=20),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
)

# Longer than any dialogue with a mail server can last: connecting, greeting, sender,
# recipient, words and answer wait for half a minute each.
LONGEST_DIALOGUE = timedelta(minutes=5)


class Fate(Enum):
    """What became of a letter at the mail server."""

    DELIVERED = "delivered"
    LATER = "later"
    REFUSED = "refused"
    UNKNOWN = "unknown"


def channel_for(*, mail: str, post: str, is_by_post: bool, wants_post: bool) -> Channel:
    """Say how a letter travels to a reader with these addresses, either may be empty.

    `is_by_post` was decided of this letter alone, `wants_post` of all letters to its
    reader. The standing choice gives way while there is no postal address but one for
    mail: a letter that arrives is worth more than one that waits.
    """
    if is_by_post or not mail:
        return Channel.POST
    return Channel.POST if wants_post and post.strip() else Channel.MAIL


def read_reply(code: int) -> Fate:
    """Say what an SMTP reply code means for a letter (RFC 5321, 4.2.1)."""
    if 200 <= code <= 299:
        return Fate.DELIVERED
    if 400 <= code <= 499:
        return Fate.LATER
    if 500 <= code <= 599:
        return Fate.REFUSED
    return Fate.UNKNOWN


def pause_after(attempts: int) -> timedelta | None:
    """Say how long to wait after so many attempts, or None when it was the last."""
    if attempts > len(PAUSES):
        return None
    return PAUSES[max(attempts, 1) - 1]
