"""A meeting in the calendar of whoever is coming: time and place, never an item."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from meetings.enums import GatheringState
from notices.calendar import CalendarEntry


if TYPE_CHECKING:
    from datetime import time

    from meetings.models import Gathering
    from notices.models import Letter

# What a calendar shows when the agenda does not say when the meeting ends.
USUAL_LENGTH = timedelta(hours=2)


def calendar_entry(letter: Letter, gathering: Gathering) -> CalendarEntry:
    """Write the meeting for one reader's calendar, as it stands when it is written."""
    starts = _moment(gathering, gathering.starts_at_time)
    ends = starts + USUAL_LENGTH
    if gathering.ends_at_time is not None:
        ends = _moment(gathering, gathering.ends_at_time)
    return CalendarEntry(
        uid=f"gathering-{gathering.pk}@quorate",
        sequence=gathering.calendar_sequence,
        starts_at=starts,
        ends_at=ends,
        stamped_at=letter.planned_at,
        title=gathering.title,
        organiser_name="Quorate",
        organiser_email=settings.DEFAULT_FROM_EMAIL,
        reader_name=str(letter.person),
        reader_email=letter.person.email,
        place=gathering.venue,
        url=settings.QUORATE_BASE_URL
        + reverse("meetings:gathering", args=[gathering.pk]),
        is_cancelled=gathering.state == GatheringState.CANCELLED,
    )


def _moment(gathering: Gathering, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(gathering.held_on, hour))
