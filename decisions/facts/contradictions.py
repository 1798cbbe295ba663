"""From the record to what in it contradicts itself, decision by decision."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from committees.rules.quorum_result import QuorumResult
from decisions.enums import Method, Outcome
from decisions.models import Action, Decision
from decisions.rules.contradictions import (
    Contradiction,
    RecordFacts,
    find_contradictions,
)
from decisions.rules.effect import VoteFacts
from meetings.facts.listening import listening_in
from people.values import PersonId


if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from meetings.enums import Part
    from meetings.facts.room import Room
    from meetings.models import Item

# What the decision itself confesses, and has no effect for, contradicts nothing.
CONFESSED = {
    "outcome_against_vote": "vote_not_carried",
    "excluded_presided": "presided_in_conflict",
    "excluded_listened": "listened_to_private_item",
}


@dataclass(frozen=True, slots=True)
class OffendingLine:
    """A contradiction, with the item and the decision where it can be put right."""

    item_id: int
    decision_id: int
    contradiction: Contradiction

    @property
    def sentence(self) -> str:
        """Name the line and say what is wrong with it."""
        return f"{self.contradiction.line}: {self.contradiction.sentence}"


def contradictions_in(room: Room, part: Part) -> list[OffendingLine]:
    """List what contradicts itself in the decisions of one part, in two queries."""
    items = {item.pk: item for item in room.items if item.part == part}
    owners = _owners(items.values())
    rows = (
        Decision.objects.current()
        .filter(item__in=list(items.values()))
        .select_related("quorum_check", "committee", "sitting")
        .order_by("sitting__position", "pk")
    )
    order = list(items)
    found = [
        OffendingLine(row.item_id, row.pk, one)
        for row in rows
        for one in find_contradictions(
            _record(room, items[row.item_id], row, owners.get(row.item_id, frozenset()))
        )
        if not _is_confessed(row, one)
    ]
    return sorted(found, key=lambda one: order.index(one.item_id))


def _owners(items: Iterable[Item]) -> Mapping[int, frozenset[PersonId]]:
    owners: dict[int, set[PersonId]] = defaultdict(set)
    still_open = Action.objects.filter(item__in=list(items), closed_at__isnull=True)
    for item_id, owner_id in still_open.values_list("item_id", "owner_id"):
        owners[item_id].add(PersonId(owner_id))
    return {item_id: frozenset(found) for item_id, found in owners.items()}


def _record(
    room: Room, item: Item, row: Decision, owners: frozenset[PersonId]
) -> RecordFacts:
    """Put what was frozen beside who was there and excluded as the record says now."""
    quorum = QuorumResult.from_json(row.quorum_check.result)
    seats = room.committee_of(row.sitting).seats
    return RecordFacts(
        line=f"{room.numbers[item.pk]} {item.title}, {row.committee.short_name}",
        outcome=Outcome(row.outcome),
        method=Method(row.method),
        excluded=room.excluded(row.sitting, item),
        listening=listening_in(room, item, [row.sitting]),
        taking_part=room.whereabouts(item, row.sitting).taking_part,
        counted=frozenset(seat.person_id for seat in quorum.counted),
        entitled=frozenset(
            seat.holder for seat in seats if seat.is_voting and seat.holder is not None
        ),
        presiding=PersonId(row.presiding_id) if row.presiding_id else None,
        totals=_totals(row),
        action_owners=owners,
        names=room.names,
    )


def _totals(row: Decision) -> VoteFacts | None:
    if row.votes_for is None:
        return None
    return VoteFacts(
        votes_for=row.votes_for,
        votes_against=row.votes_against or 0,
        abstaining=row.votes_abstaining or 0,
        casting=row.casting_vote,
    )


def _is_confessed(row: Decision, found: Contradiction) -> bool:
    code = CONFESSED.get(found.code)
    return any(one["code"] == code for one in row.irregularities)
