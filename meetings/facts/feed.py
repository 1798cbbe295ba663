"""The meetings that somebody's calendar shows: those they were told of by letter."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from core import clock
from meetings.calendars import calendar_entry
from meetings.enums import CalendarKind, GatheringState
from meetings.facts.footing import footings_of
from meetings.models import Gathering
from meetings.rules.reading import Standing
from notices.enums import Status
from notices.models import Letter


if TYPE_CHECKING:
    from notices.calendar import CalendarEntry
    from people.models import Person

# A calendar keeps what it has been shown; older meetings need not be shown again.
LOOKS_BACK: Final = timedelta(days=180)


def entries_for(person: Person) -> list[CalendarEntry]:
    """Return the meetings somebody was invited to, as they stand now, by day.

    The same entries as in their letters, so that a calendar never has a meeting twice:
    a draft is not shown, a cancelled meeting is shown as cancelled. Who has no part in
    a meeting any more is shown it no longer.
    """
    told = _told(person)
    found = Gathering.objects.filter(
        pk__in=told, held_on__gte=clock.today() - LOOKS_BACK
    ).exclude(state=GatheringState.DRAFT)
    gatherings = list(found.order_by("held_on", "starts_at_time", "pk"))
    footings = footings_of(person.pk, [one.pk for one in gatherings])
    return [
        calendar_entry(told[one.pk], one)
        for one in gatherings
        if footings[one.pk].standing is not Standing.OUTSIDE
    ]


def _told(person: Person) -> dict[int, Letter]:
    """Return the newest letter that told somebody of each meeting, by its key."""
    letters = (
        Letter.objects.filter(
            person=person, kind__in=list(CalendarKind), about__startswith="gathering:"
        )
        .exclude(status=Status.DROPPED)
        .select_related("person")
        .order_by("pk")
    )
    return {int(one.about.partition(":")[2]): one for one in letters}
