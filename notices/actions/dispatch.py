"""Claim due letters and send them: committed before the dialogue, and after it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from django.db import transaction

from core import clock
from core.actions import audit
from notices import registry, steps
from notices.actions.together import gather_due
from notices.courier import Courier, MailServerAway, new_message_id
from notices.enums import Channel, Status
from notices.facts import free_to_leave, is_unwanted, mail_address_of
from notices.models import Letter
from notices.rules.delivery import LONGEST_DIALOGUE, Fate, pause_after
from people.actors import Task


if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from notices.courier import Outcome
    from notices.values import Rendered

log = logging.getLogger(__name__)

SENDER: Final = Task("send letters")
BATCH: Final = 20


def send_due(*, now: datetime | None = None) -> int:
    """Send every letter that is due and return how many left by mail in this run.

    Safe to run at any time, twice, and beside another run.
    """
    give_up_stranded(now=now)
    gather_due(now=now)
    sent = 0
    with Courier() as courier:
        while letter_ids := claim_due(limit=BATCH, now=now):
            for position, letter_id in enumerate(letter_ids):
                try:
                    courier.get_ready()
                except MailServerAway as problem:
                    log.warning("%s", problem)
                    release(letter_ids[position:], reason=str(problem))
                    return sent
                sent += send(letter_id, courier=courier, now=now) == Status.SENT
    return sent


@transaction.atomic
def claim_due(*, limit: int, now: datetime | None = None) -> list[int]:
    """Claim up to `limit` due letters for this worker and return their ids.

    Letters another worker is claiming at this moment are skipped, and reminders that
    wait a little for others to the same person.
    """
    moment = now or clock.now()
    due = free_to_leave(Letter.objects.due(moment), moment)
    letters = due.select_for_update(skip_locked=True)
    claimed = list(letters.values_list("pk", flat=True)[:limit])
    Letter.objects.filter(pk__in=claimed).update(
        status=Status.CLAIMED, claimed_at=moment
    )
    return claimed


@transaction.atomic
def release(letter_ids: Sequence[int], *, reason: str) -> None:
    """Put claimed letters back that could not be tried, to wait for the next run."""
    Letter.objects.filter(pk__in=letter_ids, status=Status.CLAIMED).update(
        status=Status.PLANNED, claimed_at=None, reason=reason
    )


def send(
    letter_id: int, *, courier: Courier, now: datetime | None = None
) -> Status | None:
    """Send one claimed letter and return its state, or None when it was not ours.

    `sending` is committed with a Message-ID before the dialogue with the mail server:
    whoever finds it there after a crash knows that nobody knows.
    """
    letter = begin(letter_id, now=now)
    if letter is None or letter.status != Status.SENDING:
        return None if letter is None else Status(letter.status)
    steps.reach("after_sending_commit")
    outcome = courier.carry(letter)
    steps.reach("before_sent_commit")
    letter = finish(letter, outcome, now=now)
    steps.reach("after_sent_commit")
    return Status(letter.status)


@transaction.atomic(durable=True)
def begin(letter_id: int, *, now: datetime | None = None) -> Letter | None:
    """Write a claimed letter's words and freeze them on its row.

    Returns the letter, being sent, or in another state when it need not or cannot go
    by mail; None when somebody else has taken it up or done it.
    """
    letter = (
        Letter.objects.select_for_update(of=("self",))
        .select_related(
            "person__merged_into", "person__user", "person__reminder_choice"
        )
        .get(pk=letter_id)
    )
    if letter.status != Status.CLAIMED:
        return None
    moment = now or clock.now()
    if not _follow_merge(letter):
        return _end(letter, Status.DROPPED, "The same letter goes to the same person.")
    if is_unwanted(letter):
        return _end(letter, Status.DROPPED, "Its reader does not want this reminder.")
    try:
        with transaction.atomic():
            words = registry.render(letter)
    except Exception as problem:
        # One letter that cannot be written must not keep back the other fifty-nine.
        log.exception("Letter %s cannot be written.", letter.pk)
        return _end(letter, Status.FAILED, f"It could not be written: {problem!r}")
    if words is None:
        return _end(letter, Status.DROPPED, "No longer needed when it was due.")
    _freeze(letter, words, moment)
    steps.reach("before_sending_commit")
    return letter


@transaction.atomic(durable=True)
def finish(letter: Letter, outcome: Outcome, *, now: datetime | None = None) -> Letter:
    """Record what became of a letter at the mail server and return it.

    A letter that somebody decided about meanwhile is left as they decided.
    """
    row = Letter.objects.select_for_update().get(pk=letter.pk)
    is_ours = row.message_id == letter.message_id
    if not is_ours or row.status not in (Status.SENDING, Status.UNCERTAIN):
        return row
    moment = now or clock.now()
    if outcome.fate is Fate.DELIVERED:
        row.sent_at, row.reason = moment, ""
        return _end(row, Status.SENT)
    if outcome.fate is Fate.UNKNOWN:
        return _end(row, Status.UNCERTAIN, f"{outcome.sentence} {ASK_THE_READER}")
    pause = pause_after(row.attempts) if outcome.fate is Fate.LATER else None
    if pause is None:
        return _end(row, Status.FAILED, outcome.sentence)
    row.due_at, row.claimed_at, row.message_id = moment + pause, None, ""
    return _end(row, Status.PLANNED, outcome.sentence)


ASK_THE_READER: Final = (
    "Nobody can know whether it arrived: ask the reader, then send it again or drop it."
)


@transaction.atomic
def give_up_stranded(*, now: datetime | None = None) -> int:
    """Free what a dead worker left behind and return how many letters that were.

    Claimed but never begun, a letter is planned again. Found in `sending` for longer
    than any dialogue lasts it is uncertain: only a person sends it again.
    """
    moment = now or clock.now()
    limit = moment - LONGEST_DIALOGUE
    freed = Letter.objects.claimed_before(limit, Status.CLAIMED).update(
        status=Status.PLANNED, claimed_at=None
    )
    stranded = list(
        Letter.objects.claimed_before(limit, Status.SENDING)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("person")
    )
    for letter in stranded:
        _end(
            letter,
            Status.UNCERTAIN,
            f"The worker stopped while it was handing the letter over. {ASK_THE_READER}",
        )
    return freed + len(stranded)


def _follow_merge(letter: Letter) -> bool:
    """Turn the letter to whom its person was merged into; false if they have it."""
    person = letter.person
    while person.merged_into is not None:
        person = person.merged_into
    if person == letter.person:
        return True
    if Letter.objects.same_to(letter, person).exists():
        return False
    letter.person = person
    return True


def _freeze(letter: Letter, words: Rendered, moment: datetime) -> None:
    letter.subject = " ".join(words.subject.split())[:300]
    letter.text, letter.html = words.text, words.html
    letter.attachments = [
        {"name": each.name, "content_type": each.content_type, "text": each.text}
        for each in words.attachments
    ]
    letter.reason = ""
    letter.claimed_at = moment
    address = mail_address_of(letter)
    if address:
        letter.channel, letter.addressed_to = Channel.MAIL, address
        letter.message_id = new_message_id()
        letter.attempts += 1
        letter.status = Status.SENDING
        letter.save()
        return
    letter.channel = Channel.POST
    letter.addressed_to = f"{letter.person}\n{letter.person.postal_address}".strip()
    _end(letter, Status.TO_PRINT)


def _end(letter: Letter, status: Status, reason: str = "") -> Letter:
    letter.status = status
    letter.reason = reason
    letter.save()
    audit.record(
        f"letter.{status.value}",
        target=letter,
        by=SENDER.label,
        summary=reason,
        details={"message_id": letter.message_id} if letter.message_id else None,
    )
    return letter
