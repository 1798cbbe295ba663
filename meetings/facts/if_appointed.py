"""From which items to come somebody would be excluded if they were appointed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from meetings.facts.matching import grounds_for
from meetings.facts.proposals import proposals_for
from meetings.rules.forward_plan import percent
from meetings.rules.participation import allowed_under, strictest


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from committees.models import Committee
    from meetings.facts.forward_plan import PlannedAgenda
    from meetings.facts.matching import ExpectedGround
    from meetings.facts.proposals import Proposals
    from meetings.models import Gathering, Item
    from meetings.rules.participation import Treatment
    from people.models import Person


@dataclass(frozen=True, slots=True)
class Touched:
    """One item that somebody's interests touch, and what would be proposed for them."""

    item: Item
    gathering: Gathering
    is_readable: bool
    committees: tuple[Committee, ...]
    reasons: tuple[str, ...]
    by_committee: Mapping[int, Treatment]

    @property
    def treatment(self) -> Treatment:
        """Return the strictest of what the committees' rules propose."""
        return strictest(self.by_committee.values())

    @property
    def is_excluded(self) -> bool:
        """Say whether the person would be out of a decision."""
        return not allowed_under(self.treatment).may_decide

    def is_excluded_from(self, committee: Committee) -> bool:
        """Say whether the person would be out of one committee's decision."""
        return not allowed_under(self.by_committee[committee.pk]).may_decide


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the items that are to be decided somebody would be excluded from."""

    excluded: int
    decided: int

    @property
    def percent(self) -> int:
        """Return it in a hundred."""
        return percent(self.excluded, self.decided)


@dataclass(frozen=True, slots=True)
class IfAppointed:
    """What it would mean to appoint somebody: for all committees, and for each."""

    whole: Share
    by_committee: tuple[tuple[Committee, Share], ...]
    touched: tuple[Touched, ...]


def if_appointed(
    person: Person, agendas: Sequence[PlannedAgenda], day: date
) -> IfAppointed:
    """Match the interests somebody holds on `day` with the items to come.

    Only the items that a committee is to decide or recommend on, and of which the
    reader of the agendas may know. Nothing is written. What would be proposed is the
    default, as if no standing ruling had been made.
    """
    asked = [
        (agenda, item, tuple(one.committee for one in agenda.to_decide(item)))
        for agenda in agendas
        for item in agenda.items
        if agenda.to_decide(item)
    ]
    grounds = grounds_for([item for _agenda, item, _all in asked], person.pk, day)
    proposals = proposals_for({one.pk for _a, _item, each in asked for one in each})
    touched = tuple(
        _touched(agenda, item, committees, grounds[item.pk], proposals)
        for agenda, item, committees in asked
        if grounds[item.pk]
    )
    excluded = {one.item.pk for one in touched if one.is_excluded}
    decided = [(item.pk, committees) for _agenda, item, committees in asked]
    return IfAppointed(
        whole=_share(excluded, [pk for pk, _committees in decided]),
        by_committee=tuple(
            (one, _share_of(one, touched, decided)) for one in _each_once(decided)
        ),
        touched=touched,
    )


def _touched(
    agenda: PlannedAgenda,
    item: Item,
    committees: tuple[Committee, ...],
    grounds: Sequence[ExpectedGround],
    proposals: Proposals,
) -> Touched:
    pairs = {(one.tie.nature, one.tie.severity) for one in grounds}
    day = agenda.gathering.held_on
    return Touched(
        item=item,
        gathering=agenda.gathering,
        is_readable=bool(agenda.readings[item.pk]),
        committees=committees,
        reasons=tuple(dict.fromkeys(one.trace for one in grounds)),
        by_committee={
            one.pk: proposals.propose(one.pk, pairs, day) for one in committees
        },
    )


def _share_of(
    committee: Committee,
    touched: Iterable[Touched],
    decided: Iterable[tuple[int, tuple[Committee, ...]]],
) -> Share:
    """Return from how many of one committee's items its own rules would exclude."""
    excluded = {
        one.item.pk
        for one in touched
        if committee in one.committees and one.is_excluded_from(committee)
    }
    return _share(excluded, [pk for pk, each in decided if committee in each])


def _share(excluded: Collection[int], items: Collection[int]) -> Share:
    return Share(sum(pk in excluded for pk in items), len(items))


def _each_once(
    decided: Iterable[tuple[int, tuple[Committee, ...]]],
) -> list[Committee]:
    """Return the committees, each once, in the order in which they come up."""
    found = {one.pk: one for _item, committees in decided for one in committees}
    return list(found.values())
