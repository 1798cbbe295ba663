"""References to committees and seats, without their rows."""

from __future__ import annotations

from typing import NewType


CommitteeId = NewType("CommitteeId", int)
SeatId = NewType("SeatId", int)
