"""The words of this room's letters, a file for each topic; importing it registers them."""

from __future__ import annotations

from conflicts.letters import (
    breaches,
    cycle,
    gift_questions,
    questions,
    readers,
    spoken,
)


__all__ = ["breaches", "cycle", "gift_questions", "questions", "readers", "spoken"]
