"""The same matter at earlier meetings, and what was ruled on its conflicts then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from core.models import AuditEvent
from core.web.dates import long_date
from meetings.enums import (
    ConflictState,
    GatheringState,
    PaperHandling,
    Participation,
    ScopeRole,
)
from meetings.facts.keepers import gatherings_kept_by
from meetings.models import ConflictRow, Item, ItemSubject
from meetings.rules.standing_rulings import words_of_treatment


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from django.db.models import QuerySet

    from meetings.models import Gathering

# How far back an item may continue another, and how many meetings a matter is followed.
MOVED_TO = "moved_to"
LOOK_BACK = timedelta(days=3 * 366)
NOT_HELD = (GatheringState.DRAFT, GatheringState.CANCELLED)
FURTHER_BACK = "continues__continues__continues__gathering"
# Parameters: the items, the role of who only notes, the state of the cancelled.
CONTINUED = """
WITH RECURSIVE later AS (
    SELECT continues_id AS first, id FROM meetings_item WHERE continues_id = ANY(%s)
    UNION
    SELECT later.first, item.id
    FROM later JOIN meetings_item AS item ON item.continues_id = later.id
)
SELECT DISTINCT later.first, sitting.committee_id
FROM later
JOIN meetings_item AS item ON item.id = later.id AND NOT item.is_withdrawn
JOIN meetings_itemscope AS scope ON scope.item_id = item.id AND scope.role <> %s
JOIN meetings_sitting AS sitting ON sitting.id = scope.sitting_id
JOIN meetings_gathering AS gathering
  ON gathering.id = item.gathering_id AND gathering.state <> %s
"""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was ruled on a person's conflict when the matter was taken before."""

    row: ConflictRow

    @property
    def treatment(self) -> str:
        """Say what was done."""
        row = self.row
        return words_of_treatment(
            Participation(row.participation), PaperHandling(row.papers)
        )

    @property
    def reason(self) -> str:
        """Return the reason to give for the same again, with the day it comes from."""
        said = self.row.treatment_reason
        if said.startswith("As ruled for "):
            return said
        return f"As ruled for {long_date(self.row.item.gathering.held_on)}: {said}"


EarlierRows = dict[int, Earlier]


def may_continue(item: Item, keeper_id: int | None) -> QuerySet[Item]:
    """Return the items that an item may continue: those on its subjects first.

    Of announced meetings of one of its gathering's committees, before its own, whose
    record the officer (`keeper_id`, the key of a person) keeps as well: a committee
    that met alone is none of its neighbour's business.
    """
    gathering = item.gathering
    committees = gathering.sittings.order_by().values("committee")
    subjects = item.subjects.order_by().values("organisation")
    shared = ItemSubject.objects.filter(
        item=OuterRef("pk"), organisation__in=subjects
    ).order_by()
    found: QuerySet[Item] = (
        Item.objects.matters()
        .filter(
            gathering__held_on__lt=gathering.held_on,
            gathering__held_on__gte=gathering.held_on - LOOK_BACK,
            gathering__sittings__committee__in=committees,
        )
        .filter(
            gathering__in=gatherings_kept_by(keeper_id or 0).order_by().values("pk")
        )
        .exclude(gathering__state__in=NOT_HELD)
        # One that was taken off its agenda, to come back on this one, stays named.
        .exclude(Q(is_withdrawn=True) & ~Q(pk=item.continues_id or 0))
        .annotate(is_on_same=Exists(shared))
        .select_related("gathering")
        .order_by("-is_on_same", "-gathering__held_on", "part", "position", "pk")
        .distinct()
    )
    return found


def earlier_treatments(
    gathering: Gathering, rows: Iterable[ConflictRow]
) -> EarlierRows:
    """Return what was ruled before on the same matter, by row key, in two queries.

    The newest ruling counts, on the same person for the same committee. `rows` are of
    the gathering, with their sitting loaded.
    """
    ways = {
        item.pk: _way_back(item)
        for item in gathering.items.filter(continues__isnull=False).select_related(
            FURTHER_BACK
        )
    }
    if not ways:
        return {}
    known = {
        (row.item_id, row.person_id, row.sitting.committee_id): row
        for row in ConflictRow.objects.filter(
            item__in={pk for way in ways.values() for pk in way},
            state=ConflictState.ACCEPTED,
            treated_at__isnull=False,
        ).select_related("item__gathering", "sitting", "ruled_by")
    }
    found: EarlierRows = {}
    for row in rows:
        for pk in ways.get(row.item_id, ()):
            before = known.get((pk, row.person_id, row.sitting.committee_id))
            if before is not None:
                found[row.pk] = Earlier(before)
                break
    return found


def continued_for(items: Collection[int]) -> set[tuple[int, int]]:
    """Return which items (ids) a later one continues, for which committee (id).

    However often it was put off or moved in between; an item that was withdrawn, that
    the committee only notes, or of a meeting that was cancelled continues nothing.
    In one query.
    """
    if not items:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            CONTINUED, [list(items), ScopeRole.NOTE, GatheringState.CANCELLED]
        )
        return {(first, committee) for first, committee in cursor.fetchall()}


def stands_elsewhere(item: Item) -> bool:
    """Say whether an item was moved whole to another agenda, and still stands there.

    However often it was moved on since. What it continues does not say so: one that
    was moved from a draft continues nothing.
    """
    seen: set[int] = set()
    found: Item | None = item
    while found is not None and found.pk not in seen:
        seen.add(found.pk)
        found = _moved_to(found)
        if found is not None and not found.is_withdrawn:
            return found.gathering.state != GatheringState.CANCELLED
    return False


def _moved_to(item: Item) -> Item | None:
    """Return what another agenda has of an item, as its withdrawal says."""
    events = AuditEvent.objects.about(item)
    withdrawn = events.filter(event="item.withdrawn").first()
    new = withdrawn.details.get(MOVED_TO) if withdrawn is not None else None
    if new is None:
        return None
    return Item.objects.select_related("gathering").filter(pk=new).first()


def _way_back(item: Item) -> Sequence[int]:
    way: list[int] = []
    each = item.continues
    while each is not None and len(way) < FURTHER_BACK.count("continues"):
        way.append(each.pk)
        # The last of them was not loaded with the rest, and is not followed.
        each = each.continues if "continues" in each._state.fields_cache else None
    return way
