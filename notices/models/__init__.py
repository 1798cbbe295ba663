"""Rows of this room."""

from __future__ import annotations

from notices.models.choice import ReminderChoice
from notices.models.feed import CalendarFeed
from notices.models.letter import Letter
from notices.models.returned import ReturnedMail


__all__ = ["CalendarFeed", "Letter", "ReminderChoice", "ReturnedMail"]
