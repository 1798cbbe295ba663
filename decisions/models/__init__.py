"""Decisions, actions and minutes."""

from __future__ import annotations

from decisions.models.action import Action
from decisions.models.approval import MinutesApproval
from decisions.models.decision import Decision, RatificationDraft
from decisions.models.minutes import MinuteNote, Minutes, MinutesCheck


__all__ = [
    "Action",
    "Decision",
    "MinuteNote",
    "Minutes",
    "MinutesApproval",
    "MinutesCheck",
    "RatificationDraft",
]
