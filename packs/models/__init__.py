"""Packs, copies and who opened them."""

from __future__ import annotations

from packs.models.pack import Pack, PackCopy, PackOpening, PackState


__all__ = ["Pack", "PackCopy", "PackOpening", "PackState"]
