"""Rows of this room."""

from __future__ import annotations

from notices.models.choice import ReminderChoice
from notices.models.letter import Letter
from notices.models.returned import ReturnedMail


__all__ = ["Letter", "ReminderChoice", "ReturnedMail"]
