"""Tell in one letter what falls on one day for one person."""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core import clock
from core.actions import audit
from core.web.dates import local_day
from notices import registry
from notices.enums import Status
from notices.facts import free_to_leave, unwanted_by, weekly_readers
from notices.letters import TOGETHER
from notices.models import Letter
from notices.rules.weeks import last_of_week
from people.actors import Task


if TYPE_CHECKING:
    from collections.abc import Sequence

log = logging.getLogger(__name__)

GATHERER: Final = Task("put reminders together")


@transaction.atomic
def gather_due(*, now: datetime | None = None) -> int:
    """Put the reminders due for one person into one letter; say how many letters.

    Safe at any time, twice, and beside another run: a letter is carried once, or not.
    Whose first reminder has waited for its hold gets with it all that is due by then.
    Who wants one letter a week gets with the first those of the rest of its week. What
    was tried already, is not needed or wanted any more or cannot be written goes its
    own way. What becomes of the others is written on the letter that carries them.
    """
    moment = now or clock.now()
    of_each: dict[int, list[Letter]] = defaultdict(list)
    for letter in _due(moment):
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


def _due(moment: datetime) -> list[Letter]:
    """Return the reminders that may be told now, locked, the longest waiting first."""
    # What somebody decided to post goes in an envelope of its own, as they decided.
    waiting = Letter.objects.waiting().filter(
        kind__in=registry.reminders(), attempts=0, is_by_post=False
    )
    due_now = waiting.filter(due_at__lte=moment)
    persons = set(free_to_leave(due_now, moment).values_list("person_id", flat=True))
    sunday = last_of_week(local_day(moment)) + timedelta(days=1)
    week = timezone.make_aware(datetime.combine(sunday, time()))
    due = waiting.filter(
        Q(due_at__lte=moment) | Q(person__in=weekly_readers(persons), due_at__lt=week),
        person__in=persons,
    )
    unwanted = unwanted_by(persons)
    locked = due.select_for_update(of=("self",), skip_locked=True)
    return [
        letter
        for letter in locked.select_related("person").order_by("due_at", "pk")
        if letter.kind not in unwanted.get(letter.person_id, ())
    ]


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
