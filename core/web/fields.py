"""Form fields and widgets that NHS.UK forms need and Django does not have."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime


MONTHS = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
}
TIME_FORMATS = ("%H:%M", "%H.%M", "%I:%M%p", "%I.%M%p", "%I%p", "%H:%M:%S")


class DateParts(forms.MultiWidget):
    """Three inputs for one date; posts `x_0` day, `x_1` month and `x_2` year."""

    parts: tuple[str, ...] = ("day", "month", "year")

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__([forms.TextInput() for _ in self.parts], attrs)

    def decompress(self, value: Any) -> list[str]:
        return self.parts_of(value)

    def parts_of(self, value: Any) -> list[str]:
        """Return the texts of the inputs: as typed, or split from a date."""
        if isinstance(value, list | tuple):
            return [str(part or "") for part in value]
        day = _day_of(value) if isinstance(value, str) else value
        return [str(day.day), str(day.month), str(day.year)] if day else [""] * 3

    def value_from_datadict(
        self, data: Mapping[str, Any], files: Any, name: str
    ) -> Any:
        typed = [
            str(data.get(f"{name}_{index}") or "").strip()
            for index in range(len(self.parts))
        ]
        if any(typed):
            return typed
        # A whole date under the plain name serves tests, links and the telephone.
        return data.get(name) or None


class DateTimeParts(DateParts):
    """A date in three inputs and a time in a fourth (`x_3`)."""

    parts = ("day", "month", "year", "time")

    def parts_of(self, value: Any) -> list[str]:
        """Return the texts of the inputs: as typed, or split from a moment."""
        if isinstance(value, list | tuple):
            return [str(part or "") for part in value]
        moment = parse_datetime(value) if isinstance(value, str) else value
        if not moment:
            return [""] * 4
        if timezone.is_aware(moment):
            moment = timezone.localtime(moment)
        return [*super().parts_of(moment), f"{moment:%H:%M}"]


class DateField(forms.DateField):
    """A date typed as day, month and year; months may be words."""

    widget = DateParts

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, list | tuple):
            return read_date(value, subject=subject_of(self))
        return super().to_python(value)


class DateTimeField(forms.DateTimeField):
    """A moment in local time, typed as day, month, year and time."""

    widget = DateTimeParts

    def to_python(self, value: Any) -> datetime | None:
        if not isinstance(value, list | tuple):
            return super().to_python(value)
        if not any(value):
            return None
        subject = subject_of(self)
        day = read_date(value[:3], subject=subject)
        if not value[3]:
            raise _wrong(f"{subject} must include a time", "time")
        return timezone.make_aware(datetime.combine(day, read_time(value[3], subject)))


class TimeField(forms.TimeField):
    """A time of day, typed as 14:30, 2.30pm or 2pm."""

    widget = forms.TextInput(attrs={"class": "nhsuk-input--width-5"})

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value

    def to_python(self, value: Any) -> time | None:
        if value in self.empty_values or isinstance(value, time | datetime):
            return super().to_python(value)
        return read_time(str(value), subject_of(self))


def _day_of(typed: str) -> date | None:
    """Return the day of a whole date, or none where it is no real one."""
    try:
        return parse_date(typed)
    except ValueError:
        return None


def subject_of(field: forms.Field) -> str:
    """Return what the sentences about this field begin with."""
    return str(field.label or "The date").rstrip("?")


def read_date(typed: Sequence[str], *, subject: str) -> date:
    """Return the date of three texts.

    Raises:
      ValidationError: a part is missing or is no part of a real date; the error's
        `parts` say which inputs are meant.
    """
    named = dict(zip(DateParts.parts, typed, strict=True))
    missing = [part for part, text in named.items() if not text]
    if missing:
        raise _wrong(f"{subject} must include a {' and '.join(missing)}", *missing)
    numbers = {part: _number(part, text) for part, text in named.items()}
    if not 1000 <= numbers["year"] <= 9999:
        raise _wrong("Year must include 4 numbers", "year")
    if not 1 <= numbers["month"] <= 12:
        raise _wrong(f"{subject} must be a real date", "month")
    try:
        return date(numbers["year"], numbers["month"], numbers["day"])
    except ValueError:
        raise _wrong(f"{subject} must be a real date", "day") from None


def read_time(typed: str, subject: str) -> time:
    """Return the time of day of one text.

    Raises:
      ValidationError: it is not a time on the 12-hour or 24-hour clock.
    """
    text = typed.strip().lower().replace(" ", "")
    if text in ("midday", "noon"):
        return time(12)
    if text == "midnight":
        return time(0)
    for pattern in TIME_FORMATS:
        try:
            return datetime.strptime(text, pattern).time()  # noqa: DTZ007 # it has no zone
        except ValueError:
            continue
    raise _wrong(f"{subject} must be a time, like 2:30pm or 14:30", "time")


def _number(part: str, text: str) -> int:
    if part == "month" and text.lower() in MONTHS:
        return MONTHS[text.lower()]
    return int(text) if text.isascii() and text.isdigit() else 0


def _wrong(sentence: str, *parts: str) -> ValidationError:
    # Django fills params into the sentence, in which a label may hold a per cent sign.
    escaped = sentence.replace("%", "%%")
    return ValidationError(escaped, code="invalid", params={"parts": parts})
