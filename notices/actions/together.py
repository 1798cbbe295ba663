"""Tell in one letter what falls on one day for one person."""

from __future__ import annotations

import logging
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from django.db import transaction

from core import clock
from core.actions import audit
from notices import registry
from notices.enums import Status
from notices.letters import TOGETHER
from notices.models import Letter
from people.actors import Task


if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

log = logging.getLogger(__name__)

GATHERER: Final = Task("put reminders together")


@transaction.atomic
def gather_due(*, now: datetime | None = None) -> int:
    """Put the reminders due for one person into one letter; say how many letters.

    Safe at any time, twice, and beside another run: a letter is carried once, or not.
    What was tried already, is not needed any more or cannot be written goes its own
    way. What becomes of the others is written on the letter that carries them.
    """
    moment = now or clock.now()
    due = (
        Letter.objects.due(moment)
        .filter(kind__in=registry.reminders(), attempts=0)
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("person")
    )
    of_each: dict[int, list[Letter]] = defaultdict(list)
    for letter in due:
        of_each[letter.person_id].append(letter)
    gathered = 0
    for letters in of_each.values():
        if len(letters) < 2:
            continue
        parts = [one for one in letters if _has_words(one)]
        if len(parts) >= 2:
            _carry(parts, moment)
            gathered += 1
    return gathered


def _has_words(letter: Letter) -> bool:
    """Say whether a letter has something to say now, and can be said with others."""
    try:
        with transaction.atomic():
            words = registry.render(letter)
    except Exception:
        # It is tried on its own, and fails there, where an officer finds it.
        log.exception("Letter %s cannot be put with others.", letter.pk)
        return False
    return words is not None and words.gist is not None and not words.attachments


def _carry(parts: Sequence[Letter], moment: datetime) -> None:
    carrier = Letter.objects.create(
        kind=TOGETHER,
        about=f"letter:{parts[0].pk}",
        person=parts[0].person,
        due_at=moment,
        planned_at=moment,
        planned_by=GATHERER.label,
    )
    audit.record("letter.planned", target=carrier, by=GATHERER.label, now=moment)
    for one in parts:
        one.status, one.carrier, one.claimed_at = Status.TOGETHER, carrier, moment
        one.save(update_fields=["status", "carrier", "claimed_at"])
        audit.record(
            "letter.together",
            target=one,
            by=GATHERER.label,
            details={"letter": carrier.pk},
            now=moment,
        )
