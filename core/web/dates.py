"""How days and times read on a page: "10 February 2016", "2:30pm"."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone


def long_date(day: date) -> str:
    """Write a day in full: 10 February 2016."""
    day = local_day(day)
    return f"{day.day} {day:%B %Y}"


def weekday_date(day: date) -> str:
    """Write a day with its weekday: Wednesday 10 February 2016."""
    day = local_day(day)
    return f"{day:%A} {day.day} {day:%B %Y}"


def short_date(day: date) -> str:
    """Write a day for a narrow column: 10 Feb 2016."""
    day = local_day(day)
    return f"{day.day} {day:%b %Y}"


def clock_time(moment: datetime | time) -> str:
    """Write a time of day on the 12-hour clock: 9am, 2:30pm, midday, midnight."""
    if isinstance(moment, datetime):
        moment = local_moment(moment).time()
    if (moment.hour, moment.minute) == (0, 0):
        return "midnight"
    if (moment.hour, moment.minute) == (12, 0):
        return "midday"
    minutes = f":{moment.minute:02d}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes}{'am' if moment.hour < 12 else 'pm'}"


def long_moment(moment: datetime) -> str:
    """Write a moment in full, in local time: 10 February 2016 at 2:30pm."""
    return f"{long_date(moment)} at {clock_time(moment)}"


def day_range(first: date | None, last: date | None) -> str:
    """Write a dated fact: 1 April 2013 to 31 March 2016, from …, until …, always."""
    if first and last:
        return f"{long_date(first)} to {long_date(last)}"
    if first:
        return f"from {long_date(first)}"
    if last:
        return f"until {long_date(last)}"
    return "always"


def local_day(day: date) -> date:
    """Return the local calendar day of a day or of a moment."""
    return local_moment(day).date() if isinstance(day, datetime) else day


def local_moment(moment: datetime) -> datetime:
    """Return a moment in the site's time zone; a naive one is taken as it stands."""
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment
