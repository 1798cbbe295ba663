"""The conflicts of one gathering as the pages show them: item by item, person by person."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q

from committees.enums import SeatRole, WhoRules
from committees.facts.committees import CommitteeFacts, committee_facts
from committees.values import CommitteeId
from meetings.enums import (
    ConflictState,
    PaperHandling,
    Participation,
    RowAnswer,
)
from meetings.models import ConflictAdvice, ConflictRow
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from committees.rules.seats import SeatFacts
    from meetings.models import ConfirmationAnswer, Gathering, Item

    RowsByCell = Mapping[tuple[int, int], Sequence[ConflictRow]]

ADVICE = Prefetch("advice", ConflictAdvice.objects.select_related("advisor"))


@dataclass(frozen=True, slots=True)
class Advised:
    """One piece of advice and the committees (short names) it was given for."""

    said: ConflictAdvice
    committees: tuple[str, ...]


@dataclass(slots=True)
class PersonOnItem:
    """One person's conflict on one item, with a row for each committee in scope."""

    item: Item
    person: Person
    rows: list[ConflictRow] = field(default_factory=list)
    # Not to its own person, nor where the item is kept from its reader.
    shows_advice: bool = True

    @property
    def traces(self) -> list[str]:
        """Return each reason once: the grounds of the committees mostly agree."""
        found = (ground.trace for row in self.rows for ground in row.grounds.all())
        return list(dict.fromkeys(found))

    @property
    def waiting(self) -> list[ConflictRow]:
        """Return the rows the chair has not ruled on."""
        return [
            row
            for row in self.rows
            if row.treated_at is None
            and row.state in {ConflictState.PROPOSED, ConflictState.ACCEPTED}
        ]

    @property
    def keeps_papers(self) -> bool:
        """Say whether a row keeps the papers from the person, as `excluding` finds it."""
        return any(
            row.state in {ConflictState.PROPOSED, ConflictState.ACCEPTED}
            and (
                row.treated_at is None
                or row.papers == PaperHandling.WITHHELD
                or row.participation == Participation.NOT_ATTEND
            )
            for row in self.rows
        )

    @property
    def answer(self) -> ConfirmationAnswer | None:
        """Return what the person last said of it, if anything; a dispute before all."""
        newest = [
            max(row.answers.all(), key=lambda one: one.pk)
            for row in self.rows
            if row.answers.all()
        ]
        newest.sort(key=lambda one: (one.answer != RowAnswer.DISPUTED, -one.pk))
        return newest[0] if newest else None

    @property
    def dispute(self) -> str:
        """Return in which words the person disputes it, or nothing."""
        said = self.answer
        return said.words if said and said.answer == RowAnswer.DISPUTED else ""

    @property
    def advice(self) -> list[Advised]:
        """Return what guardians advised, newest first, once for all committees."""
        if not self.shows_advice:
            return []
        together: dict[tuple[int, str, date], list[ConflictAdvice]] = {}
        given = [one for row in self.rows for one in row.advice.all()]
        for one in sorted(given, key=lambda one: -one.pk):
            key = (one.advisor_id, one.words, one.given_on)
            together.setdefault(key, []).append(one)
        names = {row.pk: row.sitting.committee.short_name for row in self.rows}
        return [
            Advised(each[0], tuple(sorted({names[one.row_id] for one in each})))
            for each in together.values()
        ]

    @property
    def is_over(self) -> bool:
        """Say whether every row was dismissed or has lapsed."""
        over = {ConflictState.DISMISSED, ConflictState.LAPSED}
        return all(row.state in over for row in self.rows)


def conflicts_of(gathering: Gathering) -> list[PersonOnItem]:
    """Return the conflicts of a gathering in the order of its agenda, in five queries."""
    rows = (
        ConflictRow.objects.filter(item__gathering=gathering, item__is_withdrawn=False)
        .select_related(
            "item",
            "person",
            "ruled_by",
            "standing_ruling__ruled_by",
            "sitting__chair",
            "sitting__committee",
            "sitting__gathering__convening_chair",
        )
        .prefetch_related("grounds__interest", "answers", ADVICE)
        .order_by(
            "item__part",
            "item__position",
            "person__family_name",
            "person",
            "sitting__position",
        )
    )
    together: dict[tuple[int, int], PersonOnItem] = {}
    for row in rows:
        key = (row.item_id, row.person_id)
        if key not in together:
            together[key] = PersonOnItem(row.item, row.person)
        together[key].rows.append(row)
    return list(together.values())


