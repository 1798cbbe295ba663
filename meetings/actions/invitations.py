"""Who is told by letter that a meeting is announced, moved or cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import clock
from meetings.actions import reminders
from meetings.enums import CalendarKind, GatheringState
from meetings.facts.invitees import coming_to
from meetings.facts.told import about, last_told, still_told
from notices.actions import letters
from notices.enums import Status


if TYPE_CHECKING:
    from collections.abc import Iterable

    from meetings.models import Gathering
    from people.models import Person, User

ANNOUNCED = frozenset({GatheringState.NOTICE_GIVEN, GatheringState.PACK_SENT})
UNSENT = frozenset({Status.PLANNED, Status.CLAIMED})


def announce(*, gathering: Gathering, by: User) -> None:
    """Invite whoever is coming, with a calendar entry; tell of what changed since.

    Whoever was told already hears nothing twice. Reminders are planned as well. Call
    inside the action's transaction, which has asked the door; so for all of these.
    """
    told = last_told(gathering)
    for person in coming_to(gathering):
        last = told.get(person.pk)
        if last is None or last.kind == CalendarKind.CANCELLED:
            _tell(gathering, [person], CalendarKind.INVITED, by)
        elif last.occasion != _occasion(gathering) and last.status not in UNSENT:
            _tell(gathering, [person], CalendarKind.MOVED, by)
    reminders.schedule(gathering=gathering, by=by)


def admit(*, gathering: Gathering, person: Person, by: User) -> None:
    """Invite and remind somebody who is added to an announced meeting."""
    if gathering.state not in ANNOUNCED or gathering.held_on < clock.today():
        return
    last = last_told(gathering).get(person.pk)
    if last is None or last.kind == CalendarKind.CANCELLED:
        _tell(gathering, [person], CalendarKind.INVITED, by)
    reminders.schedule(gathering=gathering, by=by, only=person)


def tell_of_move(*, gathering: Gathering, by: User) -> None:
    """Tell whoever is coming, or was told, of the new day, time or place.

    An invitation that has not left yet says the new ones anyway.
    """
    if gathering.state not in ANNOUNCED:
        return
    letters.withdraw(
        about=about(gathering),
        kind=CalendarKind.MOVED,
        reason="The meeting was moved again.",
        by=by,
    )
    told = last_told(gathering)
    waiting = {pk for pk, letter in told.items() if letter.status in UNSENT}
    news_to = [one for one in _everybody(gathering) if one.pk not in waiting]
    _tell(gathering, news_to, CalendarKind.MOVED, by)


def tell_of_cancellation(
    *, gathering: Gathering, was: GatheringState, by: User
) -> None:
    """Tell whoever was coming that a meeting is cancelled; drop what still waits.

    Of a meeting that was never announced nobody has heard, so nobody is told.
    """
    news_to = _everybody(gathering) if was in ANNOUNCED else still_told(gathering)
    letters.withdraw(about=about(gathering), reason="The meeting was cancelled.", by=by)
    _tell(gathering, news_to, CalendarKind.CANCELLED, by)


def drop_cancellation(*, gathering: Gathering, by: User) -> None:
    """Drop the news of a cancellation where it waits: the meeting is put back on."""
    letters.withdraw(
        about=about(gathering),
        kind=CalendarKind.CANCELLED,
        reason="The meeting was put back on.",
        by=by,
    )


def _everybody(gathering: Gathering) -> list[Person]:
    """Return whoever is coming, or was told of the meeting, each once."""
    found = {one.pk: one for one in coming_to(gathering)}
    found |= {one.pk: one for one in still_told(gathering)}
    return list(found.values())


def _tell(
    gathering: Gathering, people: Iterable[Person], kind: CalendarKind, by: User
) -> None:
    for person in people:
        letters.plan(
            kind=kind,
            about=about(gathering),
            person=person,
            occasion=_occasion(gathering),
            due_at=clock.now(),
            by=by,
        )


def _occasion(gathering: Gathering) -> str:
    """Tell one change from the next: the number that calendars go by."""
    return f"calendar {gathering.calendar_sequence}"
