"""Who helps a committee out for one item: stand-ins, temporary seats, who was chosen."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from committees.enums import RemedyKind, SeatCategory
from meetings.models import PresidingChoice, Remedy, Reply
from meetings.rules.remedies import temporary_seat
from people.values import PersonId


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from committees.rules.seats import SeatFacts

At = tuple[int, int]


@dataclass(frozen=True, slots=True)
class WaysOut:
    """What was chosen at one gathering, by (sitting key, item key), and the replies."""

    remedies: Mapping[At, tuple[Remedy, ...]] = field(default_factory=dict)
    chosen: Mapping[At, PersonId] = field(default_factory=dict)
    choosers: Mapping[At, tuple[str, ...]] = field(default_factory=dict)
    replies: Mapping[At, Reply] = field(default_factory=dict)

    def at(self, sitting_id: int, item_id: int) -> tuple[Remedy, ...]:
        """Return the ways out that stand for one committee and one item."""
        return self.remedies.get((sitting_id, item_id), ())

    def deputies_of(self, sitting_id: int) -> frozenset[tuple[int | None, int | None]]:
        """Return who deputises for an item alone, as (person key, seat key)."""
        return frozenset(
            (one.person_id, one.seat_id)
            for (sitting, _item), rows in self.remedies.items()
            if sitting == sitting_id
            for one in rows
            if one.kind == RemedyKind.DEPUTY
        )

    def reply_of(self, sitting_id: int, person_id: int) -> Reply | None:
        """Return what somebody answered to the invitation to one sitting."""
        return self.replies.get((sitting_id, person_id))

    def seats_with(
        self,
        seats: Iterable[SeatFacts],
        *,
        at: At,
        present: frozenset[PersonId],
        remote: frozenset[PersonId],
        excluded: Mapping[PersonId, str],
    ) -> tuple[SeatFacts, ...]:
        """Fill the seats of one committee for one item as its ways out say.

        A deputy takes a seat whose holder is excluded from this item, or away; who
        joins for the item fills a temporary seat, with a vote, and only here.
        """
        chosen = [
            one for one in self.at(*at) if PersonId(one.person_id or 0) in present
        ]
        deputies = {one.seat_id: one for one in chosen if one.kind == RemedyKind.DEPUTY}
        filled = [
            _stand_in(seat, deputies.get(int(seat.seat_id)), remote, excluded)
            for seat in seats
        ]
        temporary = [
            temporary_seat(
                PersonId(one.person_id or 0),
                str(one.person),
                SeatCategory(one.category),
                key=one.pk,
                is_remote=PersonId(one.person_id or 0) in remote,
            )
            for one in chosen
            if RemedyKind(one.kind).is_temporary_seat
        ]
        return (*filled, *temporary)


def ways_out_at(gatherings: Collection[int]) -> dict[int, WaysOut]:
    """Load what was chosen and replied at gatherings (ids), in three queries."""
    asked = {"sitting__gathering__in": gatherings}
    remedies: dict[int, dict[At, list[Remedy]]] = defaultdict(dict)
    rows = Remedy.objects.standing().filter(**asked)
    for row in rows.select_related(
        "person", "committee", "new_item", "chosen_for", "sitting"
    ).order_by("pk"):
        at = (row.sitting_id, row.item_id)
        remedies[row.sitting.gathering_id].setdefault(at, []).append(row)
    chosen: dict[int, dict[At, PersonId]] = defaultdict(dict)
    choosers: dict[int, dict[At, tuple[str, ...]]] = defaultdict(dict)
    choices = PresidingChoice.objects.filter(**asked).order_by()
    for gathering, sitting, item, person, by in choices.values_list(
        "sitting__gathering", "sitting", "item", "person", "choosers"
    ):
        chosen[gathering][sitting, item] = PersonId(person)
        choosers[gathering][sitting, item] = tuple(one["name"] for one in by)
    replies: dict[int, dict[At, Reply]] = defaultdict(dict)
    for one in Reply.objects.filter(**asked).select_related("sitting"):
        replies[one.sitting.gathering_id][one.sitting_id, one.person_id] = one
    return {
        pk: WaysOut(
            remedies={at: tuple(found) for at, found in remedies[pk].items()},
            chosen=chosen[pk],
            choosers=choosers[pk],
            replies=replies[pk],
        )
        for pk in gatherings
    }


def _stand_in(
    seat: SeatFacts,
    remedy: Remedy | None,
    remote: frozenset[PersonId],
    excluded: Mapping[PersonId, str],
) -> SeatFacts:
    if remedy is None or remedy.person_id is None:
        return seat
    is_free = seat.present is None or seat.present in excluded
    if not is_free:
        return seat
    deputy = PersonId(remedy.person_id)
    return replace(
        seat,
        present=deputy,
        present_name=str(remedy.person),
        is_remote=deputy in remote,
    )
