"""Gatherings and their sittings, agenda, papers, conflict rows, presence."""

from __future__ import annotations

from meetings.models.conflict_row import ConflictGround, ConflictRow
from meetings.models.gathering import Gathering, Sitting
from meetings.models.item import CoverSheet, Item, ItemScope, ItemSubject
from meetings.models.paper import Paper, PaperVersion
from meetings.models.preflight import (
    PreflightRecord,
    PreflightSetting,
    PreflightWaiver,
)
from meetings.models.presence import Attendance, PresenceEvent, QuorumCheck
from meetings.models.remedy import OutsideClinician, PresidingChoice, Remedy
from meetings.models.reply import Reply


__all__ = [
    "Attendance",
    "ConflictGround",
    "ConflictRow",
    "CoverSheet",
    "Gathering",
    "Item",
    "ItemScope",
    "ItemSubject",
    "OutsideClinician",
    "Paper",
    "PaperVersion",
    "PreflightRecord",
    "PreflightSetting",
    "PreflightWaiver",
    "PresenceEvent",
    "PresidingChoice",
    "QuorumCheck",
    "Remedy",
    "Reply",
    "Sitting",
]
