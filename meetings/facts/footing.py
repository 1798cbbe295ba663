"""As what a person comes to a gathering: posts, seats, chairs, attendances, assisting.

Asked on every page of the room, for one gathering or for a list of them, so it is one
text of SQL: to compose it anew each time costs more than all else that a page does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL

from committees.enums import SeatRole, WithholdingPolicy
from core import clock
from meetings.enums import GatheringState
from meetings.models import Gathering, Item, Remedy
from meetings.rules.reading import Standing


if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date
    from typing import Any

    from django.db.models import QuerySet

# Posts count on the day it is; seats and deputies on the day of the meeting, or, once
# it has passed, on the day it is: whoever left a committee no longer reads its files.
# An assistant was named by the day of the meeting, so that their interests were matched
# to its agenda, and reads while the member does and the naming lasts.
# Parameters: the people, the day, the offices of a chair.
FOOTING = """
WITH asked AS (
    SELECT unnest(%s::bigint[]) AS person, %s::date AS today, %s::varchar[] AS chairs
), kept AS (
    SELECT asked.person, body.committee_id,
           bool_or(post.role = 'officer') AS is_officer,
           bool_or(post.role IN ('guardian', 'auditor')) AS is_overseer
    FROM asked
    JOIN commissioning_post AS post
      ON post.person_id = asked.person AND post.from_on <= asked.today
     AND (post.to_on IS NULL OR post.to_on >= asked.today)
    JOIN committees_committee_organisations AS body
      ON body.organisation_id = post.organisation_id
    GROUP BY asked.person, body.committee_id
), seated AS (
    SELECT asked.person, seat.committee_id, seat.id AS seat_id, held.from_on, held.to_on,
           held.is_holder
    FROM asked
    JOIN (
        SELECT person_id, seat_id, from_on, to_on, true AS is_holder
        FROM committees_appointment
        UNION ALL
        SELECT person_id, seat_id, from_on, to_on, false
        FROM committees_deputy
    ) AS held ON held.person_id = asked.person
    JOIN committees_seat AS seat ON seat.id = held.seat_id
)
SELECT asked.person,
       sitting.id,
       sitting.gathering_id,
       COALESCE(kept.is_officer, false) AS is_officer,
       COALESCE(kept.is_overseer, false) AS is_overseer,
       sitting.chair_id IS NOT DISTINCT FROM asked.person
           OR gathering.convening_chair_id IS NOT DISTINCT FROM asked.person
           AS presides,
       EXISTS (
           SELECT FROM seated
           JOIN committees_seatterms AS said ON said.seat_id = seated.seat_id
           WHERE seated.person = asked.person
             AND seated.committee_id = sitting.committee_id
             AND seated.is_holder
             AND seated.from_on <= GREATEST(asked.today, gathering.held_on)
             AND (seated.to_on IS NULL
                  OR seated.to_on >= GREATEST(asked.today, gathering.held_on))
             AND said.roles && asked.chairs
             AND said.terms_id = (
                 SELECT terms.id FROM committees_termsofreference AS terms
                 WHERE terms.committee_id = sitting.committee_id
                   AND terms.effective_from <= gathering.held_on
                 ORDER BY terms.effective_from DESC LIMIT 1
             )
       ) AS holds_chair,
       EXISTS (
           SELECT FROM seated
           WHERE seated.person = asked.person
             AND seated.committee_id = sitting.committee_id
             AND seated.from_on <= GREATEST(asked.today, gathering.held_on)
             AND (seated.to_on IS NULL
                  OR seated.to_on >= GREATEST(asked.today, gathering.held_on))
       ) AS is_seated,
       EXISTS (
           SELECT FROM meetings_attendance AS attendance
           WHERE attendance.sitting_id = sitting.id
             AND attendance.person_id = asked.person
             AND attendance.capacity <> 'public'
       ) AS is_attending,
       (
           SELECT terms.withholding_policy FROM committees_termsofreference AS terms
           WHERE terms.committee_id = sitting.committee_id
             AND terms.effective_from <= gathering.held_on
           ORDER BY terms.effective_from DESC LIMIT 1
       ) AS withholding,
       EXISTS (
           SELECT FROM seated
           WHERE seated.person = asked.person
             AND seated.committee_id = sitting.committee_id
             AND seated.is_holder
             AND seated.from_on <= gathering.held_on
             AND (seated.to_on IS NULL OR seated.to_on >= gathering.held_on)
       ) AS holds_seat,
       ARRAY(
           SELECT member.person_id FROM committees_assistant AS assistant
           JOIN committees_appointment AS member ON member.id = assistant.appointment_id
           JOIN committees_seat AS seat ON seat.id = member.seat_id
           WHERE assistant.person_id = asked.person
             AND seat.committee_id = sitting.committee_id
             AND assistant.from_on <= LEAST(asked.today, gathering.held_on)
             AND (assistant.to_on IS NULL OR assistant.to_on >= asked.today)
             AND member.from_on <= gathering.held_on
             AND (member.to_on IS NULL
                  OR member.to_on >= GREATEST(asked.today, gathering.held_on))
       ) AS reads_for
