"""Conflict rows under standing rulings: treated by them, and open again after them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Q

from core import clock
from core.web.dates import long_date
from meetings.actions.reopening import is_by_hand
from meetings.actions.row_book import RowBook
from meetings.enums import ConflictState, GatheringState
from meetings.facts.touched import CLOSED_STATES
from meetings.models import ConflictRow, StandingRuling
from meetings.rules.standing_rulings import falls_under


if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from meetings.facts.matching import ExpectedRow, RowKey
    from meetings.models import Item
    from meetings.rules.standing_rulings import TieFacts

Rulings = dict[int, list[StandingRuling]]


def follow_standing_rulings(
    items: Sequence[Item], expected: Mapping[RowKey, ExpectedRow]
) -> list[ConflictRow]:
    """Treat what falls under a standing ruling, and re-open what no longer does.

    `items` are of one gathering, locked, and their rows in step with `expected`. A
    meeting that has begun goes on under the rulings it began with, and once it is over
    its rows are history. Returns the rows that changed.
    """
    gathering = items[0].gathering
    if gathering.state in CLOSED_STATES:
        return []
    rulings = _in_force(gathering.held_on)
    kept_out = _kept_out(items)
    has_begun = gathering.state == GatheringState.IN_SESSION
    book = RowBook()
    for row in _rows(items):
        ties = _ties(row, expected)
        here = rulings.get(row.sitting.committee_id, [])
        if row.standing_ruling is not None:
            if _stands(row, row.standing_ruling, ties, here, has_begun=has_begun):
                continue
            book.reopen(row, _why(row.standing_ruling), str(row.standing_ruling))
        free = [one for one in here if (row.item_id, one.ruled_by_id) not in kept_out]
        if (found := _first(row, ties, free)) is not None:
            _put_under(book, row, found)
    book.write()
    return book.changed


def _kept_out(items: Sequence[Item]) -> set[tuple[int, int]]:
    """Return whom an interest keeps from which item, or from the whole it is part of.

    Their rulings treat nobody there: by the door they could not rule on it either.
    """
    whole = {item.pk: item.parent_id or item.pk for item in items}
    found = set(
        ConflictRow.objects.excluding()
        .filter(item__in={*whole, *whole.values()}, standing_ruling__isnull=True)
        .order_by()
        .values_list("item_id", "person_id")
    )
    return {
        (pk, person)
        for pk, parent in whole.items()
        for item_id, person in found
        if item_id in {pk, parent}
    }


def _rows(items: Sequence[Item]) -> Sequence[ConflictRow]:
    waiting = Q(treated_at__isnull=True, is_exception=False)
    found = ConflictRow.objects.alive().filter(
        waiting | Q(standing_ruling__isnull=False), item__in=items
    )
    found = found.select_related(
        "item",
        "person",
        "ruled_by",
        "sitting",
        "standing_ruling__recorded_by",
        "standing_ruling__ruled_by",
    )
    return list(found.prefetch_related("grounds").order_by("pk"))


def _in_force(day: date) -> Rulings:
    """Return the rulings that count on a day by committee, the oldest first."""
    found: Rulings = defaultdict(list)
    rulings = StandingRuling.objects.in_force_on(day).select_related(
        "recorded_by", "ruled_by"
    )
    for one in rulings.prefetch_related("scopes").order_by("pk"):
        for scope in one.scopes.all():
            found[scope.committee_id].append(one)
    return found


def _ties(
    row: ConflictRow, expected: Mapping[RowKey, ExpectedRow]
) -> list[TieFacts | None]:
    """Return what ties a row's person, ground by ground; None where nobody knows."""
    wanted = expected.get((row.item_id, row.sitting_id, row.person_id))
    matched = {one.fingerprint: one.tie for one in wanted.grounds} if wanted else {}
    return [
        None if is_by_hand(ground) else matched.get(ground.fingerprint)
        for ground in row.grounds.all()
    ]


def _stands(
    row: ConflictRow,
    ruling: StandingRuling,
    ties: Sequence[TieFacts | None],
    here: Sequence[StandingRuling],
    *,
    has_begun: bool,
) -> bool:
    """Say whether a row stays under the ruling it is under."""
    counts = has_begun or ruling in here
    return counts and falls_under(ties, ruling.tie_class) and not _is_own(row, ruling)


def _first(
    row: ConflictRow,
    ties: Sequence[TieFacts | None],
    here: Sequence[StandingRuling],
) -> StandingRuling | None:
    """Return the oldest ruling that a row falls under; nobody's own treats their own."""
    for ruling in here:
        if falls_under(ties, ruling.tie_class) and not _is_own(row, ruling):
            return ruling
    return None


def _is_own(row: ConflictRow, ruling: StandingRuling) -> bool:
    return row.person_id in {ruling.ruled_by_id, ruling.recorded_by.person_id}


def _put_under(book: RowBook, row: ConflictRow, ruling: StandingRuling) -> None:
    row.standing_ruling = ruling
    row.state, row.state_reason = ConflictState.ACCEPTED, ""
    row.participation, row.papers = ruling.participation, ruling.papers
    row.treatment_reason = (
        f"Standing ruling {ruling.number} of {long_date(ruling.ruled_on)}: "
        f"{ruling.reason}"
    )
    row.ruled_by, row.ruled_on = ruling.ruled_by, ruling.ruled_on
    row.ruling_source = ruling.ruling_source
    row.treated_at, row.treated_by = clock.now(), ruling.recorded_by
    row.revision += 1
    book.change(row)
    details = {
        "participation": row.participation,
        "papers": row.papers,
        "ruled_by": str(row.ruled_by),
        "source": row.ruling_source,
        "standing_ruling": ruling.pk,
        "grounds": [ground.trace for ground in row.grounds.all()],
    }
    book.say("conflict.treated", row, str(ruling), row.treatment_reason, details)


def _why(ruling: StandingRuling) -> str:
    return f"It falls under {ruling} no longer."
