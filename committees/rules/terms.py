"""Quorum rules as data: the clauses of one version of the terms of reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from committees.enums import Among, QuorumKind, SeatCategory, SeatRole


@dataclass(frozen=True, slots=True)
class QuorumRule:
    """One clause of a quorum (docs/field.md 3.4).

    Clauses with the same non-empty `alternative_group` are alternatives, of which one
    suffices; among those, clauses with the same `branch` belong together: "(A and B)
    or C". Every other clause must be met. Clauses with `own_people` that belong
    together are met by different people: nobody counts for two of them ("one *other*
    executive"). A `number` of 0 means 1.
    """

    kind: QuorumKind
    number: int = 0
    among: Among = Among.VOTING
    categories: frozenset[SeatCategory] = frozenset()
    roles: frozenset[SeatRole] = frozenset()
    vice_only_if_chair_conflicted: bool = False
    alternative_group: str = ""
    branch: str = ""
    own_people: bool = False

    @property
    def at_least(self) -> int:
        """Return how many the clause asks for, never less than one."""
        return max(self.number, 1)

    @property
    def has_own_people(self) -> bool:
        """Say whether the clause takes people of its own; a majority cannot."""
        return self.own_people and self.kind != QuorumKind.LAY_EXEC_MAJORITY


def bundled(rules: Sequence[QuorumRule]) -> dict[tuple[str, str], list[int]]:
    """Return the places of clauses that belong together, by group and branch.

    The bundle of group "" must be met; of the bundles of another group, one.
    """
    bundles: dict[tuple[str, str], list[int]] = {}
    for place, rule in enumerate(rules):
        group = rule.alternative_group
        # An alternative without a branch stands alone; no typed word has a space first.
        branch = (rule.branch or f" {place}") if group else ""
        bundles.setdefault((group, branch), []).append(place)
    return bundles


@dataclass(frozen=True, slots=True)
class QuorumTerms:
    """The quorum clauses in force, whom they let count, and whether a deputy votes."""

    rules: tuple[QuorumRule, ...] = ()
    deputies_count: bool = True
    deputies_vote: bool = True
    remote_counts: bool = True
    version: str = ""