FROM meetings_sitting AS sitting
JOIN meetings_gathering AS gathering ON gathering.id = sitting.gathering_id
CROSS JOIN asked
LEFT JOIN kept
  ON kept.person = asked.person AND kept.committee_id = sitting.committee_id
"""
IN_THESE = f"{FOOTING} WHERE sitting.gathering_id = ANY(%s)"
# Whoever holds the chair's seat is seated: the offices need not be looked up here.
ANYWHERE = f"""
SELECT gathering_id FROM ({FOOTING}) AS footing
WHERE is_officer OR is_overseer OR presides OR is_seated OR is_attending
   OR cardinality(reads_for) > 0
"""  # noqa: S608 - made of constants
_CHAIRS = [SeatRole.CHAIR.value, SeatRole.VICE_CHAIR.value]


@dataclass(frozen=True, slots=True)
class Footing:
    """As what one person comes to one gathering, and where they keep, oversee or chair.

    `is_asked`: they hold a seat on the day, so the invitation asks them to answer.
    `reads_for` are the members (ids) for whom an assistant reads: what is kept from one
    of them is kept from the assistant as well.
    """

    standing: Standing
    keeps: frozenset[int] = frozenset()
    chairs: frozenset[int] = frozenset()
    oversees: frozenset[int] = frozenset()
    hides_titles: frozenset[int] = frozenset()
    is_asked: bool = False
    reads_for: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Row:
    """What a person is at one sitting, in the order of the query's columns."""

    person: int
    sitting: int
    gathering: int
    is_officer: bool
    is_overseer: bool
    presides: bool
    holds_chair: bool
    is_seated: bool
    is_attending: bool
    withholding: str | None
    holds_seat: bool
    reads_for: Sequence[int]

    @property
    def standing(self) -> Standing:
        """Return the furthest reaching of what the person is here."""
        ranks = (
            (self.is_officer, Standing.OFFICER),
            (self.is_overseer, Standing.OVERSEER),
            (self.presides or self.holds_chair, Standing.CHAIR),
            (self.is_seated, Standing.SEATED),
            (bool(self.reads_for), Standing.ASSISTING),
            (self.is_attending, Standing.ATTENDING),
        )
        return next((rank for holds, rank in ranks if holds), Standing.OUTSIDE)


def footing_of(person_id: int | None, gathering: Gathering) -> Footing:
    """Say as what a person (id) comes to a gathering, in one query."""
    return footings_of(person_id, [gathering.pk])[gathering.pk]


def footings_of(
    person_id: int | None, gatherings: Collection[int]
) -> dict[int, Footing]:
    """Say as what a person (id) comes to gatherings (ids), in one query for them all."""
    found: dict[int, list[_Row]] = {pk: [] for pk in gatherings}
    if person_id is not None:
        for row in _rows([person_id], found):
            found[row.gathering].append(row)
    return {pk: _footing(rows) for pk, rows in found.items()}


