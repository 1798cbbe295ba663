"""Who is where at an item, derived from comings and goings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings.enums import Moment, Place, PresenceKind
from meetings.values import ItemId
from people.values import PersonId


@dataclass(frozen=True, slots=True)
class Slot:
    """One item in the order it was taken, with the label the record gives it."""

    item_id: ItemId
    label: str


@dataclass(frozen=True, slots=True)
class PresenceFacts:
    """One coming or going: when, where to, and at which moment of which item."""

    person_id: PersonId
    kind: PresenceKind
    happened_at: datetime
    place: Place = Place.TABLE
    item_id: ItemId | None = None
    moment: Moment = Moment.BEFORE
    order: int = 0
    recorded_at: datetime | None = None

    @property
    def whereto(self) -> Place:
        """Return where the person is once it has happened."""
        return Place.OUT if self.kind == PresenceKind.OUT else self.place


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A point of the running order: an item's place and a moment in it.

    Item -1 is before the first item; moments are counted in the order of the enum.
    """

    item: int
    moment: int = 0


OPENING = Mark(-1)
FIRST = Mark(0)
CLOSE = Mark(1_000_000)
_MOMENTS = {moment: place for place, moment in enumerate(Moment)}


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where everybody is at one point; who never came is out."""

    places: Mapping[PersonId, Place]

    def place_of(self, person: PersonId) -> Place:
        """Return where a person is."""
        return self.places.get(person, Place.OUT)

    def takes_part(self, person: PersonId) -> bool:
        """Say whether a person is at the table or remote: the only ones counted."""
        return self.place_of(person).takes_part

    def is_in_room(self, person: PersonId, *, is_private: bool) -> bool:
        """Say whether a person hears an item as nobody may who was sent out for it.

        While an item is public anybody may sit in the public seats; during a private
        one who sits there is in the room. Source: docs/field.md 6.4.
        """
        listens = is_private and self.place_of(person) is Place.PUBLIC_SEATS
        return listens or self.takes_part(person)

    @property
    def taking_part(self) -> frozenset[PersonId]:
        """Return everybody at the table or remote."""
        return frozenset(each for each in self.places if self.takes_part(each))

    @property
    def remote(self) -> frozenset[PersonId]:
        """Return everybody who takes part from elsewhere."""
        return frozenset(
            each for each, place in self.places.items() if place == Place.REMOTE
        )


def mark_of(
    slots: Sequence[Slot], item_id: ItemId, moment: Moment = Moment.DURING
) -> Mark:
    """Return the point of the running order at a moment of an item.

    Raises:
      KeyError: the item was not taken.
    """
    places = {slot.item_id: place for place, slot in enumerate(slots)}
    return Mark(places[item_id], _MOMENTS[moment])


def whereabouts_at(
    events: Iterable[PresenceFacts],
    slots: Sequence[Slot],
    *,
    item_id: ItemId | None = None,
    moment: Moment = Moment.DURING,
    decided_at: datetime | None = None,
) -> Whereabouts:
    """Say who is where when an item is decided, or at another moment of it.

    The moment DURING is the last before the decision, so that somebody who leaves
    during the item is out of it. Without an item: after the last event. Where several
    committees decide an item one after the other, `decided_at` says when the decision
    of the one that asks was recorded: who came or went during the item, and was
    recorded after it, did so for the next.

    Raises:
      KeyError: the item was not taken.
    """
    until = CLOSE if item_id is None else mark_of(slots, item_id, moment)
    places: dict[PersonId, Place] = {}
    for mark, event in marked(events, slots):
        if mark <= until and not (mark == until and _is_after(event, decided_at)):
            places[event.person_id] = event.whereto
    return Whereabouts(places)


def _is_after(event: PresenceFacts, decided_at: datetime | None) -> bool:
    """Say whether an event was recorded after a decision, where both are known."""
    if decided_at is None or event.recorded_at is None:
        return False
    return event.recorded_at > decided_at


def marked(
    events: Iterable[PresenceFacts], slots: Sequence[Slot]
) -> list[tuple[Mark, PresenceFacts]]:
    """Put events in the running order of the meeting.

    An event at an item stands where the item stands, whatever the clock says. One
    without an item stands at the latest point that the clock had reached by then,
    as told by the events that have one; or else before the first item.
    """
    found = sorted(events, key=lambda each: (each.happened_at, each.order))
    places = {slot.item_id: place for place, slot in enumerate(slots)}
    reached = OPENING
    answer: list[tuple[Mark, PresenceFacts]] = []
    for event in found:
        mark = reached
        if event.item_id in places:
            mark = Mark(places[event.item_id], _MOMENTS[event.moment])
            reached = max(reached, mark)
        answer.append((mark, event))
    answer.sort(key=lambda pair: (pair[0], pair[1].happened_at, pair[1].order))
    return answer


def describe_movements(
    events: Iterable[PresenceFacts],
    slots: Sequence[Slot],
    *,
    names: Mapping[PersonId, str],
    only: Collection[ItemId] | None = None,
) -> dict[PersonId, str]:
    """Tell, a sentence a person, who came late, left, moved or came back.

    With `only`, the movements at other items are left out: the public part does not
    tell those of the private part. Nothing is said of those who were there from the
    start to the end: "left before item 5, returned after item 5". Source:
    docs/field.md 9.13.
    """
    phrases: dict[PersonId, list[str]] = {}
    places: dict[PersonId, Place] = {}
    for mark, event in marked(events, slots):
        person = event.person_id
        before, after = places.get(person), event.whereto
        places[person] = after
        phrase = _phrase(before, after, mark, slots)
        if phrase and _is_told(mark, slots, only):
            phrases.setdefault(person, []).append(phrase)
    return {
        person: f"{names.get(person, 'Somebody')} {_joined(said)}."
        for person, said in phrases.items()
    }


def _is_told(
    mark: Mark, slots: Sequence[Slot], only: Collection[ItemId] | None
) -> bool:
    return only is None or mark == OPENING or slots[mark.item].item_id in only


def _phrase(
    before: Place | None, after: Place, mark: Mark, slots: Sequence[Slot]
) -> str:
    """Say one movement, or nothing where none took place."""
    was_in = before is not None and before.takes_part
    if was_in and after.takes_part:
        return ""
    if was_in:
        verb = "left" if after == Place.OUT else f"moved to {_LOCATIONS[after]}"
        return f"{verb} {_when_going(mark, slots)}"
    if not after.takes_part:
        return ""
    if before is None:
        return "" if mark <= FIRST else f"arrived {_when(mark, slots)}"
    return f"returned {_when_coming(mark, slots)}"


_LOCATIONS = {Place.LOBBY: "the lobby", Place.PUBLIC_SEATS: "the public seats"}


def _when_going(mark: Mark, slots: Sequence[Slot]) -> str:
    if mark == OPENING:
        return "before the first item"
    return _when(mark, slots)


def _when_coming(mark: Mark, slots: Sequence[Slot]) -> str:
    """Tell a coming by the item missed: before item 6 is after item 5."""
    if mark.item > 0 and mark.moment == _MOMENTS[Moment.BEFORE]:
        return _when(Mark(mark.item - 1, _MOMENTS[Moment.AFTER]), slots)
    return _when(mark, slots) if mark != OPENING else "before the first item"


def _when(mark: Mark, slots: Sequence[Slot]) -> str:
    moment = list(Moment)[mark.moment].value
    return f"{moment} item {slots[mark.item].label}"


def _joined(phrases: Sequence[str]) -> str:
    if len(phrases) == 1:
        return phrases[0]
    return f"{', '.join(phrases[:-1])} and {phrases[-1]}"
