"""The answer of the quorum rule, in a form that can be frozen with a decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from committees.rules.sentences import needed
from committees.values import SeatId
from people.values import PersonId


@dataclass(frozen=True, slots=True)
class CountedSeat:
    """A seat that was counted, and for whom."""

    seat_id: SeatId
    title: str
    person_id: PersonId
    name: str
    category: str
    is_voting: bool
    as_deputy: bool


@dataclass(frozen=True, slots=True)
class NotCounted:
    """A seat that was not counted, and why."""

    seat_id: SeatId
    title: str
    person_id: PersonId | None
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause with its arithmetic; `missing` says what would meet it."""

    sentence: str
    found: int
    needed: int
    is_met: bool
    missing: str = ""
    group: str = ""
    branch: str = ""

    @property
    def said(self) -> str:
        """Say the clause as it stands: as a fact where met, else what is needed."""
        return self.sentence if self.is_met else _lack([self])


@dataclass(frozen=True, slots=True)
class QuorumResult:
    """Whether one committee is quorate at one moment, with all that shows it.

    `fragile` are counted people of whom each alone would lose the quorum by leaving.
    """

    is_quorate: bool
    counted: tuple[CountedSeat, ...]
    not_counted: tuple[NotCounted, ...]
    clauses: tuple[Clause, ...]
    fragile: tuple[CountedSeat, ...]
    rule_version: str

    @property
    def unmet(self) -> tuple[Clause, ...]:
        """Return the clauses that break the quorum; spare alternatives left out."""
        return unmet_among(self.clauses)

    @property
    def reasons(self) -> list[str]:
        """Say why there is no quorum, a sentence for each clause that fails."""
        said: dict[str, list[Clause]] = {}
        for place, clause in enumerate(self.unmet):
            said.setdefault(clause.group or f"clause {place}", []).append(clause)
        return [_lack(clauses) for clauses in said.values()]

    @property
    def counted_votes(self) -> int:
        """Return how many votes are counted: a shared vote once."""
        return sum(seat.is_voting for seat in self.counted)

    def to_json(self) -> dict[str, Any]:
        """Return the whole answer as plain lists, numbers and strings."""
        answer = asdict(self)
        for name in ("counted", "not_counted", "clauses", "fragile"):
            answer[name] = list(answer[name])
        return answer

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Rebuild an answer that was frozen with a decision."""
        return cls(
            is_quorate=stored["is_quorate"],
            counted=tuple(CountedSeat(**each) for each in stored["counted"]),
            not_counted=tuple(NotCounted(**each) for each in stored["not_counted"]),
            clauses=tuple(Clause(**each) for each in stored["clauses"]),
            fragile=tuple(CountedSeat(**each) for each in stored["fragile"]),
            rule_version=stored["rule_version"],
        )


def _lack(clauses: Sequence[Clause]) -> str:
    """Say what is needed, and what was found: "Needed: a GP; none is counted."

    A check of earlier days keeps its own words for what was missing.
    """
    branches: dict[str, list[str]] = {}
    for place, clause in enumerate(clauses):
        branches.setdefault(clause.branch or f" {place}", []).append(clause.sentence)
    asked = needed(list(branches.values()))
    found = dict.fromkeys(each.missing.rstrip(".") for each in clauses if each.missing)
    return f"{'; '.join([f'Needed: {asked}', *map(_lowered, found)])}."


def _lowered(words: str) -> str:
    return f"{words[:1].lower()}{words[1:]}"


def unmet_among(clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """Return the clauses that fail and have no alternative that is met."""
    branches: dict[tuple[str, str], bool] = {}
    for place, clause in enumerate(clauses):
        if clause.group:
            key = (clause.group, clause.branch or f" {place}")
            branches[key] = branches.get(key, True) and clause.is_met
    saved = {group for (group, _branch), is_met in branches.items() if is_met}
    return tuple(
        clause
        for clause in clauses
        if not clause.is_met and not (clause.group and clause.group in saved)
    )
