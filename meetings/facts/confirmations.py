"""Who went through an agenda, and what they are still asked about."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection

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


# When somebody last went through an agenda, beside each row with a ground unanswered.
ON_PAGE = """
WITH said AS (
    SELECT id, confirmed_on FROM meetings_agendaconfirmation
    WHERE gathering_id = %(gathering)s AND person_id = %(person)s
), asked AS (
    SELECT found.id, found.item_id
    FROM meetings_conflictrow AS found
    JOIN meetings_item AS item ON item.id = found.item_id
    WHERE item.gathering_id = %(gathering)s AND NOT item.is_withdrawn
      AND found.person_id = %(person)s
      AND found.state IN ('proposed', 'accepted')
      AND EXISTS (
          SELECT FROM meetings_conflictground AS ground
          WHERE ground.row_id = found.id
            AND NOT EXISTS (
                SELECT FROM meetings_confirmationanswer AS answer
                JOIN said ON said.id = answer.confirmation_id
                WHERE answer.row_id = found.id
                  AND ground.fingerprint = ANY (answer.fingerprints)
            )
      )
)
SELECT last.day, asked.id, asked.item_id
FROM (
    SELECT (SELECT confirmed_on FROM said ORDER BY id DESC LIMIT 1) AS day
) AS last
LEFT JOIN asked ON true
"""


@dataclass(frozen=True, slots=True)
class AskedRow:
    """One conflict row as its person is asked about it."""

    row_id: int
    item_id: int
    fingerprints: frozenset[str]

    @property
    def stamp(self) -> str:
        """Return what changes as soon as the row or a ground of it is another one."""
        found = "\n".join([str(self.row_id), *sorted(self.fingerprints)])
        return sha256(found.encode()).hexdigest()[:16]


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
    it was answered on all the grounds it has now (docs/field.md 9.8).
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


def asked_on_page(
    person_id: int, gathering: Gathering, *, known: Collection[int]
) -> Confirmed:
    """Return the same of one person (id) for the page of the agenda, in one query.

    The page is opened by everybody, all the time: like `meetings.facts.footing` it asks
    in one text of SQL. `known` are the items (ids) that the page shows.
    """
    with connection.cursor() as cursor:
        cursor.execute(ON_PAGE, {"gathering": gathering.pk, "person": person_id})
        rows = cursor.fetchall()
    asked = [
        AskedRow(row_id, item_id, frozenset())
        for _day, row_id, item_id in rows
        if item_id in known
    ]
    return Confirmed(rows[0][0], tuple(asked))


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
