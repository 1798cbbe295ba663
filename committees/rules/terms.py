"""Quorum rules as data: the clauses of one version of the terms of reference."""

from __future__ import annotations

from dataclasses import dataclass

from committees.enums import Among, QuorumKind, SeatCategory, SeatRole


@dataclass(frozen=True, slots=True)
class QuorumRule:
    """One clause of a quorum (domain.md 3.4).

    Clauses with the same non-empty `alternative_group` are alternatives, of which one
    suffices; every other clause must be met. A `number` of 0 means 1.
    """

    kind: QuorumKind
    number: int = 0
    among: Among = Among.VOTING
    categories: frozenset[SeatCategory] = frozenset()
    roles: frozenset[SeatRole] = frozenset()
    vice_only_if_chair_conflicted: bool = False
    alternative_group: str = ""

    @property
    def at_least(self) -> int:
        """Return how many the clause asks for, never less than one."""
        return max(self.number, 1)


@dataclass(frozen=True, slots=True)
class QuorumTerms:
    """The quorum clauses in force, and whom they let count."""

    rules: tuple[QuorumRule, ...] = ()
    deputies_count: bool = True
    remote_counts: bool = True
    version: str = ""
