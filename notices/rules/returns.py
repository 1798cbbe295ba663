"""Reading a delivery status notification (RFC 3464), whatever somebody sends instead.

Nothing is guessed: a report counts only with its machine-readable part, the Message-ID of
our own letter, and the address it went to. It never raises.
"""

from __future__ import annotations

import email
import email.policy
import email.utils
import re
from dataclasses import dataclass
from email.message import Message
from typing import TYPE_CHECKING, Final

from notices.enums import ReturnKind


if TYPE_CHECKING:
    from collections.abc import Iterator

# Our letters are short and carry a calendar entry at most; a report that quotes one
# whole is far below this (bytes).
LARGEST: Final = 512 * 1024
# A report has three parts, and the letter in it a few.
MOST_BOUNDARIES: Final = 60
MOST_PARTS: Final = 60
MOST_RECIPIENTS: Final = 20
LONGEST_WORDS: Final = 300
_MESSAGE_ID: Final = re.compile(r"<[^<>\s]{1,190}>")
_WORD: Final = re.compile(r"[a-z]+")
_STATUS: Final = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e]+")


@dataclass(frozen=True, slots=True)
class ReportedRecipient:
    """What one mail server says of one address: `status` as in RFC 3463, or empty."""

    addresses: tuple[str, ...]
    action: str
    status: str
    words: str


@dataclass(frozen=True, slots=True)
class Report:
    """What came back: what it is, about which letter, and what it says of whom."""

    kind: ReturnKind
    message_id: str = ""
    recipients: tuple[ReportedRecipient, ...] = ()

    def on(self, address: str) -> ReportedRecipient | None:
        """Return what is said of an address; None when it is not named."""
        wanted = address.strip().casefold()
        for one in self.recipients:
            if wanted in one.addresses:
                return one
        return None


def read(raw: bytes) -> Report:
    """Read what came to the address for returned mail.

    `raw` may be cut one byte after `LARGEST`: more than that is not read at all.
    """
    if len(raw) > LARGEST:
        return Report(ReturnKind.TOO_LARGE)
    if raw.lower().count(b"boundary=") > MOST_BOUNDARIES:
        return Report(ReturnKind.UNREADABLE)
    try:
        return _read(email.message_from_bytes(raw, policy=email.policy.compat32))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        # The parser of the standard library fails in these ways on broken mail.
        return Report(ReturnKind.UNREADABLE)


def _read(message: Message) -> Report:
    if message.get_content_type() != "multipart/report":
        return Report(ReturnKind.NO_REPORT)
    asked_for = str(message.get_param("report-type") or "").casefold()
    if asked_for != "delivery-status":
        return Report(ReturnKind.NO_REPORT)
    if not message.is_multipart():
        return Report(ReturnKind.UNREADABLE)
    parts = _parts(message)
    status = next((one for one in parts if _is_status(one)), None)
    if status is None or len(parts) > MOST_PARTS:
        return Report(ReturnKind.UNREADABLE)
    recipients = tuple(_recipients(status))[:MOST_RECIPIENTS]
    if not recipients:
        return Report(ReturnKind.UNREADABLE)
    return Report(_kind_of(recipients), _returned_id(parts), recipients)


def _kind_of(recipients: tuple[ReportedRecipient, ...]) -> ReturnKind:
    actions = {one.action for one in recipients}
    if "failed" in actions:
        return ReturnKind.FAILED
    return ReturnKind.DELAYED if "delayed" in actions else ReturnKind.NO_FAILURE


def _is_status(part: Message) -> bool:
    return part.get_content_type() in (
        "message/delivery-status",
        "message/global-delivery-status",
    )


def _recipients(status: Message) -> Iterator[ReportedRecipient]:
    """Yield the groups about a recipient: the first group is about the mail server."""
    for group in _parts(status):
        addresses = tuple(
            address
            for name in ("Final-Recipient", "Original-Recipient")
            if (address := _address(group.get(name)))
        )
        # A comment may follow the word: "failed (bad destination)".
        action = _WORD.match(str(group.get("Action") or "").strip().casefold())
        if not addresses or action is None:
            continue
        found = _STATUS.search(str(group.get("Status") or ""))
        words = str(group.get("Diagnostic-Code") or "")
        yield ReportedRecipient(
            addresses=addresses,
            action=action.group(),
            status=found.group() if found else "",
            words=plain(words.partition(";")[2] or words),
        )


def _parts(message: Message) -> list[Message]:
    """Return what a message is made of; nothing when it is of one piece."""
    inner = message.get_payload()
    if not isinstance(inner, list):
        return []
    return [one for one in inner if isinstance(one, Message)]


def _address(field: object) -> str:
    """Return the address of "rfc822; somebody@there.example", lower-cased."""
    kind, found, address = str(field or "").partition(";")
    if not found or kind.strip().casefold() not in ("rfc822", "utf-8"):
        return ""
    return address.strip().strip("<>").casefold()[:320]


def _returned_id(parts: list[Message]) -> str:
    """Return the Message-ID of the letter that the report quotes, or nothing.

    Of the headers of the report itself none counts, and two that differ name nobody.
    """
    found = set()
    for part in parts:
        kind = part.get_content_type()
        if kind in ("message/rfc822", "message/global"):
            quoted = next(iter(_parts(part)), None)
        elif kind in ("text/rfc822-headers", "message/global-headers"):
            text = part.get_payload(decode=True)
            quoted = email.message_from_bytes(text) if isinstance(text, bytes) else None
        else:
            continue
        for value in quoted.get_all("Message-ID", []) if quoted is not None else []:
            found.update(_MESSAGE_ID.findall(str(value)))
    return found.pop() if len(found) == 1 else ""


def plain(words: str) -> str:
    """Return words of a stranger on one line, short, without what cannot be printed."""
    return " ".join(_UNPRINTABLE.sub(" ", words).split())[:LONGEST_WORDS]


# RFC 3463: the second and third numbers say what the matter is.
_EXACTLY: Final = {
    "1.1": "There is no such mailbox.",
    "1.2": "There is no such mail domain.",
    "1.3": "The address is not a valid one.",
    "1.6": "The mailbox has moved, and nobody said where to.",
    "1.10": "This domain takes no mail.",
    "2.1": "The mailbox is closed.",
    "2.2": "The mailbox is full.",
    "2.3": "The letter is too long for the mailbox.",
    "3.4": "The letter is too long for their mail server.",
    "4.1": "Their mail server did not answer.",
    "4.4": "Their mail server cannot be found.",
    "4.7": "It could not be delivered for so long that the mail server gave up.",
}
_BROADLY: Final = {
    "1": "Something is wrong with the address.",
    "2": "Something is wrong with the mailbox.",
    "3": "Their mail server could not take it.",
    "4": "It could not be brought to their mail server.",
    "5": "The mail servers did not understand each other.",
    "6": "Their mail server could not take what is in it.",
    "7": "Their mail server refused it: a rule of theirs, or it was taken for spam.",
}


def reason_of(status: str) -> str:
    """Say in plain words why a letter came back, by its status code (RFC 3463)."""
    _, _, detail = status.partition(".")
    exactly = _EXACTLY.get(detail)
    if exactly is not None:
        return exactly
    subject = detail.partition(".")[0]
    return _BROADLY.get(subject, "The mail server did not say why.")
