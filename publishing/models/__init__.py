"""Editions of registers, as they were issued."""

from __future__ import annotations

from publishing.models.register_edition import RegisterEdition


__all__ = ["RegisterEdition"]
