"""Who went through an agenda, and what they are still asked about."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.postgres.aggregates import ArrayAgg

from meetings.enums import GatheringState
from meetings.models import AgendaConfirmation, ConflictRow


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from meetings.models import Gathering

# When members are asked; afterwards an officer still records what was said in time.
ASKED_STATES = frozenset(
    {
        GatheringState.NOTICE_GIVEN,
        GatheringState.PACK_SENT,
        GatheringState.IN_SESSION,
    }
)
RECORDED_STATES = ASKED_STATES | {GatheringState.HELD, GatheringState.MINUTES_DRAFT}


@dataclass(frozen=True, slots=True)
class AskedRow:
    """One conflict row as its person is asked about it."""

    row_id: int
    item_id: int
    fingerprints: frozenset[str]


@dataclass(frozen=True, slots=True)
class Confirmed:
    """How far one person has come with an agenda; `asked` are the rows still open."""

    last_on: date | None = None
    asked: tuple[AskedRow, ...] = ()

    @property
    def is_done(self) -> bool:
        """Say whether they confirmed, and nothing was found since."""
        return self.last_on is not None and not self.asked

    @property
    def asked_words(self) -> str:
        """Say to the person on how many items something was found."""
        many = len({row.item_id for row in self.asked})
        since = " since you went through it" if self.last_on else ""
        items = "an item" if many == 1 else f"{many} items"
        return f"Something was found that ties you to {items} of this agenda{since}."

    @property
    def words(self) -> str:
        """Say in a few words what is missing, or nothing."""
        if self.last_on is None:
            return "has not gone through the agenda"
        if self.asked:
            return "has not answered what was found since"
        return ""


def confirmed_in(
    gathering: Gathering,
    people: Collection[int],
    *,
    known: Mapping[int, Collection[int]],
) -> dict[int, Confirmed]:
    """Return how far people (ids) have come with an agenda, in two queries.

    `known` are the items (ids) each of them may know of: nobody is asked about a
    conflict on an item whose existence is kept from them. A row is asked about until
    it was answered on all the grounds it has now (product.md 2.14).
    """
    answered: dict[int, set[str]] = defaultdict(set)
    last: dict[int, date] = {}
    said = (
        AgendaConfirmation.objects.filter(gathering=gathering, person__in=people)
        .order_by("pk")
        .values_list(
            "person_id", "confirmed_on", "answers__row", "answers__fingerprints"
        )
    )
    for person_id, day, row_id, fingerprints in said:
        last[person_id] = day
        if row_id is not None:
            answered[row_id] |= set(fingerprints)
    asked: dict[int, list[AskedRow]] = defaultdict(list)
    for person_id, row in _rows(gathering, people):
        is_open = not row.fingerprints <= answered[row.row_id]
        if is_open and row.item_id in known.get(person_id, ()):
            asked[person_id].append(row)
    return {one: Confirmed(last.get(one), tuple(asked.get(one, ()))) for one in people}


def _rows(
    gathering: Gathering, people: Collection[int]
) -> Iterable[tuple[int, AskedRow]]:
    rows = (
        ConflictRow.objects.alive()
        .filter(item__gathering=gathering, item__is_withdrawn=False, person__in=people)
        .annotate(found=ArrayAgg("grounds__fingerprint", default=[]))
        .order_by("pk")
        .values_list("person_id", "pk", "item_id", "found")
    )
    for person_id, pk, item_id, found in rows:
        yield person_id, AskedRow(pk, item_id, frozenset(found) - {None})
