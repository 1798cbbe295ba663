"""The chair's brief: who leaves, who presides, who has not confirmed, what is closed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from committees.rules.presiding import PresidingBasis
from meetings.enums import ChecklistStage, Part, Participation, ScopeRole
from meetings.facts.confirmations import confirmed_in
from meetings.facts.invitees import coming_in
from meetings.facts.leaving import leaving_in
from meetings.facts.many_out import many_out
from meetings.facts.matching import presenting_at
from meetings.facts.room_rows import decided_at
from meetings.facts.touched import OVER_STATES
from meetings.models import ChecklistClosing, ConflictRow
from meetings.rules.checklist import ConflictEvidence, evidence_of
from people.models import Person
from people.values import PersonId


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from committees.rules.presiding import Presiding
    from meetings.facts.confirmations import Confirmed
    from meetings.facts.leaving import Leaving
    from meetings.facts.room import Room
    from meetings.models import Item, Sitting


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """What the chair says at one item: who leaves, and who presides instead.

    `many_out` speaks of committees of which more than half are kept out.
    """

    item: Item
    number: str
    leaving: Sequence[Leaving]
    presiding: Sequence[str]
    many_out: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """One part of the checklist, and whether it is closed as things stand."""

    stage: ChecklistStage
    closing: ChecklistClosing | None
    has_changed: bool


def script_of(room: Room, items: Sequence[Item]) -> list[ScriptLine]:
    """Return what is said at which item, where anything is, without a query.

    `items` are those of which the reader may know, in order.
    """
    leaving = leaving_in(room, items)
    lines = []
    for item in items:
        leavers = leaving.get(item.pk, ())
        presiding = _others_presiding(room, item)
        said = [many_out(room, sitting, item) for sitting in room.in_scope(item)]
        many = [words for words in said if words]
        if leavers or presiding or many:
            number = room.numbers[item.pk]
            lines.append(ScriptLine(item, number, leavers, presiding, many))
    return lines


def evidence_in(room: Room) -> dict[ConflictRow, ConflictEvidence]:
    """Return what was ruled on each conflict of a room, and what shows it.

    Each row by the decision of its own committee: what another decided shows nothing.
    What holds for the parts of an item too is shown by the item, unless somebody was
    there for a part.
    """
    is_over = room.gathering.state in OVER_STATES
    decided = {} if is_over else decided_at([room.gathering.pk])
    found = {}
    for item in room.items:
        for sitting in room.in_scope(item):
            where = room.whereabouts(item, sitting) if room.events else None
            is_taken = is_over or _is_taken(room, sitting, item, decided)
            for row in room.rows.get((sitting.pk, item.pk), ()):
                is_ruled = row.treated_at is not None
                one = ConflictEvidence(
                    words=f"item {room.numbers[item.pk]}, {row.person} "
                    f"({sitting.committee.short_name})",
                    participation=Participation(row.participation)
                    if is_ruled
                    else None,
                    was_there=where.is_in_room(
                        PersonId(row.person_id), is_private=item.part == Part.TWO
                    )
                    if where
                    else None,
                    is_late=room.came_too_late(row),
                    is_taken=is_taken,
                )
                is_broken = is_ruled and is_taken and not evidence_of(one)
                if row.item_id == item.pk or is_broken:
                    found[row] = one
    return found


def _is_taken(
    room: Room, sitting: Sitting, item: Item, decided: Collection[tuple[int, int]]
) -> bool:
    """Say whether a committee has taken an item; one that notes it, when any has."""
    if room.scopes[item.pk][sitting.pk] == ScopeRole.NOTE:
        return any(item_id == item.pk for _sitting, item_id in decided)
    return (sitting.pk, item.pk) in decided


def proofs(evidence: Mapping[ConflictRow, ConflictEvidence]) -> list[tuple[str, str]]:
    """Return each conflict in words with what shows that its ruling was carried out."""
    return [(one.words, evidence_of(one)) for one in evidence.values()]


def stamps_of(rows: Iterable[ConflictRow]) -> list[str]:
    """Name rows as they stand, so that a later change shows."""
    return sorted(f"{row.pk}.{row.revision}" for row in rows)


def stages_of(room: Room, rows: Iterable[ConflictRow]) -> list[Stage]:
    """Return the three parts of the checklist, in one query."""
    closings = {
        ChecklistStage(one.stage): one
        for one in ChecklistClosing.objects.filter(gathering=room.gathering)
        .select_related("chaired_by")
        .order_by("pk")
    }
    now = stamps_of(rows)
    return [
        Stage(
            stage,
            closings.get(stage),
            has_changed=stage in closings and closings[stage].shown != now,
        )
        for stage in ChecklistStage
    ]


def unconfirmed_in(
    room: Room, hides_titles: Collection[int]
) -> list[tuple[Person, Confirmed]]:
    """Return who is coming and has not gone through the agenda, in five queries.

    Who only presents, wrote or reviewed something is asked of that alone, where
    something was found. `hides_titles` are the sittings (ids) whose conflicts hide an
    item from its person: about those nobody is asked.
    """
    coming = coming_in(room)
    parts = _parts(room)
    people = coming | parts.keys()
    known = {
        one: _known_to(one, room, hides_titles, is_coming=one in coming)
        | (parts.get(one, set()) - _hidden_from(one, room, hides_titles))
        for one in people
    }
    states = confirmed_in(room.gathering, people, known=known)
    waiting = [
        one
        for one, state in states.items()
        if state.asked or (one in coming and not state.is_done)
    ]
    persons = Person.objects.filter(pk__in=waiting).order_by(
        "family_name", "given_name", "pk"
    )
    return [(person, states[person.pk]) for person in persons]


def _parts(room: Room) -> dict[int, set[int]]:
    """Return who has a part in which items, by their ids, in two queries."""
    found: dict[int, set[int]] = defaultdict(set)
    for item, people in presenting_at(room.items).items():
        for person in people:
            found[person].add(item)
    return found


def _known_to(
    person: int, room: Room, hides_titles: Collection[int], *, is_coming: bool
) -> set[int]:
    """Return the items (ids) of which who comes may know, from what is loaded."""
    if not is_coming:
        return set()
    seated = {
        one for sitting in room.sittings for one in room.committee_of(sitting).persons
    }
    chairs = {sitting.chair_id for sitting in room.sittings}
    is_inside = person in seated | chairs | {room.gathering.convening_chair_id}
    return {
        item.pk for item in room.items if is_inside or item.part == Part.ONE
    } - _hidden_from(person, room, hides_titles)


def _hidden_from(person: int, room: Room, hides_titles: Collection[int]) -> set[int]:
    """Return the items (ids) whose existence a conflict keeps from one person."""
    return {
        item
        for (sitting, item), rows in room.rows.items()
        for row in rows
        if sitting in hides_titles and row.person_id == person and row.is_excluding
    }


def _others_presiding(room: Room, item: Item) -> list[str]:
    """Say who presides for an item wherever it is not the chair, in words."""
    said = []
    for sitting in room.in_scope(item):
        if not room.rows.get((sitting.pk, item.pk)):
            continue
        found = _presiding(room, sitting, item)
        if found.basis is not PresidingBasis.CHAIR:
            who = room.names.get(found.person) if found.person else None
            name = sitting.committee.short_name
            said.append(f"{name}: {f'{who}. ' if who else ''}{found.reason}")
    return said


def _presiding(room: Room, sitting: Sitting, item: Item) -> Presiding:
    """Say who presides: among those there, or before the meeting those expected."""
    if room.events:
        return room.presiding(sitting, item)
    return room.presiding_forecast(sitting, item)
