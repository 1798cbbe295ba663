"""Reminders of an announced meeting: letters, planned from its day."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from django.utils import timezone

from core import clock
from core.holidays import england
from meetings.facts.invitees import coming_to
from meetings.facts.told import times_cancelled
from meetings.rules.reminders import MeetingFacts, ReminderPolicy, plan_reminders
from meetings.values import GatheringId
from notices.actions import letters
from people.values import PersonId


if TYPE_CHECKING:
    from meetings.models import Gathering
    from people.models import Person, User

IN_THE_MORNING = time(8)


def schedule(*, gathering: Gathering, by: User, only: Person | None = None) -> int:
    """Bring the reminders of an announced meeting in line with its day; say how many.

    Everybody who is coming (or `only` one of them) gets one of each kind, once: moving
    the meeting moves those that wait, and a meeting that was cancelled and announced
    again reminds again. A reminder whose day has passed is not sent late. Call inside
    the action's transaction, which has asked the door.
    """
    people = {
        PersonId(one.pk): one
        for one in coming_to(gathering)
        if only is None or one == only
    }
    again = times_cancelled(gathering)
    day = gathering.held_on
    planned = plan_reminders(
        MeetingFacts(GatheringId(gathering.pk), day),
        ReminderPolicy(),
        people=people,
        bank_holidays=england(day.year - 1, day.year),
    )
    today = clock.today()
    coming = [one for one in planned if one.due_on >= today]
    for one in coming:
        due_at = timezone.make_aware(datetime.combine(one.due_on, IN_THE_MORNING))
        letter = letters.plan(
            kind=one.kind,
            about=one.about,
            person=people[one.person_id],
            occasion=f"{one.occasion}, again {again}" if again else one.occasion,
            due_at=due_at,
            by=by,
        )
        if letter.due_at != due_at:
            letters.move(letter=letter, due_at=due_at, by=by)
    return len(coming)
