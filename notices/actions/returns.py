"""Take in what came back, and mark the letter that did not arrive."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from django.db import transaction

from core import clock
from core.actions import audit
from core.errors import RuleBroken
from notices.enums import Match, Status
from notices.models import Letter, ReturnedMail
from notices.rules.delivery import TRANSITIONS
from notices.rules.returns import read, reason_of
from people import door
from people.actors import Task


if TYPE_CHECKING:
    from datetime import datetime

    from notices.rules.returns import Report, ReportedRecipient
    from people.models import User

RECEIVER: Final = Task("take in returned mail")


@transaction.atomic
def take_in(*, raw: bytes, now: datetime | None = None) -> ReturnedMail:
    """Take in one message and return its row; the same message again changes nothing.

    A letter is marked as come back only by a report of failure that quotes its
    Message-ID and names the very address it went to (docs/adr/0034). Whatever else
    comes is kept, for somebody to look at.
    """
    moment = now or clock.now()
    report = read(raw)
    row, is_new = ReturnedMail.objects.get_or_create(
        fingerprint=hashlib.sha256(raw).hexdigest(),
        defaults={
            "taken_in_at": moment,
            "kind": report.kind,
            "match": Match.UNKNOWN,
            "message_id": report.message_id,
        },
    )
    if not is_new:
        return row
    letter = _letter_of(report)
    said = report.on(letter.addressed_to) if letter is not None else None
    _describe(row, report, said)
    if letter is not None and said is not None:
        row.letter = letter
        row.match = Match.NOTED
        if (
            said.action == "failed"
            and Status.BOUNCED in TRANSITIONS[Status(letter.status)]
        ):
            row.match = Match.MARKED
            _mark(letter, said, moment)
    elif letter is not None:
        row.match = Match.OTHER_ADDRESS
    row.save()
    audit.record(
        "returned_mail.taken_in",
        target=row,
        by=RECEIVER.label,
        summary=Match(row.match).label,
        now=moment,
    )
    return row


@transaction.atomic
def settle(*, row: ReturnedMail, by: User, now: datetime | None = None) -> ReturnedMail:
    """Record that somebody looked at returned mail, and erase what it said of whom.

    Raises:
      RuleBroken: not theirs to look at.
    """
    door.require(by, "settle", row)
    row = ReturnedMail.objects.select_for_update().get(pk=row.pk)
    if row.settled_at is not None:
        raise RuleBroken.because(
            "returned_mail_settled", "Somebody has looked at this already."
        )
    row.settled_at, row.settled_by = now or clock.now(), by
    row.message_id = row.address = row.words = ""
    row.save()
    audit.record("returned_mail.settled", target=row, by=by.label, now=row.settled_at)
    return row


def _letter_of(report: Report) -> Letter | None:
    """Return the letter with the Message-ID that a report quotes, locked."""
    if not report.message_id:
        return None
    return (
        Letter.objects.select_for_update().filter(message_id=report.message_id).first()
    )


def _describe(
    row: ReturnedMail, report: Report, said: ReportedRecipient | None
) -> None:
    """Keep what the report says of our reader, or else of the first it names."""
    one = said or next(iter(report.recipients), None)
    if one is None:
        return
    row.status = one.status[:12]
    row.address = one.addresses[0]
    row.words = one.words


def _mark(letter: Letter, said: ReportedRecipient, moment: datetime) -> None:
    reason = reason_of(said.status)
    letter.status = Status.BOUNCED
    letter.reason = f"{reason} Their mail server said: {said.words}".strip()
    if not said.words:
        letter.reason = reason
    letter.save()
    # The words of the mail server name the address: they stay on the letter.
    audit.record(
        "letter.bounced",
        target=letter,
        by=RECEIVER.label,
        summary=reason,
        details={"message_id": letter.message_id},
        now=moment,
    )
