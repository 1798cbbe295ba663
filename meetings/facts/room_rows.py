"""The rows that rooms are made of, for several gatherings at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from committees.facts.committees import CommitteeFacts, committee_facts_by_day
from meetings.enums import CheckMoment, ConflictState, Moment, Participation
from meetings.facts.ways_out import WaysOut, ways_out_at
from meetings.models import (
    Attendance,
    ConflictRow,
    Item,
    ItemScope,
    PresenceEvent,
    QuorumCheck,
    Sitting,
)
from meetings.rules.participation import STRICTEST_FIRST


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date, datetime

    from committees.models import Committee
    from committees.values import CommitteeId
    from meetings.models import Gathering

    BySitting = defaultdict[int, list[Attendance]]
    ByPlace = defaultdict[tuple[int, int], list[ConflictRow]]


@dataclass(frozen=True, slots=True)
class RoomRows:
    """What was loaded, by gathering key; committees by day, scopes by item key.

    `decided` is by sitting and item key, and empty where nobody came or went during an
    item.
    """

    gatherings: Mapping[int, Gathering]
    sittings: Mapping[int, list[Sitting]]
    items: Mapping[int, list[Item]]
    scopes: Mapping[int, Mapping[int, str]]
    committees: Mapping[date, Mapping[CommitteeId, CommitteeFacts]]
    attendances: Mapping[int, Mapping[int, list[Attendance]]]
    events: Mapping[int, list[PresenceEvent]]
    conflicts: Mapping[int, Mapping[tuple[int, int], list[ConflictRow]]]
    ways_out: Mapping[int, WaysOut]
    decided: Mapping[tuple[int, int], datetime]


def rows_of(gatherings: Mapping[int, Gathering]) -> RoomRows:
    """Load the rows of gatherings (by key): fifteen queries, however many there are.

    One more where somebody came or went during an item.
    """
    sittings = _sittings(gatherings)
    items = _items(gatherings)
    events = _events(gatherings)
    asked: dict[date, list[Committee]] = defaultdict(list)
    for pk, gathering in gatherings.items():
        asked[gathering.held_on] += [one.committee for one in sittings[pk]]
    return RoomRows(
        gatherings=gatherings,
        sittings=sittings,
        items=items,
        scopes=_scopes(gatherings),
        committees=committee_facts_by_day(asked),
        attendances=_attendances(sittings),
        events=events,
        conflicts=_conflicts(gatherings, items),
        ways_out=ways_out_at(gatherings.keys()),
        decided=decided_at(gatherings) if _some_during(events) else {},
    )


def decided_at(gatherings: Iterable[int]) -> dict[tuple[int, int], datetime]:
    """Return when each decision was first recorded, by sitting and item key.

    Each froze the quorum it was taken with: that is what is asked, in one query.
    """
    rows = QuorumCheck.objects.filter(
        sitting__gathering__in=gatherings,
        moment=CheckMoment.DECISION,
        item__isnull=False,
    ).order_by("-checked_at", "-pk")
    return {
        (sitting_id, item_id): checked_at
        for sitting_id, item_id, checked_at in rows.values_list(
            "sitting_id", "item_id", "checked_at"
        )
    }


def _some_during(events: Mapping[int, list[PresenceEvent]]) -> bool:
    return any(
        one.item_id is not None and one.moment == Moment.DURING
        for each in events.values()
        for one in each
    )


def _sittings(gatherings: Mapping[int, Gathering]) -> dict[int, list[Sitting]]:
    found: dict[int, list[Sitting]] = {pk: [] for pk in gatherings}
    rows = Sitting.objects.filter(gathering__in=gatherings)
    for row in rows.select_related("committee", "chair").order_by("position", "pk"):
        row.gathering = gatherings[row.gathering_id]
        found[row.gathering_id].append(row)
    return found


def _items(gatherings: Mapping[int, Gathering]) -> dict[int, list[Item]]:
    """Return the lines of each agenda, headings and withdrawn ones as well."""
    found: dict[int, list[Item]] = {pk: [] for pk in gatherings}
    for row in Item.objects.filter(gathering__in=gatherings).in_order():
        row.gathering = gatherings[row.gathering_id]
        found[row.gathering_id].append(row)
    return found


def _scopes(
    gatherings: Mapping[int, Gathering],
) -> defaultdict[int, dict[int, str]]:
    found: defaultdict[int, dict[int, str]] = defaultdict(dict)
    rows = ItemScope.objects.filter(item__gathering__in=gatherings).order_by("pk")
    for item_id, sitting_id, role in rows.values_list("item_id", "sitting_id", "role"):
        found[item_id][sitting_id] = role
    return found


def _attendances(sittings: Mapping[int, list[Sitting]]) -> dict[int, BySitting]:
    found: dict[int, BySitting] = {pk: defaultdict(list) for pk in sittings}
    where = {one.pk: pk for pk, each in sittings.items() for one in each}
    rows = Attendance.objects.filter(sitting__in=where)
    for row in rows.select_related("person", "seat").order_by("pk"):
        found[where[row.sitting_id]][row.sitting_id].append(row)
    return found


def _events(gatherings: Mapping[int, Gathering]) -> dict[int, list[PresenceEvent]]:
    found: dict[int, list[PresenceEvent]] = {pk: [] for pk in gatherings}
    rows = PresenceEvent.objects.standing().filter(gathering__in=gatherings)
    for row in rows.select_related("person"):
        found[row.gathering_id].append(row)
    return found


def _conflicts(
    gatherings: Mapping[int, Gathering], items: Mapping[int, list[Item]]
) -> dict[int, ByPlace]:
    """Return the conflicts that stand, by sitting and item key.

    What stands on an item stands on each of its parts, as its papers are kept with
    it, unless the chair ruled for the person on that part alone.
    """
    found: dict[int, ByPlace] = {pk: defaultdict(list) for pk in gatherings}
    ruled_alone: set[tuple[int, int, int]] = set()
    rows = ConflictRow.objects.filter(
        item__gathering__in=gatherings,
        state__in=[
            ConflictState.PROPOSED,
            ConflictState.ACCEPTED,
            ConflictState.DISMISSED,
        ],
    ).select_related("person", "ruled_by", "sitting__committee")
    for row in rows.prefetch_related("grounds"):
        is_dismissed = row.state == ConflictState.DISMISSED
        if not is_dismissed:
            found[row.sitting.gathering_id][row.sitting_id, row.item_id].append(row)
        if is_dismissed or (row.treated_at and row.standing_ruling_id is None):
            ruled_alone.add((row.sitting_id, row.item_id, row.person_id))
    for pk, each in items.items():
        _hand_down(found[pk], each, ruled_alone)
    return found


def _hand_down(
    rows: ByPlace, items: Iterable[Item], ruled_alone: Collection[tuple[int, int, int]]
) -> None:
    """Put the rows of items on their parts too; of two of one person the stricter first.

    What stands on an item that was withdrawn concerns its parts no longer.
    """
    taken = {item.pk for item in items if not item.is_withdrawn}
    sittings = {sitting for sitting, _item in rows}
    for part in items:
        if part.parent_id is None or part.parent_id not in taken:
            continue
        for sitting in sittings:
            whole = [
                row
                for row in rows.get((sitting, part.parent_id), ())
                if (sitting, part.pk, row.person_id) not in ruled_alone
            ]
            if whole:
                own = rows[sitting, part.pk]
                rows[sitting, part.pk] = sorted([*own, *whole], key=_strictness)


def _strictness(row: ConflictRow) -> int:
    """Rank what waits for a ruling before whatever was ruled."""
    if row.treated_at is None:
        return -1
    return STRICTEST_FIRST.index(Participation(row.participation))
