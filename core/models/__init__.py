"""Rows every room stands on."""

from __future__ import annotations

from core.models.audit_event import AuditEvent
from core.models.change import Change


__all__ = ["AuditEvent", "Change"]
