"""References to gatherings, sittings, items and papers, without their rows."""

from __future__ import annotations

from typing import NewType


GatheringId = NewType("GatheringId", int)
SittingId = NewType("SittingId", int)
ItemId = NewType("ItemId", int)
PaperId = NewType("PaperId", int)
