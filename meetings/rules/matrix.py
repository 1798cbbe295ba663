"""The conflict matrix in words: items down, people across, an answer per committee."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from meetings.enums import ConflictState, PaperHandling, Participation


WAITS = "Waiting for the chair"
NO_CONFLICT = "No conflict"
WITHHELD = "papers withheld"


@dataclass(frozen=True, slots=True)
class RowFacts:
    """One conflict row: whose, on which item, for which committee, and what was said."""

    item_id: int
    person_id: int
    committee: str
    state: ConflictState
    participation: Participation | None = None
    papers: PaperHandling | None = None
    severity: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What holds for a person on an item, and the committees it holds for."""

    words: str
    note: str
    colour: str
    committees: tuple[str, ...]

    @property
    def waits(self) -> bool:
        """Say whether the chair has not ruled."""
        return self.words == WAITS


Cells = Mapping[tuple[int, int], tuple[Answer, ...]]


def matrix_of(rows: Iterable[RowFacts]) -> Cells:
    """Return the answers by item and person (ids), each committee in one of them.

    Committees of which the same is said stand together, in the order they come. What
    has lapsed is in no cell. Source: docs/field.md 9.1 and 9.3.
    """
    said: dict[tuple[int, int], dict[tuple[str, str, str], list[str]]] = {}
    for row in rows:
        if row.state == ConflictState.LAPSED:
            continue
        cell = said.setdefault((row.item_id, row.person_id), {})
        cell.setdefault(_answer(row), []).append(row.committee)
    return {
        key: tuple(
            Answer(words, note, colour, tuple(committees))
            for (words, note, colour), committees in cell.items()
        )
        for key, cell in said.items()
    }


def _answer(row: RowFacts) -> tuple[str, str, str]:
    """Return words, note and colour of one row; the colour only helps."""
    if row.state == ConflictState.DISMISSED:
        return NO_CONFLICT, "", "grey"
    if row.participation is None:
        return WAITS, f"{row.severity} proposed" if row.severity else "", "orange"
    note = WITHHELD if row.papers == PaperHandling.WITHHELD else ""
    takes_part = row.participation == Participation.TAKE_PART
    return row.participation.label, note, "green" if takes_part else "blue"
