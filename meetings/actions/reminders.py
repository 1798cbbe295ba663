"""Reminders of an announced meeting: letters, planned from its day."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone

from core import clock
from core.holidays import england
from meetings.facts.reminders import (
    asked_of_people,
    meeting_facts,
    rules_of,
    still_to_be_held,
)
from meetings.facts.told import times_cancelled
from meetings.rules.reminders import plan_reminders, send_on
from notices.actions import letters
from notices.enums import Status
from notices.models import Letter
from people.models import Person
from people.values import PersonId


if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from meetings.models import Gathering
    from meetings.rules.reminders import PlannedReminder
    from people.models import User

IN_THE_MORNING = time(8)
CLOCK: Final = "the clock of reminders"


def schedule(
    *, gathering: Gathering, by: User | str, only: Person | None = None
) -> int:
    """Bring the reminders of an announced meeting in line; say how many it changed.

    Everybody who is asked for something (or `only` one of them) gets one of each kind,
    once: moving the meeting moves those that wait, and a meeting that was cancelled and
    announced again reminds again. Call inside the action's transaction, which has asked
    the door.
    """
    asked = asked_of_people(gathering)
    if only is not None:
        one = {PersonId(only.pk)}
        asked = {kind: one & people for kind, people in asked.items()}
    day = gathering.held_on
    planned = plan_reminders(
        meeting_facts(gathering),
        rules_of(gathering.sittings.values_list("committee_id", flat=True), day),
        people=asked,
        bank_holidays=england(day.year - 1, day.year),
    )
    again = times_cancelled(gathering)
    return bring_in_line(planned, by=by, occasion=f"again {again}" if again else "")


def schedule_all() -> int:
    """Bring the reminders of every meeting ahead in line; say how many it changed.

    For the clock: who was named an author, what was found and what a committee said of
    its periods since the meeting was announced. Safe at any time, twice, and after any
    pause.
    """
    ahead = still_to_be_held().values_list("pk", flat=True)
    return sum(_schedule_one(pk) for pk in list(ahead))


def bring_in_line(
    planned: Sequence[PlannedReminder], *, by: User | str, occasion: str = ""
) -> int:
    """Plan what is not planned, move what waits to its day; say how many that were.

    What has left, or was tried, stays as it is. Call inside a transaction.
    """
    known = {
        (letter.kind, letter.about, letter.person_id): letter
        for letter in Letter.objects.about(*{one.about for one in planned}).filter(
            kind__in={one.kind for one in planned}, occasion=occasion
        )
    }
    keys = [(one.kind.value, one.about, one.person_id) for one in planned]
    people = Person.objects.in_bulk({key[2] for key in keys if key not in known})
    changed = 0
    for one, key in zip(planned, keys, strict=True):
        letter = known.get(key)
        if letter is not None and letter.status != Status.PLANNED:
            continue
        day = send_on(one, today=clock.today(), waits=letter is not None)
        if day is None:
            continue
        if letter is None:
            changed += 1
            letters.plan(
                kind=one.kind,
                about=one.about,
                person=people[one.person_id],
                occasion=occasion,
                due_at=_in_the_morning(day),
                by=by,
            )
        elif _is_moved(letter, day):
            changed += 1
            letters.move(letter=letter, due_at=_in_the_morning(day), by=by)
    return changed


@transaction.atomic
def _schedule_one(pk: int) -> int:
    gathering = still_to_be_held(lock=pk).first()
    return 0 if gathering is None else schedule(gathering=gathering, by=CLOCK)


def _is_moved(letter: Letter, day: date) -> bool:
    """Say whether a letter waits for another day: due and not sent yet, it only waits."""
    if letter.attempts or timezone.localdate(letter.due_at) == day:
        return False
    return day > clock.today() or letter.due_at > clock.now()


def _in_the_morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, IN_THE_MORNING))
