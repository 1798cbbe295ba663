"""What the script of each chair of a gathering tells, from the rulings as they stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from committees.rules.presiding import PresidingBasis
from core.web.dates import clock_time
from meetings.enums import ScopeRole
from meetings.facts.agenda import times_of
from meetings.facts.leaving import leaving_in
from meetings.facts.many_out import many_out
from meetings.facts.room import room_of
from meetings.models import CoverSheet
from meetings.policies.gatherings import judge_items
from meetings.rules.leaving import UNRULED
from meetings.rules.reading import judge_title
from packs.rules.script import Asked, Handover, Leaver, Quorum, Turn, write_script
from packs.values import Ask, ItemId


if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import time

    from core.verdict import Verdict
    from meetings.facts.leaving import Leaving
    from meetings.facts.room import Room
    from meetings.models import Gathering, Item, Sitting
    from packs.rules.script import Script


def chaired_by(gathering: Gathering) -> dict[int, tuple[int, ...]]:
    """Return who has a script, by key, with the sittings (keys) whose rulings it tells.

    Whoever convenes the meeting, and the chair of each committee; each has the rulings
    of their own committee, which for who convenes may be none. In one query.
    """
    found: dict[int, tuple[int, ...]] = {}
    if gathering.convening_chair_id is not None:
        found[gathering.convening_chair_id] = ()
    for sitting in gathering.sittings.all():
        if sitting.chair_id is not None:
            found[sitting.chair_id] = (*found.get(sitting.chair_id, ()), sitting.pk)
    return found


def scripts_of(gathering: Gathering) -> dict[int, Script]:
    """Write the script of every chair, by key: three queries each beyond the room."""
    chairs = chaired_by(gathering)
    if not chairs:
        return {}
    room = room_of(gathering)
    recommended = _recommended(room)
    return {
        person: _script(person, room, sittings, recommended)
        for person, sittings in chairs.items()
    }


def script_of(person_id: int, gathering: Gathering) -> Script | None:
    """Write one person's script as things stand; None for whoever chairs nothing."""
    sittings = chaired_by(gathering).get(person_id)
    if sittings is None:
        return None
    room = room_of(gathering)
    return _script(person_id, room, sittings, _recommended(room))


def _recommended(room: Room) -> dict[int, str]:
    rows = CoverSheet.objects.filter(item__in=room.items)
    return dict(rows.values_list("item", "recommendation"))


def _script(
    person_id: int,
    room: Room,
    sittings: Sequence[int],
    recommended: Mapping[int, str],
) -> Script:
    own = tuple(one for one in room.sittings if one.pk in sittings)
    convenes = room.gathering.convening_chair_id == person_id
    items = [one for one in room.items if convenes or _is_theirs(one, room, own)]
    reading = judge_items(person_id, room.gathering, room.items)
    chair = _Chair(
        person_id=person_id,
        # What other committees ruled is for their own chairs.
        room=replace(room, sittings=own, answers={}),
        whole=room,
        convenes=convenes,
        times=times_of(room.gathering, room.items),
        recommended=recommended,
        reading=reading,
    )
    leavers = chair.leavers(items)
    turns = [chair.turn(item, leavers.get(item.pk, ())) for item in items]
    return write_script(
        turns, committees={one.pk: one.committee.short_name for one in own}
    )


def _is_theirs(item: Item, room: Room, own: Sequence[Sitting]) -> bool:
    return any(one.pk in room.scopes[item.pk] for one in own)


@dataclass(frozen=True, slots=True)
class _Chair:
    """One chair before a meeting: `room` has their own committees, `whole` all."""

    person_id: int
    room: Room
    whole: Room
    convenes: bool
    times: Mapping[Item, time | None]
    recommended: Mapping[int, str]
    reading: Mapping[int, Verdict]

    def leavers(self, items: Sequence[Item]) -> dict[int, list[Leaving]]:
        """Return who leaves at which item; of what is kept from the chair, they alone."""
        read = [item for item in items if self.reading[item.pk]]
        known = [item for item in items if judge_title(self.reading[item.pk])]
        found = leaving_in(self.room, read)
        for pk, lines in leaving_in(self.room, known).items():
            if not self.reading[pk]:
                found[pk] = [one for one in lines if one.person == self.person_id]
        return found

    def turn(self, item: Item, leavers: Iterable[Leaving]) -> Turn:
        """Return what the script may tell of one item."""
        reading = self.reading[item.pk]
        turn = Turn(
            item_id=ItemId(item.pk),
            number=self.room.numbers[item.pk],
            title=item.title,
            when=_when(self.times[item], item.minutes_planned),
            leavers=tuple(
                Leaver(one.name, one.words, one.words == UNRULED) for one in leavers
            ),
            handovers=tuple(self._handovers(item)),
            is_kept=not reading,
            hides_title=not judge_title(reading),
        )
        if turn.is_kept:
            return turn
        own = self.room.in_scope(item)
        return replace(
            turn,
            asked=tuple(self._asked(item)),
            recommendation=self.recommended.get(item.pk, ""),
            quorum=tuple(self._quorum(item)),
            warnings=tuple(
                words for one in own if (words := many_out(self.room, one, item))
            ),
            # As the checklist of the meeting finds it.
            is_for_interests="interest" in item.title.lower(),
        )

    def _asked(self, item: Item) -> Iterable[Asked]:
        own = self.room.in_scope(item)
        for sitting in self.whole.in_scope(item):
            role = self.whole.scopes[item.pk][sitting.pk]
            is_called = self.convenes or sitting in own
            yield Asked(sitting.committee.short_name, Ask(role), is_called)

    def _quorum(self, item: Item) -> Iterable[Quorum]:
        for sitting in self.room.in_scope(item):
            if self.room.scopes[item.pk][sitting.pk] == ScopeRole.NOTE:
                continue
            result = self.room.quorum_forecast(sitting, item)
            name = sitting.committee.short_name
            yield Quorum(name, result.is_quorate, tuple(result.reasons))

    def _handovers(self, item: Item) -> Iterable[Handover]:
        """Say who takes the chair, and never why: the reason may name others."""
        for sitting in self.room.in_scope(item):
            found = self.room.presiding_forecast(sitting, item)
            if found.basis is not PresidingBasis.CHAIR and self._is_out(sitting, item):
                who = found.person
                name = self.room.names.get(who, "") if who is not None else ""
                yield Handover(sitting.committee.short_name, name)

    def _is_out(self, sitting: Sitting, item: Item) -> bool:
        """Say whether a conflict keeps the chair from presiding, or nobody sits there."""
        return (
            sitting.chair_id == self.person_id
            and self.person_id in self.room.excluded(sitting, item)
        )


def _when(begins: time | None, minutes: int | None) -> str:
    """Say when an item begins and how long it takes, as far as minutes are planned."""
    if begins is None or not minutes:
        return ""
    return f"{clock_time(begins)}, {minutes} minutes"
