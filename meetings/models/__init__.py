"""Gatherings and their sittings, agenda, papers, conflict rows, presence."""

from __future__ import annotations

from meetings.models.advice import ConflictAdvice
from meetings.models.confirmation import (
    AgendaConfirmation,
    ChecklistClosing,
    ConfirmationAnswer,
)
from meetings.models.conflict_row import ConflictGround, ConflictRow
from meetings.models.gathering import Gathering, Sitting
from meetings.models.item import (
    CoverSheet,
    Item,
    ItemContributor,
    ItemScope,
    ItemSubject,
)
from meetings.models.late_item import LateReason
from meetings.models.paper import Paper, PaperVersion, RedactedTwin
from meetings.models.preflight import (
    PreflightRecord,
    PreflightSetting,
    PreflightWaiver,
)
from meetings.models.presence import Attendance, PresenceEvent, QuorumCheck
from meetings.models.reading import PaperReading
from meetings.models.remedy import OutsideClinician, PresidingChoice, Remedy
from meetings.models.reminder_period import ReminderPeriod
from meetings.models.reply import Reply
from meetings.models.standing_ruling import StandingRuling, StandingRulingScope
from meetings.models.tabling import Tabling
from meetings.models.upload import PaperUpload, UploadState


__all__ = [
    "AgendaConfirmation",
    "Attendance",
    "ChecklistClosing",
    "ConfirmationAnswer",
    "ConflictAdvice",
    "ConflictGround",
    "ConflictRow",
    "CoverSheet",
    "Gathering",
    "Item",
    "ItemContributor",
    "ItemScope",
    "ItemSubject",
    "LateReason",
    "OutsideClinician",
    "Paper",
    "PaperReading",
    "PaperUpload",
    "PaperVersion",
    "PreflightRecord",
    "PreflightSetting",
    "PreflightWaiver",
    "PresenceEvent",
    "PresidingChoice",
    "QuorumCheck",
    "RedactedTwin",
    "Remedy",
    "ReminderPeriod",
    "Reply",
    "Sitting",
    "StandingRuling",
    "StandingRulingScope",
    "Tabling",
    "UploadState",
]
