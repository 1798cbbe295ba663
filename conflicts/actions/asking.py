"""Ask people to confirm what was written down for them in a meeting, and stop asking."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from django.utils.timezone import localdate, make_aware

from conflicts.enums import SourceKind
from conflicts.facts.declaring import limits_of
from conflicts.letters.spoken import KINDS, SPOKEN, SPOKEN_REMINDER, about
from conflicts.rules.spoken import plan_spoken_reminders
from notices.actions import letters


if TYPE_CHECKING:
    from conflicts.models import Interest
    from people.models import User

# Nobody's telephone rings at midnight because of a reminder.
MORNING = time(8)


def ask_to_confirm(*, interest: Interest, by: User, now: datetime) -> None:
    """Plan the letter that asks, and its reminders by the rule set of the day it was said.

    Call it in the transaction that records the interest. Planned already, nothing
    happens; letters that are not needed any more are not written.
    """
    if interest.source != SourceKind.MEETING:
        return
    asked_on = localdate(now)
    key = about(interest.pk)
    letters.plan(
        kind=SPOKEN, about=key, person=interest.person, due_at=now, by=by, now=now
    )
    limits = limits_of(interest.person_id)
    reminders = plan_spoken_reminders(
        asked_on=asked_on, after_days=limits.reminders_on(interest.declared_on)
    )
    for occasion, on in reminders:
        letters.plan(
            kind=SPOKEN_REMINDER,
            about=key,
            person=interest.person,
            occasion=occasion,
            due_at=make_aware(datetime.combine(on, MORNING)),
            by=by,
            now=now,
        )


def stop_asking(*, interest: Interest, reason: str, by: User) -> int:
    """Drop the letters that still ask about an interest; return how many those were.

    What is printed and not posted yet is dropped as well. Call it in the transaction
    that confirms, corrects or ends the interest.
    """
    if interest.source != SourceKind.MEETING:
        return 0
    return sum(
        letters.withdraw(
            about=about(interest.pk), reason=reason, by=by, kind=kind, and_printed=True
        )
        for kind in KINDS
    )
