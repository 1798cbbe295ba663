"""From rows to facts: who of each committee has declared, and by which rule set."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from committees.models import Committee
from committees.values import CommitteeId
from conflicts.facts.cycle import last_attested
from conflicts.facts.rule_sets import facts_of
from conflicts.models import Interest, RuleSet
from conflicts.rules.rule_sets import in_force_for
from meetings.rules.preflight_people import Declared


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from conflicts.rules.rule_sets import RuleSetFacts
    from meetings.facts.room import Room
    from meetings.rules.preflight_time import CommitteeRules


def declarations_in(room: Room, committees: Iterable[CommitteeRules]) -> list[Declared]:
    """Return when each holder and deputy last confirmed their interests, in four queries.

    Whoever sits on several committees is judged by each one's own rule set.
    """
    listed = list(committees)
    people = {one.committee_id: room.committees[one.committee_id] for one in listed}
    everybody = {person for facts in people.values() for person in facts.persons}
    attested = last_attested(everybody)
    declared = set(
        Interest.objects.filter(person__in=everybody)
        .order_by()
        .values_list("person", flat=True)
        .distinct()
    )
    rules = _rule_sets(people, room.gathering.held_on)
    return [
        Declared(
            person_id=person,
            person=room.names[person],
            about=one.about,
            rules=rules[one.committee_id],
            last_on=attested.get(person),
            has_interests=person in declared,
        )
        for one in listed
        for person in sorted(people[one.committee_id].persons)
    ]


def _rule_sets(
    committees: Iterable[CommitteeId], day: date
) -> dict[CommitteeId, RuleSetFacts]:
    """Return the rule set of each committee: of several bodies', the strictest."""
    known = [facts_of(row) for row in RuleSet.objects.standing()]
    bodies: dict[CommitteeId, list[int | None]] = defaultdict(list)
    pairs = Committee.organisations.through.objects.filter(
        committee__in=list(committees)
    )
    for committee, body in pairs.values_list("committee_id", "organisation_id"):
        bodies[CommitteeId(committee)].append(body)
    return {
        committee: min(
            (in_force_for(known, body, day) for body in bodies[committee] or [None]),
            key=lambda one: (one.confirm_every_months, one.rule_set_id),
        )
        for committee in committees
    }
