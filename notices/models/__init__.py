"""Rows of this room."""

from __future__ import annotations

from notices.models.letter import Letter


__all__ = ["Letter"]
