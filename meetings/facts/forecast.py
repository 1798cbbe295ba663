"""The quorum that each committee can expect for each item, before anybody sits down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from committees.enums import RemedyKind
from meetings.enums import ScopeRole
from meetings.facts.many_out import many_out
from meetings.facts.room import room_of


if TYPE_CHECKING:
    from committees.rules.presiding import Presiding
    from committees.rules.quorum_result import QuorumResult
    from meetings.facts.room import Room
    from meetings.models import Gathering, Item, Remedy, Sitting


@dataclass(frozen=True, slots=True)
class SittingForecast:
    """What one committee can expect for one item.

    `untreated` are those with a conflict that nobody has ruled on: they are not
    counted, and the forecast may get better. `remedies` are the ways out that were
    chosen and stand, `unanswered` those who have not replied: they count as coming.
    `many_out` says that more than half are kept out, else nothing.
    """

    sitting: Sitting
    role: ScopeRole
    result: QuorumResult
    presiding: Presiding
    untreated: tuple[str, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    unanswered: tuple[str, ...] = ()
    many_out: str = ""

    @property
    def is_put_off(self) -> bool:
        """Say whether the committee has deferred the item already."""
        return any(one.kind == RemedyKind.DEFER for one in self.remedies)

    @property
    def needs_quorum(self) -> bool:
        """Say whether the committee may resolve anything: what it notes needs none."""
        return self.role is not ScopeRole.NOTE

    @property
    def is_in_trouble(self) -> bool:
        """Say whether something has to be done before the committee can decide."""
        is_short = self.needs_quorum and not self.result.is_quorate
        return is_short and not self.is_put_off


@dataclass(frozen=True, slots=True)
class ItemForecast:
    """One item with a forecast for each committee in whose scope it is."""

    item: Item
    number: str
    sittings: tuple[SittingForecast, ...]

    def of(self, sitting: Sitting) -> SittingForecast | None:
        """Return the forecast of one committee, None where the item is not its own."""
        return next((one for one in self.sittings if one.sitting == sitting), None)


@dataclass(frozen=True, slots=True)
class Forecast:
    """The quorum expected at one gathering, item by item and committee by committee."""

    room: Room
    items: tuple[ItemForecast, ...]

    @property
    def in_trouble(self) -> list[tuple[ItemForecast, SittingForecast]]:
        """Return what cannot be decided as things stand, in the order of the agenda."""
        return [
            (line, one)
            for line in self.items
            for one in line.sittings
            if one.is_in_trouble
        ]

    @property
    def is_quorate(self) -> bool:
        """Say whether every committee can expect its quorum for all it decides."""
        return not self.in_trouble


def forecast_of(gathering: Gathering) -> Forecast:
    """Forecast each committee's quorum for each item, in the queries of the room.

    From the replies (who has not sent apologies is expected, and says so in the facts)
    and the chair's rulings; a conflict without a ruling counts as excluded.
    """
    return forecast_from(room_of(gathering))


def forecast_from(room: Room) -> Forecast:
    """Forecast from a room that is loaded: no query. Once it is open, say how it is."""
    return Forecast(
        room=room,
        items=tuple(
            ItemForecast(
                item=item,
                number=room.numbers.get(item.pk, ""),
                sittings=tuple(
                    _sitting(room, sitting, item) for sitting in room.in_scope(item)
                ),
            )
            for item in room.items
        ),
    )


def _sitting(room: Room, sitting: Sitting, item: Item) -> SittingForecast:
    return SittingForecast(
        sitting=sitting,
        role=ScopeRole(room.scopes[item.pk][sitting.pk]),
        result=room.quorum(sitting, item)
        if room.events
        else room.quorum_forecast(sitting, item),
        presiding=room.presiding(sitting, item)
        if room.events
        else room.presiding_forecast(sitting, item),
        untreated=tuple(
            str(row.person)
            for row in room.rows.get((sitting.pk, item.pk), ())
            if row.treated_at is None
        ),
        remedies=room.ways_out.at(sitting.pk, item.pk),
        unanswered=unanswered_in(room, sitting),
        many_out=many_out(room, sitting, item),
    )


def unanswered_in(room: Room, sitting: Sitting) -> tuple[str, ...]:
    """Name the holders of seats who neither answered nor sent apologies, by title."""
    away = {
        row.person_id
        for row in room.attendances.get(sitting.pk, ())
        if row.sent_apologies
    }
    return tuple(
        seat.holder_name
        for seat in room.committee_of(sitting).seats
        if seat.holder is not None
        and seat.holder not in away
        and room.ways_out.reply_of(sitting.pk, seat.holder) is None
    )
