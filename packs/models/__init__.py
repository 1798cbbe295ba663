"""Packs, copies, the public pack; what was opened, posted and taken back."""

from __future__ import annotations

from packs.models.pack import Pack, PackCopy, PackOpening, PackState
from packs.models.posting import PackPosting
from packs.models.public import PublicPack
from packs.models.recall import PackRecall, RecallAnswer


__all__ = [
    "Pack",
    "PackCopy",
    "PackOpening",
    "PackPosting",
    "PackRecall",
    "PackState",
    "PublicPack",
    "RecallAnswer",
]
