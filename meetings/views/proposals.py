"""What is proposed to the chair, in words: once, or committee by committee."""

from __future__ import annotations

from typing import TYPE_CHECKING


if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from meetings.models import ConflictRow
    from meetings.rules.participation import Treatment


def words_of_proposals(
    rows: Iterable[ConflictRow], proposed: Mapping[int, Treatment]
) -> list[str]:
    """Say what is advised for rows (by key) that nobody ruled on.

    One sentence where all committees' rules agree, else one for each.
    """
    asked = [row for row in rows if row.treated_at is None and row.pk in proposed]
    if len({proposed[row.pk] for row in asked}) == 1:
        return [_words(proposed[asked[0].pk])]
    return [
        f"{row.sitting.committee.short_name}: {_words(proposed[row.pk])}"
        for row in asked
    ]


def _words(treatment: Treatment) -> str:
    participation = treatment.participation.label.lower()
    return f"{participation}, {treatment.papers.label.lower()}"
