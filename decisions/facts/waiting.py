"""Matters that a committee has put off and that are on no later agenda yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from committees.enums import RemedyKind
from core.web.dates import local_day
from decisions.enums import Outcome
from decisions.models import Decision
from meetings.enums import GatheringState, ScopeRole
from meetings.facts.footing import footings_of, gatherings_of
from meetings.facts.keepers import gatherings_kept_by
from meetings.facts.lineage import LOOK_BACK, continued_for
from meetings.models import Gathering, Remedy
from meetings.policies.gatherings import judge_agendas, judge_review
from meetings.rules.reading import Standing, judge_title


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from django.db.models import QuerySet

    from core.verdict import Verdict
    from meetings.facts.footing import Footing
    from meetings.models import Item, Sitting

NOT_TAKEN_YET = frozenset(
    {GatheringState.DRAFT, GatheringState.NOTICE_GIVEN, GatheringState.PACK_SENT}
)
# On these agendas an item can still be put.
OPEN_AGENDAS = (GatheringState.DRAFT, GatheringState.NOTICE_GIVEN)


@dataclass(frozen=True, slots=True)
class PutOff:
    """What one committee put off: on which day, and why, as it is on record."""

    item: Item
    sitting: Sitting
    on: date
    why: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that was put off, as one reader may know it."""

    what: PutOff
    is_readable: bool
    is_kept: bool


@dataclass(frozen=True, slots=True)
class ToDecide:
    """Which committees (ids) have an item still to decide, and in which role.

    `is_put_off`: these have put it off; else it has not been taken yet.
    """

    roles: Mapping[int, ScopeRole]
    is_put_off: bool = False


def waiting_for_a_date(
    person_id: int | None, today: date, *, committees: Collection[int] | None = None
) -> list[Waiting]:
    """Return what waits for a date at meetings whose conflicts a person reviews.

    What was put off longest ago comes first. Older than an item may be continued it is
    left out. The number of queries does not grow with what is found.
    """
    open_to_them = (
        gatherings_of(person_id, today)
        .filter(held_on__gte=today - LOOK_BACK)
        .order_by()
    )
    found = _uncontinued(put_off_at(open_to_them.values("pk"), committees=committees))
    gatherings = {one.item.gathering_id: one.item.gathering for one in found}
    footings = footings_of(person_id, gatherings)
    agendas: dict[Gathering, list[Item]] = {one: [] for one in gatherings.values()}
    for one in found:
        agendas[one.item.gathering].append(one.item)
    readings = judge_agendas(person_id, agendas, footings)
    return [
        _waiting(one, footings, readings)
        for one in found
        if judge_review(footings[one.item.gathering_id].standing)
        and judge_title(readings[one.item.pk])
    ]


def put_off_at(
    gatherings: QuerySet[Gathering, Any] | Collection[int],
    *,
    committees: Collection[int] | None = None,
) -> list[PutOff]:
    """Return what committees put off at gatherings (ids), in two queries.

    By their decision, or, before they have decided, by the way out that was chosen.
    """
    only = {} if committees is None else {"sitting__committee__in": committees}
    here = {"item__gathering__in": gatherings, "item__is_withdrawn": False, **only}
    near = ("item__gathering", "sitting__committee")
    decided = Decision.objects.current()
    by_now = decided.filter(item=OuterRef("item"), sitting=OuterRef("sitting"))
    chosen = Remedy.objects.standing().filter(
        ~Exists(by_now), kind=RemedyKind.DEFER, **here
    )
    found = [
        PutOff(one.item, one.sitting, local_day(one.decided_at), one.wording)
        for one in decided.filter(outcome=Outcome.DEFERRED, **here).select_related(
            *near
        )
    ] + [
        PutOff(one.item, one.sitting, one.ruled_on, one.reason)
        for one in chosen.select_related(*near)
    ]
    return sorted(found, key=lambda one: (one.on, one.item.pk, one.sitting.position))


def to_decide(item: Item) -> ToDecide:
    """Say for which committees an item may be put on another agenda, in five queries.

    Those that put it off and have it on no later agenda; where none did, and the
    meeting is still to come, those that have neither decided it nor put it off.
    """
    scopes = {
        scope.sitting_id: scope
        for scope in item.scopes.exclude(role=ScopeRole.NOTE).select_related("sitting")
    }
    continued = {committee for _item, committee in continued_for([item.pk])}
    put_off = {
        one.sitting.pk: one.sitting.committee_id
        for one in put_off_at([item.gathering_id])
        if one.item.pk == item.pk
    }
    waiting = {
        committee: ScopeRole(scopes[sitting].role)
        if sitting in scopes
        else ScopeRole.DECIDE
        for sitting, committee in put_off.items()
        if committee not in continued
    }
    if waiting or item.gathering.state not in NOT_TAKEN_YET:
        return ToDecide(waiting, is_put_off=True)
    decided = set(
        Decision.objects.current()
        .filter(item=item)
        .values_list("sitting_id", flat=True)
    )
    return ToDecide(
        {
            scope.sitting.committee_id: ScopeRole(scope.role)
            for sitting, scope in scopes.items()
            if sitting not in decided
            and sitting not in put_off
            and scope.sitting.committee_id not in continued
        }
    )


def agendas_for(
    item: Item, asked: ToDecide, keeper_id: int | None, today: date
) -> QuerySet[Gathering]:
    """Return the coming meetings on whose agenda an officer may put an item.

    Whose record they keep, and where one of the committees sits that has it to
    decide. What was put off goes to a later meeting.
    """
    coming = gatherings_kept_by(keeper_id or 0).filter(
        pk__in=Gathering.objects.of_committees(asked.roles.keys()).values("pk"),
        state__in=OPEN_AGENDAS,
        held_on__gte=today,
    )
    if asked.is_put_off:
        coming = coming.filter(held_on__gt=item.gathering.held_on)
    return coming.exclude(pk=item.gathering_id).order_by("held_on", "pk")


def _uncontinued(found: Iterable[PutOff]) -> list[PutOff]:
    rows = list(found)
    continued = continued_for({one.item.pk for one in rows})
    return [
        one for one in rows if (one.item.pk, one.sitting.committee_id) not in continued
    ]


def _waiting(
    what: PutOff, footings: Mapping[int, Footing], readings: Mapping[int, Verdict]
) -> Waiting:
    return Waiting(
        what=what,
        is_readable=bool(readings[what.item.pk]),
        is_kept=footings[what.item.gathering_id].standing is Standing.OFFICER,
    )
