"""What every change of a conflict row shares: its ruling, and grounds named by hand."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING


if TYPE_CHECKING:
    from meetings.models import ConflictGround, ConflictRow

SYSTEM = "the conflict matching"
HAND = "hand:"


def treatment_of(row: ConflictRow) -> dict[str, str]:
    """Return how a row was treated, as the audit keeps it."""
    return {
        "state": row.state,
        "participation": row.participation,
        "papers": row.papers,
        "reason": row.treatment_reason or row.state_reason,
        "ruled_by": str(row.ruled_by or ""),
        "ruled_on": row.ruled_on.isoformat() if row.ruled_on else "",
    }


def clear_treatment(row: ConflictRow) -> None:
    """Take the ruling off a row, which its caller saves."""
    row.standing_ruling = None
    row.participation = ""
    row.papers = ""
    row.treatment_reason = ""
    row.ruled_by = None
    row.ruling_source = ""
    row.ruled_on = None
    row.treated_at = None
    row.treated_by = None


def is_by_hand(ground: ConflictGround) -> bool:
    """Say whether a ground was said by somebody, and matched by nothing."""
    return ground.fingerprint.startswith(HAND)


def named_by_hand(words: str) -> str:
    """Name a ground by the words somebody gave for it."""
    return HAND + hashlib.sha256(words.strip().encode()).hexdigest()[:40]
