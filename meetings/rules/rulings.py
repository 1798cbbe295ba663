"""Who is reminded of a conflict that nobody has ruled on yet."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from meetings.values import ItemId
from people.values import PersonId


if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class OpenRuling:
    """One person's conflict with one item that waits for a ruling of one committee.

    `by_office` are those who rule by their office, in the turn of the committee's
    terms, without whom an interest keeps from it; `officers` who would record it.
    """

    item_id: ItemId
    person_id: PersonId
    by_office: tuple[PersonId, ...]
    officers: frozenset[PersonId] = frozenset()


@dataclass(frozen=True, slots=True)
class RulingsWaiting:
    """On how many conflicts somebody has to rule, and to see that others do."""

    to_rule: int = 0
    to_settle: int = 0


def who_is_asked(rulings: Iterable[OpenRuling]) -> dict[PersonId, RulingsWaiting]:
    """Return who is reminded of open rulings, and of how many.

    The first whose turn it is: the committee's chair, or the vice chair or the chair
    who convenes where the chair has an interest. Where no office is left, the officers
    who see that somebody presides and record the ruling (docs/field.md 6.4). Nobody of
    their own; a conflict with one item is one, however many committees it is for.
    """
    to_rule: dict[PersonId, set[tuple[ItemId, PersonId]]] = defaultdict(set)
    to_settle: dict[PersonId, set[tuple[ItemId, PersonId]]] = defaultdict(set)
    for one in rulings:
        matter = (one.item_id, one.person_id)
        others = [each for each in one.by_office if each != one.person_id]
        if others:
            to_rule[others[0]].add(matter)
            continue
        for officer in one.officers - {one.person_id}:
            to_settle[officer].add(matter)
    return {
        person: RulingsWaiting(
            len(to_rule.get(person, ())),
            len(to_settle.get(person, set()) - to_rule.get(person, set())),
        )
        for person in to_rule.keys() | to_settle.keys()
    }
