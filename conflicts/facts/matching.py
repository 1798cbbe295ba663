"""From rows to facts: what ties people to organisations on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commissioning.values import OrgRef
from conflicts.enums import Capacity, Nature, Tie
from conflicts.models import Interest, Position
from conflicts.rules.interests import InterestFacts
from conflicts.values import InterestId
from people.values import PersonId


if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date


# What the record of positions says of somebody in a practice, and the declared ties
# that say it as well: who declared to be a partner is no employee of the partnership.
TIE_OF = {
    Capacity.PRACTICE_PARTNER: Tie.PARTNER,
    Capacity.PRACTICE_STAFF: Tie.EMPLOYEE,
}
DECLARED_BY = {
    Tie.PARTNER: (Tie.PARTNER,),
    Tie.EMPLOYEE: (Tie.EMPLOYEE, Tie.PARTNER),
}


def ties_of(person_ids: Collection[int], day: date) -> list[InterestFacts]:
    """Return all that ties people (ids) to bodies on `day`, in two queries.

    Declared interests, and partners and employees of practices whom the record of
    positions knows and who declared neither: registered or not, they are conflicts
    (docs/field.md 5.10).
    """
    declared = interest_facts(person_ids, day)
    known = {
        (fact.person_id, fact.org, tie)
        for fact in declared
        for tie, ties in DECLARED_BY.items()
        if _may_be(fact, ties)
    }
    held = Position.objects.held_on(day).filter(
        person__in=list(person_ids), capacity__in=TIE_OF, practice__isnull=False
    )
    return declared + [
        _undeclared(row)
        for row in held.select_related("person").order_by("person", "pk")
        if (row.person_id, row.practice_id, _tie_of(row)) not in known
    ]


def interest_facts(person_ids: Collection[int], day: date) -> list[InterestFacts]:
    """Return the interests that people (ids) hold on `day`, in one query."""
    rows = Interest.objects.of_persons(person_ids).open_on(day)
    return [
        InterestFacts(
            interest_id=InterestId(row.pk),
            person_id=PersonId(row.person_id),
            person_name=str(row.person),
            org=OrgRef(row.organisation_id) if row.organisation_id else None,
            nature=Nature(row.nature),
            is_indirect=row.is_indirect,
            relationship=row.relationship,
            tie=tie_words(row.tie),
            kind=Tie(row.tie),
            from_on=row.from_on,
            to_on=row.to_on,
        )
        for row in rows.select_related("person").order_by("person", "pk")
    ]


def tie_words(tie: str) -> str:
    """Return the words between a person and a body; none, where only the nature says."""
    return "" if tie == Tie.OTHER else Tie(tie).label


def _may_be(fact: InterestFacts, ties: Collection[Tie]) -> bool:
    """Say whether a declared interest may be what the record of positions knows.

    An older register often says no more of it than that it is financial. A patient of
    the practice, or an employee, has not declared to be a partner in it.
    """
    says_so = fact.kind in ties
    is_vague = fact.kind == Tie.OTHER and fact.nature == Nature.FINANCIAL
    return not fact.is_indirect and (says_so or is_vague)


def _tie_of(row: Position) -> Tie:
    return TIE_OF[Capacity(row.capacity)]


def _undeclared(row: Position) -> InterestFacts:
    return InterestFacts(
        interest_id=None,
        person_id=PersonId(row.person_id),
        person_name=str(row.person),
        org=OrgRef(row.practice_id) if row.practice_id else None,
        nature=Nature.FINANCIAL,
        from_on=row.from_on,
        to_on=row.to_on,
        position_id=row.pk,
        kind=_tie_of(row),
    )
