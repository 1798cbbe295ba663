"""What the directory offers for the words typed so far."""

from __future__ import annotations

from typing import Any

from commissioning.models import Organisation


MOST_FOUND = 8
FEWEST_LETTERS = 2


def found(words: str) -> dict[str, Any]:
    """Return the organisations that words may mean, the best first, in one query."""
    rows: list[Organisation] = []
    if len(words.strip()) >= FEWEST_LETTERS:
        rows = list(Organisation.objects.found_by(words)[: MOST_FOUND + 1])
    return {
        "words": words.strip(),
        "found": rows[:MOST_FOUND],
        "has_more": len(rows) > MOST_FOUND,
    }
