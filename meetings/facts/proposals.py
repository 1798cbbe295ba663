"""What the rule sets of committees propose for a conflict, committee by committee."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from committees.models import Committee
from conflicts.enums import Nature, Severity
from conflicts.facts.rule_sets import facts_of
from conflicts.models import RuleSet
from conflicts.rules.rule_sets import in_force_for
from meetings.rules.participation import Treatment, propose_treatment, strictest


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from conflicts.rules.rule_sets import RuleSetFacts
    from meetings.models import ConflictRow
    from meetings.rules.participation import ProposalKey


@dataclass(frozen=True, slots=True)
class Proposals:
    """The rule sets of committees, loaded once; `bodies` by committee key."""

    bodies: Mapping[int, Sequence[int]]
    rule_sets: tuple[RuleSetFacts, ...]

    def propose(
        self, committee: int, pairs: Iterable[ProposalKey], day: date
    ) -> Treatment:
        """Propose what one committee (key) would do about pairs, by the rules of a day.

        Of a committee of several organisations, the strictest of what they propose.
        """
        pairs = list(pairs)
        bodies: Sequence[int | None] = self.bodies.get(committee, ()) or (None,)
        return strictest(
            propose_treatment(pairs, table=self._table(body, day)) for body in bodies
        )

    def _table(
        self, organisation: int | None, day: date
    ) -> Mapping[ProposalKey, Treatment]:
        rules = in_force_for(self.rule_sets, organisation, day)
        return {
            pair: Treatment(*proposed)
            for pair, proposed in rules.proposed_treatments.items()
        }


def proposals_for(committees: Collection[int]) -> Proposals:
    """Load the rule sets of the organisations of committees (keys), in two queries."""
    ties = Committee.organisations.through.objects.filter(
        committee__in=committees
    ).order_by("pk")
    bodies: dict[int, list[int]] = defaultdict(list)
    for committee, organisation in ties.values_list("committee_id", "organisation_id"):
        bodies[committee].append(organisation)
    everybody = {one for each in bodies.values() for one in each}
    rows = RuleSet.objects.applying_to(everybody)
    return Proposals(bodies, tuple(map(facts_of, rows)))


def proposed_for(rows: Iterable[ConflictRow], day: date) -> dict[int, Treatment]:
    """Return what is proposed for conflict rows, by row key, by the rules of a day.

    Each from its own interests and its own committee's rules. A row without an interest
    on the register (one entered by hand) is left out. Grounds with their interests are
    loaded already.
    """
    found = {row.pk: (row.sitting.committee_id, _pairs(row)) for row in rows}
    asked = {pk: each for pk, each in found.items() if each[1]}
    if not asked:
        return {}
    proposals = proposals_for({committee for committee, _pairs in asked.values()})
    return {
        pk: proposals.propose(committee, pairs, day)
        for pk, (committee, pairs) in asked.items()
    }


def _pairs(row: ConflictRow) -> set[ProposalKey]:
    return {
        (Nature(ground.interest.nature), Severity(ground.severity))
        for ground in row.grounds.all()
        if ground.interest is not None and ground.severity
    }
