"""Packs, copies, the public pack, who opened them, and those that were taken back."""

from __future__ import annotations

from packs.models.pack import Pack, PackCopy, PackOpening, PackState
from packs.models.public import PublicPack
from packs.models.recall import PackRecall, RecallAnswer


__all__ = [
    "Pack",
    "PackCopy",
    "PackOpening",
    "PackRecall",
    "PackState",
    "PublicPack",
    "RecallAnswer",
]