def rulers_of(rows: Sequence[ConflictRow]) -> dict[int, list[Person]]:
    """Return who may rule on each row, by row key, in seven queries for them all.

    The committee's own chair (of the sitting, or by the seats of chair and vice chair
    on the day), or who convenes the gathering, as the terms in force say; never the
    row's own person, nor whom an interest keeps from the item, or from the one it is a
    part of. Where that leaves nobody, the other chairs, then any seat holder with a
    vote, since one of them presides for the item; at last even one with an interest.
    `rows` are of one gathering, with their sitting's committee and chairs loaded.
    """
    return {
        pk: next((free for free in (*found.free, found.voting_free) if free), [])
        or next((all_ for all_ in (*found.offices, found.voting) if all_), [])
        for pk, found in _turns(rows).items()
    }


def rulers_by_office(rows: Sequence[ConflictRow]) -> dict[int, list[Person]]:
    """Return who rules on each row by their office, by row key, the first turn first.

    As `rulers_of`, but nobody where the chairs are all kept from it: then somebody has
    to be chosen to preside before anybody can rule.
    """
    return {
        pk: next((free for free in found.free if free), [])
        for pk, found in _turns(rows).items()
    }


@dataclass(frozen=True, slots=True)
class _Turns:
    """Who may rule on a row, group by group in turn, and who of them is free to."""

    offices: tuple[list[Person], ...]
    voting: list[Person]
    free: tuple[list[Person], ...]
    voting_free: list[Person]


def _turns(rows: Sequence[ConflictRow]) -> dict[int, _Turns]:
    if not rows:
        return {}
    gathering = rows[0].sitting.gathering
    seated = committee_facts([row.sitting.committee for row in rows], gathering.held_on)
    holders = {seat.holder for each in seated.values() for seat in each.seats}
    persons = Person.objects.in_bulk([one for one in holders if one is not None])
    asked = {row.item_id for row in rows}
    excluded = set(
        ConflictRow.objects.excluding()
        .filter(Q(item__in=asked) | Q(item__sub_items__in=asked))
        .order_by()
        .values_list("item_id", "person_id")
    )
    return {
        row.pk: _turns_on(
            row, seated[CommitteeId(row.sitting.committee_id)], persons, excluded
        )
        for row in rows
    }


def _turns_on(
    row: ConflictRow,
    facts: CommitteeFacts,
    persons: Mapping[int, Person],
    excluded: Collection[tuple[int, int]],
) -> _Turns:
    seats = facts.seats
    seated = _holders([seat for seat in seats if SeatRole.CHAIR in seat.roles], persons)
    seated += _holders(
        [seat for seat in seats if SeatRole.VICE_CHAIR in seat.roles], persons
    )
    own = _others([row.sitting.chair, *seated], row)
    convening = _others([row.sitting.gathering.convening_chair], row)
    voting = _others(_holders([seat for seat in seats if seat.is_voting], persons), row)

    def free(people: list[Person]) -> list[Person]:
        return [
            one
            for one in people
            if (row.item_id, one.pk) not in excluded
            and (row.item.parent_id, one.pk) not in excluded
        ]

    offices = _in_turn(facts, own, convening)
    return _Turns(offices, voting, tuple(map(free, offices)), free(voting))


def _in_turn(
    facts: CommitteeFacts, own: list[Person], convening: list[Person]
) -> tuple[list[Person], ...]:
    """Put those who may rule in the turn that the terms give them: one group first.

    Where the first leaves nobody, the other chairs do before anybody else.
    """
    rules = WhoRules(facts.terms.who_rules) if facts.terms else WhoRules.EITHER
    if rules is WhoRules.PRESIDING:
        return own, convening
    if rules is WhoRules.CONVENING:
        return convening, own
    return ([*dict.fromkeys([*own, *convening])],)


def _holders(
    seats: Iterable[SeatFacts], persons: Mapping[int, Person]
) -> list[Person | None]:
    return [persons.get(seat.holder or 0) for seat in seats]


def _others(people: Iterable[Person | None], row: ConflictRow) -> list[Person]:
    named = (one for one in people if one is not None and one.pk != row.person_id)
    return list(dict.fromkeys(named))
