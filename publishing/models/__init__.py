"""Editions of registers, as they were issued, and releases from the private part."""

from __future__ import annotations

from publishing.models.register_edition import RegisterEdition
from publishing.models.release import Release, ReleasedPaper


__all__ = ["RegisterEdition", "Release", "ReleasedPaper"]
