"""Packs, copies, who opened them, which were posted, and those that were taken back."""

from __future__ import annotations

from packs.models.pack import Pack, PackCopy, PackOpening, PackState
from packs.models.posting import PackPosting
from packs.models.recall import PackRecall, RecallAnswer


__all__ = [
    "Pack",
    "PackCopy",
    "PackOpening",
    "PackPosting",
    "PackRecall",
    "PackState",
    "RecallAnswer",
]
