"""The meetings of the months to come at one look, as one reader may know them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from committees.enums import RemedyKind
from meetings.enums import ScopeRole
from meetings.facts.footing import footings_of, gatherings_of
from meetings.facts.forecast import forecast_from
from meetings.facts.room import rooms_of
from meetings.facts.touched import CLOSED_STATES
from meetings.policies.gatherings import judge_agendas, judge_review
from meetings.rules.forward_plan import (
    DEFERRED,
    NOTES_ONLY,
    Prospect,
    last_day_of_plan,
    prospect_of,
)
from meetings.rules.reading import judge_title


if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from committees.rules.quorum_result import QuorumResult
    from core.verdict import Verdict
    from meetings.facts.footing import Footing
    from meetings.facts.forecast import ItemForecast, SittingForecast
    from meetings.facts.room import Room
    from meetings.models import Gathering, Item, Sitting


@dataclass(frozen=True, slots=True)
class PlannedAgenda:
    """One meeting to come and the items of it that a reader may know of."""

    gathering: Gathering
    footing: Footing
    room: Room
    items: tuple[Item, ...]
    readings: Mapping[int, Verdict]

    def to_decide(self, item: Item) -> list[Sitting]:
        """Return the committees that are to resolve an item there.

        And neither only note it nor have put it off to another day.
        """
        roles = self.room.scopes.get(item.pk, {})
        return [
            one
            for one in self.room.in_scope(item)
            if roles[one.pk] != ScopeRole.NOTE
            and all(
                way.kind != RemedyKind.DEFER
                for way in self.room.ways_out.at(one.pk, item.pk)
            )
        ]


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """One item with what each committee can expect; None where it is not in scope."""

    item: Item
    number: str
    is_readable: bool
    prospects: tuple[tuple[Sitting, Prospect | None], ...]

    @property
    def has_scope(self) -> bool:
        """Say whether any committee takes it."""
        return any(prospect is not None for _sitting, prospect in self.prospects)

    @property
    def is_only_noted(self) -> bool:
        """Say whether every committee that takes it only notes it."""
        said = {prospect for _sitting, prospect in self.prospects} - {None}
        return said == {NOTES_ONLY}


def agendas_planned(
    person_id: int | None, today: date, *, committees: Collection[int] | None = None
) -> list[PlannedAgenda]:
    """Return the meetings to come whose conflicts a person reviews, soonest first.

    Those in the next half year that are neither held nor cancelled; with `committees` (ids) only
    where one of them sits. The number of queries does not grow with the meetings.
    """
    coming = (
        gatherings_of(person_id, today)
        .filter(held_on__gte=today, held_on__lte=last_day_of_plan(today))
        .exclude(state__in=CLOSED_STATES)
        .order_by("held_on", "starts_at_time", "pk")
    )
    if committees is not None:
        coming = coming.filter(sittings__committee__in=committees).distinct()
    found = list(coming)
    footings = footings_of(person_id, [one.pk for one in found])
    reviewed = [one for one in found if judge_review(footings[one.pk].standing)]
    rooms = rooms_of(reviewed)
    readings = judge_agendas(
        person_id,
        {one: rooms[one.pk].items for one in reviewed},
        {one.pk: footings[one.pk] for one in reviewed},
    )
    return [
        PlannedAgenda(
            gathering=one,
            footing=footings[one.pk],
            room=rooms[one.pk],
            items=tuple(
                item for item in rooms[one.pk].items if judge_title(readings[item.pk])
            ),
            readings=readings,
        )
        for one in reviewed
    ]


def prospects_in(agenda: PlannedAgenda) -> list[PlannedItem]:
    """Forecast the items of an agenda a reader may know of, without a query."""
    known = {item.pk for item in agenda.items}
    return [
        PlannedItem(
            item=line.item,
            number=line.number,
            is_readable=bool(agenda.readings[line.item.pk]),
            prospects=tuple(
                (sitting, _prospect(agenda.room, line, sitting))
                for sitting in agenda.room.sittings
            ),
        )
        for line in forecast_from(agenda.room).items
        if line.item.pk in known
    ]


def _prospect(room: Room, line: ItemForecast, sitting: Sitting) -> Prospect | None:
    cell = line.of(sitting)
    if cell is None:
        return None
    if not cell.needs_quorum:
        return NOTES_ONLY
    if cell.is_put_off:
        return DEFERRED
    return prospect_of(
        cell.result,
        untreated=len(cell.untreated),
        hoped=_hoped(room, line.item, cell),
    )


def _hoped(room: Room, item: Item, cell: SittingForecast) -> QuorumResult | None:
    """Ask only where it could matter what the chair has not said yet."""
    if cell.result.is_quorate or not cell.untreated:
        return None
    return room.quorum_hoped(cell.sitting, item)
