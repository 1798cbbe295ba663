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


__all__ = [
    "Attendance",
    "ConflictGround",
    "ConflictRow",
    "CoverSheet",
    "Gathering",
    "Item",
    "ItemScope",
    "ItemSubject",
    "Paper",
    "PaperVersion",
    "PreflightRecord",
    "PreflightSetting",
    "PreflightWaiver",
    "PresenceEvent",
    "QuorumCheck",
    "Sitting",
]