def footings_in(people: Collection[int], gathering: Gathering) -> dict[int, Footing]:
    """Say as what people (ids) come to a gathering, in one query for them all."""
    found: dict[int, list[_Row]] = {person: [] for person in people}
    for row in _rows(found, [gathering.pk]):
        found[row.person].append(row)
    return {person: _footing(rows) for person, rows in found.items()}


def _rows(people: Collection[int], gatherings: Collection[int]) -> list[_Row]:
    if not people or not gatherings:
        return []
    asked: tuple[Any, ...] = (list(people), clock.today(), _CHAIRS, list(gatherings))
    with connection.cursor() as cursor:
        cursor.execute(IN_THESE, asked)
        return [_Row(*each) for each in cursor.fetchall()]


def _footing(rows: Sequence[_Row]) -> Footing:
    ranks = list(Standing)
    standing = min(
        (row.standing for row in rows), key=ranks.index, default=Standing.OUTSIDE
    )
    is_assisting = standing is Standing.ASSISTING
    return Footing(
        standing=standing,
        keeps=frozenset(row.sitting for row in rows if row.is_officer),
        chairs=frozenset(
            row.sitting for row in rows if row.presides or row.holds_chair
        ),
        oversees=frozenset(row.sitting for row in rows if row.is_overseer),
        hides_titles=frozenset(
            row.sitting
            for row in rows
            if row.withholding == WithholdingPolicy.HIDE_TITLE
        ),
        is_asked=any(row.holds_seat for row in rows),
        reads_for=frozenset(
            member for row in rows if is_assisting for member in row.reads_for
        ),
    )


def gatherings_of(person_id: int | None, day: date) -> QuerySet[Gathering]:
    """Return the gatherings a person (id) may open on `day`, newest first."""
    if person_id is None:
        return Gathering.objects.none()
    # The text is a constant; what varies goes in as parameters.
    anywhere = RawSQL(ANYWHERE, [[person_id], day, _CHAIRS])  # noqa: S611  # nosec B611 # made of constants
    own = _own_items(person_id).filter(gathering=OuterRef("pk"))
    return Gathering.objects.filter(Q(pk__in=anywhere) | Exists(own))


def own_items_in(person_id: int | None, gathering: Gathering) -> frozenset[int]:
    """Return the ids of the items of a gathering that a person (id) leads or wrote."""
    return own_items_at(person_id, [gathering.pk])


def own_items_at(person_id: int | None, gatherings: Collection[int]) -> frozenset[int]:
    """Return the ids of the items of gatherings (ids) that a person leads or wrote."""
    if person_id is None:
        return frozenset()
    own = _own_items(person_id).filter(gathering__in=gatherings)
    return frozenset(own.values_list("pk", flat=True))


def parts_in(person_id: int | None, gathering: Gathering) -> frozenset[int]:
    """Return the ids of the items in which a person (id) has a part, in one query.

    They lead it, wrote its cover sheet, present it, or wrote or reviewed a paper. The
    last three open nothing to them; they are asked about what was found of them. Of an
    agenda that nobody was told of yet, only who leads or wrote knows.
    """
    if person_id is None:
        return frozenset()
    named = Q(contributors__person=person_id) & ~Q(
        gathering__state=GatheringState.DRAFT
    )
    found = Item.objects.filter(_is_own(person_id) | named, gathering=gathering)
    return frozenset(found.values_list("pk", flat=True))


def joined_items_at(
    person_id: int | None, footings: Mapping[int, Footing]
) -> frozenset[int]:
    """Return the ids of the items that a person (id) joins a committee to decide.

    `footings` are by gathering id. Asked only for who has no seat: everybody else
    reads them anyway.
    """
    joining = {Standing.ATTENDING, Standing.ASSISTING}
    attended = [pk for pk, each in footings.items() if each.standing in joining]
    if person_id is None or not attended:
        return frozenset()
    joined = Remedy.objects.standing().filter(
        sitting__gathering__in=attended, person=person_id
    )
    return frozenset(joined.values_list("item_id", flat=True))


def _own_items(person_id: int) -> QuerySet[Item]:
    return Item.objects.filter(_is_own(person_id))


def _is_own(person_id: int) -> Q:
    return Q(lead=person_id) | Q(cover_sheet__author=person_id)
