"""The room of one gathering: seats filled, people excluded, quorum, item by item."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from committees.rules.presiding import Presiding, who_presides
from committees.rules.quorum import assess_quorum
from committees.values import CommitteeId, SeatId
from meetings.enums import (
    Capacity,
    Moment,
    PaperHandling,
    Participation,
    Place,
    PresenceKind,
    ReplyAnswer,
)
from meetings.facts import room_rows
from meetings.facts.agenda import numbers_of
from meetings.facts.ways_out import WaysOut
from meetings.rules.participation import Treatment, excluded_from_decision
from meetings.rules.presence import (
    PresenceFacts,
    Slot,
    Whereabouts,
    describe_movements,
    whereabouts_at,
)
from meetings.values import ItemId
from people.values import PersonId


if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from committees.facts.committees import CommitteeFacts
    from committees.rules.quorum_result import QuorumResult
    from committees.rules.seats import SeatFacts
    from meetings.enums import Part
    from meetings.facts.room_rows import RoomRows
    from meetings.models import (
        Attendance,
        ConflictRow,
        Gathering,
        Item,
        PresenceEvent,
        Sitting,
    )

K = TypeVar("K")
R = TypeVar("R")
UNTREATED = "has a conflict that the chair has not ruled on"
FOUND_LATE = "has a conflict that came to light afterwards, and nobody had ruled on it"


@dataclass(frozen=True, slots=True)
class Room:
    """All that is known of one gathering, loaded in a constant number of queries.

    Every answer is for one sitting: what a person is for one committee plays no part
    in the next. `items` are the matters that are taken, `withdrawn` those announced
    and not taken: nobody is anywhere at them. `decided` says when a sitting's decision
    on an item was first recorded, where somebody came or went during an item.
    `answers` keeps what was worked out.
    """

    gathering: Gathering
    sittings: tuple[Sitting, ...]
    items: tuple[Item, ...]
    slots: tuple[Slot, ...]
    numbers: Mapping[int, str]
    scopes: Mapping[int, Mapping[int, str]]
    committees: Mapping[CommitteeId, CommitteeFacts]
    attendances: Mapping[int, tuple[Attendance, ...]]
    events: tuple[PresenceFacts, ...]
    rows: Mapping[tuple[int, int], tuple[ConflictRow, ...]]
    names: Mapping[PersonId, str]
    withdrawn: tuple[Item, ...] = ()
    ways_out: WaysOut = field(default_factory=WaysOut)
    decided: Mapping[tuple[int, int], datetime] = field(default_factory=dict)
    answers: dict[Hashable, Any] = field(
        default_factory=dict, compare=False, repr=False
    )

    def committee_of(self, sitting: Sitting) -> CommitteeFacts:
        """Return the terms, seats and deputies of the committee on the day."""
        return self.committees[CommitteeId(sitting.committee_id)]

    def whereabouts(
        self, item: Item | None = None, sitting: Sitting | None = None
    ) -> Whereabouts:
        """Say where everybody is at an item, or now, after the last event.

        With a sitting, when its committee decided the item: where several do, people
        may leave for one decision and come back for the next.

        Raises:
          KeyError: the item is not taken at this gathering.
        """
        item_id = ItemId(item.pk) if item is not None else None
        decided_at = self._decided_at(sitting, item)
        key = ("whereabouts", item_id, decided_at)
        if key not in self.answers:
            self.answers[key] = whereabouts_at(
                self.events, self.slots, item_id=item_id, decided_at=decided_at
            )
        found: Whereabouts = self.answers[key]
        return found

    def takes(self, item: Item) -> bool:
        """Say whether an item is taken: neither a heading nor withdrawn."""
        return any(slot.item_id == item.pk for slot in self.slots)

    def seats(
        self, sitting: Sitting, item: Item | None = None
    ) -> tuple[SeatFacts, ...]:
        """Return the seats of one committee with who fills each at an item, or now.

        At an item, a deputy chosen for it takes the seat of who is excluded, and who
        joined for it has a temporary seat.
        """
        where = self.whereabouts(item, sitting)
        return self._seated(sitting, item, where.taking_part, where.remote)

    def expected_seats(
        self, sitting: Sitting, item: Item | None = None
    ) -> tuple[SeatFacts, ...]:
        """Return the seats as they will be filled if all come who sent no apologies."""
        away = {
            PersonId(one.person_id)
            for one in self.attendances.get(sitting.pk, ())
            if one.sent_apologies
        }
        facts = self.committee_of(sitting)
        joining = {
            PersonId(one.person_id)
            for one in self.attendances.get(sitting.pk, ())
            if one.capacity == Capacity.TEMPORARY
        }
        coming = (facts.persons | self._deputies(sitting).keys() | joining) - away
        remote = {
            PersonId(person)
            for (where, person), reply in self.ways_out.replies.items()
            if where == sitting.pk and reply.answer == ReplyAnswer.REMOTE
        }
        return self._seated(sitting, item, frozenset(coming), frozenset(remote))

    def excluded(
        self, sitting: Sitting, item: Item, *, hoping: bool = False
    ) -> dict[PersonId, str]:
        """Return who is out of one committee's decision on an item, and why.

        `hoping` leaves out those on whose conflict nobody has ruled.
        """
        rows = self.rows.get((sitting.pk, item.pk), ())
        treated: dict[PersonId, list[Treatment]] = defaultdict(list)
        untreated: dict[PersonId, str] = {}
        for row in rows:
            person = PersonId(row.person_id)
            if self.came_too_late(row):
                untreated[person] = FOUND_LATE
            elif row.treated_at is None:
                untreated |= {} if hoping else {person: UNTREATED}
            else:
                treated[person].append(
                    Treatment(
                        Participation(row.participation), PaperHandling(row.papers)
                    )
                )
        return excluded_from_decision(treated) | untreated

    def came_too_late(self, row: ConflictRow) -> bool:
        """Say whether a conflict came to light after the meeting, without a ruling."""
        return row.was_unhandled_on(self.gathering.held_on)

    def quorum(self, sitting: Sitting, item: Item) -> QuorumResult:
        """Assess the quorum of one committee when an item is decided."""
        return self._assess(
            sitting, self.seats(sitting, item), self.excluded(sitting, item)
        )

    def quorum_now(self, sitting: Sitting) -> QuorumResult:
        """Assess the quorum of one committee after the last event, for no item."""
        return self._assess(sitting, self.seats(sitting), {})

    def quorum_forecast(self, sitting: Sitting, item: Item) -> QuorumResult:
        """Assess the quorum an item will have if all come who sent no apologies."""
        return self._assess(
            sitting, self.expected_seats(sitting, item), self.excluded(sitting, item)
        )

    def quorum_hoped(self, sitting: Sitting, item: Item) -> QuorumResult:
        """Assess the quorum if all whose conflict waits for a ruling may take part."""
        filled = self.seats if self.events else self.expected_seats
        return self._assess(
            sitting, filled(sitting, item), self.excluded(sitting, item, hoping=True)
        )

    def presiding(
        self, sitting: Sitting, item: Item, *, chosen: PersonId | None = None
    ) -> Presiding:
        """Say who presides over one committee for one item.

        `chosen`, by those who are there, goes before whom the record says was chosen.
        """
        return self._presides(self.seats(sitting, item), (sitting, item), chosen)

    def presiding_forecast(self, sitting: Sitting, item: Item) -> Presiding:
        """Say who will preside for one item if all come who sent no apologies."""
        return self._presides(self.expected_seats(sitting, item), (sitting, item))

    def movements(self, part: Part | None = None) -> dict[PersonId, str]:
        """Tell who came late, left or came back (in one part), a sentence a person."""
        only = None
        if part is not None:
            only = {ItemId(item.pk) for item in self.items if item.part == part}
        return describe_movements(self.events, self.slots, names=self.names, only=only)

    def in_scope(self, item: Item) -> list[Sitting]:
        """Return the sittings in whose scope an item is, in their order."""
        wanted = self.scopes.get(item.pk, {})
        return [sitting for sitting in self.sittings if sitting.pk in wanted]

    def _presides(
        self,
        seats: tuple[SeatFacts, ...],
        at: tuple[Sitting, Item],
        chosen: PersonId | None = None,
    ) -> Presiding:
        (sitting, item), key = at, (at[0].pk, at[1].pk)
        recorded = self.ways_out.chosen.get(key)
        is_new = chosen not in {None, recorded}
        return who_presides(
            seats,
            excluded=self.excluded(sitting, item),
            chosen=chosen or recorded,
            chosen_by=None if is_new else self.ways_out.choosers.get(key, ()),
            deputies_vote=self.committee_of(sitting).quorum.deputies_vote,
        )

    def _decided_at(
        self, sitting: Sitting | None, item: Item | None
    ) -> datetime | None:
        """Return when one of several committees decided an item; None for one alone."""
        if sitting is None or item is None or len(self.scopes.get(item.pk, ())) < 2:
            return None
        return self.decided.get((sitting.pk, item.pk))

    def _assess(
        self,
        sitting: Sitting,
        seats: tuple[SeatFacts, ...],
        excluded: Mapping[PersonId, str],
    ) -> QuorumResult:
        """Assess once what is asked for item after item with the same people there."""
        key = ("quorum", sitting.pk, seats, frozenset(excluded.items()))
        if key not in self.answers:
            self.answers[key] = assess_quorum(
                self.committee_of(sitting).quorum, seats, excluded=excluded
            )
        found: QuorumResult = self.answers[key]
        return found

    def _seated(
        self,
        sitting: Sitting,
        item: Item | None,
        present: frozenset[PersonId],
        remote: frozenset[PersonId],
    ) -> tuple[SeatFacts, ...]:
        seats = self._filled(sitting, present, remote)
        if item is None or not self.ways_out.at(sitting.pk, item.pk):
            return seats
        return self.ways_out.seats_with(
            seats,
            at=(sitting.pk, item.pk),
            present=present,
            remote=remote,
            excluded=self.excluded(sitting, item),
        )

    def _filled(
        self,
        sitting: Sitting,
        present: frozenset[PersonId],
        remote: frozenset[PersonId],
    ) -> tuple[SeatFacts, ...]:
        deputies = {
            seat: person
            for person, seat in self._deputies(sitting).items()
            if person in present
        }
        return tuple(
            self._fill(seat, deputies.get(seat.seat_id), present, remote)
            for seat in self.committee_of(sitting).seats
        )

    def _fill(
        self,
        seat: SeatFacts,
        deputy: PersonId | None,
        present: frozenset[PersonId],
        remote: frozenset[PersonId],
    ) -> SeatFacts:
        who = seat.holder if seat.holder in present else deputy
        if who is None:
            return seat
        return replace(
            seat,
            present=who,
            present_name=self.names.get(who, ""),
            is_remote=who in remote,
        )

    def _deputies(self, sitting: Sitting) -> dict[PersonId, SeatId]:
        """Return who deputises for the whole meeting, and not for an item alone."""
        rows = self.attendances.get(sitting.pk, ())
        away = {one.seat_id for one in rows if one.sent_apologies}
        for_an_item = self.ways_out.deputies_of(sitting.pk)
        return {
            PersonId(one.person_id): SeatId(one.seat_id)
            for one in rows
            if one.capacity == Capacity.DEPUTY
            and one.seat_id is not None
            and not one.sent_apologies
            and (one.seat_id in away or (one.person_id, one.seat_id) not in for_an_item)
        }


def room_of(gathering: Gathering) -> Room:
    """Load the room of a gathering: fifteen queries, whatever the number of items.

    One more where somebody came or went during an item.
    """
    return rooms_of([gathering])[gathering.pk]


def rooms_of(gatherings: Iterable[Gathering]) -> dict[int, Room]:
    """Load the rooms of gatherings, by key, in as many queries as that of one."""
    rows = room_rows.rows_of({one.pk: one for one in gatherings})
    return {pk: _room(rows, gathering) for pk, gathering in rows.gatherings.items()}


def _room(rows: RoomRows, gathering: Gathering) -> Room:
    pk = gathering.pk
    matters = [item for item in rows.items[pk] if not item.is_heading]
    items = tuple(item for item in matters if not item.is_withdrawn)
    numbers = numbers_of(rows.items[pk])
    committees = {
        CommitteeId(one.committee_id): rows.committees[gathering.held_on][
            CommitteeId(one.committee_id)
        ]
        for one in rows.sittings[pk]
    }
    names = {PersonId(event.person_id): str(event.person) for event in rows.events[pk]}
    for one in (one for each in rows.attendances[pk].values() for one in each):
        names[PersonId(one.person_id)] = str(one.person)
    for facts in committees.values():
        names |= {seat.holder: seat.holder_name for seat in facts.seats if seat.holder}
        names |= {deputy.person_id: deputy.name for deputy in facts.deputies}
    return Room(
        gathering=gathering,
        sittings=tuple(rows.sittings[pk]),
        items=items,
        slots=tuple(Slot(ItemId(item.pk), numbers[item.pk]) for item in items),
        numbers=numbers,
        scopes={item.pk: rows.scopes[item.pk] for item in items},
        committees=committees,
        attendances=_as_tuples(rows.attendances[pk]),
        events=tuple(map(_event, rows.events[pk])),
        rows=_as_tuples(rows.conflicts[pk]),
        names=names,
        withdrawn=tuple(
            item for item in matters if item.is_withdrawn and item.pk in numbers
        ),
        ways_out=rows.ways_out[pk],
        decided=rows.decided,
    )


def _as_tuples(found: Mapping[K, Sequence[R]]) -> dict[K, tuple[R, ...]]:
    return {key: tuple(rows) for key, rows in found.items()}


def _event(event: PresenceEvent) -> PresenceFacts:
    return PresenceFacts(
        person_id=PersonId(event.person_id),
        kind=PresenceKind(event.kind),
        happened_at=event.happened_at,
        place=Place(event.place),
        item_id=ItemId(event.item_id) if event.item_id else None,
        moment=Moment(event.moment),
        order=event.pk,
        recorded_at=event.recorded_at,
    )
