"""Calendar entries that travel with letters (RFC 5545, RFC 5546)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

from notices.values import Attachment


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One event for one reader.

    `uid` never changes for one event; `sequence` rises with every change, a
    cancellation included, or calendars keep the older one. All moments are aware.
    `title`, `place` and `description` are seen by whoever sees the calendar: nothing
    of part 2 and nothing withheld belongs there.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    stamped_at: datetime
    title: str
    organiser_name: str
    organiser_email: str
    reader_name: str
    reader_email: str
    place: str = ""
    description: str = ""
    url: str = ""
    is_cancelled: bool = False

    @property
    def method(self) -> str:
        """Return what the reader's calendar is asked to do."""
        return "CANCEL" if self.is_cancelled else "REQUEST"


def write(entry: CalendarEntry) -> str:
    """Return the text of the .ics file; the same entry gives the same text.

    Raises:
      ValueError: it ends before it starts, or a moment carries no time zone.
    """
    _require_moments(entry)
    calendar = Calendar()
    calendar.add("prodid", "-//Quorate//Letters//EN")
    calendar.add("version", "2.0")
    calendar.add("method", entry.method)
    calendar.add_component(_event(entry))
    calendar.add_missing_timezones()
    text: str = calendar.to_ical().decode()
    return text


def write_feed(entries: Iterable[CalendarEntry], *, name: str) -> str:
    """Return a calendar of many entries, for a program that asks for it now and then.

    `name` is what the program calls it. The entries are those of the letters, with the
    same uid and sequence; it asks nobody for an answer and names no reader (RFC 5546,
    3.2.1).

    Raises:
      ValueError: an entry ends before it starts, or a moment carries no time zone.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Quorate//Letters//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add(
        "refresh-interval", timedelta(hours=4), parameters={"VALUE": "DURATION"}
    )
    for entry in entries:
        _require_moments(entry)
        calendar.add_component(_event(entry, names_reader=False))
    calendar.add_missing_timezones()
    text: str = calendar.to_ical().decode()
    return text


def attach(entry: CalendarEntry) -> Attachment:
    """Return the entry as the attachment of a letter."""
    return Attachment(
        name="cancelled.ics" if entry.is_cancelled else "invitation.ics",
        content_type=f"text/calendar; method={entry.method}",
        text=write(entry),
    )


def _require_moments(entry: CalendarEntry) -> None:
    moments = (entry.starts_at, entry.ends_at, entry.stamped_at)
    if any(moment.tzinfo is None for moment in moments):
        raise ValueError("A calendar entry needs moments with a time zone.")
    if entry.ends_at <= entry.starts_at:
        raise ValueError("A calendar entry must end after it starts.")


def _event(entry: CalendarEntry, *, names_reader: bool = True) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamped_at)
    event.add("dtstart", entry.starts_at.astimezone(LONDON))
    event.add("dtend", entry.ends_at.astimezone(LONDON))
    event.add("summary", entry.title)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    for name in ("location", "description", "url"):
        text = entry.place if name == "location" else getattr(entry, name)
        if text:
            event.add(name, text)
    organiser = _address(entry.organiser_name, entry.organiser_email)
    event.add("organizer", organiser)
    if not names_reader:
        return event
    reader = _address(entry.reader_name, entry.reader_email)
    reader.params["ROLE"] = vText("REQ-PARTICIPANT")
    reader.params["PARTSTAT"] = vText("NEEDS-ACTION")
    reader.params["RSVP"] = vText("FALSE")
    event.add("attendee", reader)
    return event


def _address(name: str, email: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    address.params["CN"] = vText(name)
    return address
