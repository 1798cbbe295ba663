"""The words of this room's letters, a file for each topic; importing it registers them."""

from __future__ import annotations

from meetings.letters import gatherings, preflight, waiting


__all__ = ["gatherings", "preflight", "waiting"]
