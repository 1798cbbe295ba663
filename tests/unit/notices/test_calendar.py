"""Calendar entries as a calendar reads them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from notices import calendar
from notices.calendar import CalendarEntry


ENTRY = CalendarEntry(
    uid="gathering-12@quorate.example",
    sequence=0,
    starts_at=datetime(2016, 6, 22, 12, 30, tzinfo=UTC),
    ends_at=datetime(2016, 6, 22, 15, 0, tzinfo=UTC),
    stamped_at=datetime(2016, 6, 1, 9, 0, tzinfo=UTC),
    title="BHR primary care commissioning committees",
    organiser_name="Olive Officer",
    organiser_email="committees@quorate.example",
    reader_name="Dr Asha Invented",
    reader_email="asha@quorate.example",
    place="Becketts House, Ilford",
    description="Your pack: https://quorate.example/packs/12/; bring it, please",
    url="https://quorate.example/gatherings/12/",
)


def _event(text):
    return Calendar.from_ical(text).walk("VEVENT")[0]


def test_write_request_reads_back():
    read = Calendar.from_ical(calendar.write(ENTRY))
    event = read.walk("VEVENT")[0]

    assert read["METHOD"] == "REQUEST"
    assert event["UID"] == ENTRY.uid
    assert event["STATUS"] == "CONFIRMED"
    assert event.decoded("DTSTART") == ENTRY.starts_at
    assert event.decoded("DTEND") == ENTRY.ends_at
    assert event["DESCRIPTION"] == ENTRY.description
    assert event["ORGANIZER"] == "mailto:committees@quorate.example"
    assert event["ATTENDEE"].params["CN"] == "Dr Asha Invented"


def test_write_in_london_time_with_its_zone():
    text = calendar.write(ENTRY)

    assert "DTSTART;TZID=Europe/London:20160622T133000" in text
    assert "BEGIN:VTIMEZONE" in text
    assert "TZID:Europe/London" in text


def test_write_lines_are_short_and_end_as_they_must():
    text = calendar.write(replace(ENTRY, title="Ünïcode " * 30))

    lines = text.split("\r\n")
    assert lines[-1] == ""
    assert max(len(line.encode()) for line in lines) <= 75
    assert "\n" not in text.replace("\r\n", "")


def test_write_same_entry_same_text():
    assert calendar.write(ENTRY) == calendar.write(ENTRY)


def test_write_moved_keeps_uid_and_raises_sequence():
    moved = _event(calendar.write(replace(ENTRY, sequence=1)))

    assert (moved["UID"], int(moved["SEQUENCE"])) == (ENTRY.uid, 1)


def test_write_cancelled():
    read = Calendar.from_ical(
        calendar.write(replace(ENTRY, sequence=2, is_cancelled=True))
    )

    assert read["METHOD"] == "CANCEL"
    assert read.walk("VEVENT")[0]["STATUS"] == "CANCELLED"


def test_write_leaves_out_what_is_empty():
    text = calendar.write(replace(ENTRY, place="", description="", url=""))

    assert "LOCATION" not in text
    assert "DESCRIPTION" not in text


@pytest.mark.parametrize(
    "change",
    [
        {"ends_at": ENTRY.starts_at},
        {"starts_at": ENTRY.starts_at.replace(tzinfo=None)},
    ],
    ids=["no length", "no time zone"],
)
def test_write_refuses(change):
    with pytest.raises(ValueError, match="calendar entry"):
        calendar.write(replace(ENTRY, **change))


def test_attach_says_the_method():
    request = calendar.attach(ENTRY)
    cancel = calendar.attach(replace(ENTRY, is_cancelled=True))

    assert request.content_type == "text/calendar; method=REQUEST"
    assert (cancel.name, cancel.content_type) == (
        "cancelled.ics",
        "text/calendar; method=CANCEL",
    )
