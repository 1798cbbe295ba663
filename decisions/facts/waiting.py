"""Matters that a committee has put off and that are on no later agenda yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from committees.enums import RemedyKind
from core.web.dates import local_day
from decisions.enums import Outcome
from decisions.models import Decision
from meetings import outcomes
from meetings.enums import GatheringState, ScopeRole
from meetings.facts.footing import footings_of, gatherings_of
from meetings.facts.keepers import gatherings_kept_by
from meetings.facts.lineage import LOOK_BACK, continued_for
from meetings.models import Gathering, ItemScope, Remedy, Sitting
from meetings.policies.gatherings import judge_agendas, judge_review
from meetings.rules.reading import Standing, judge_title


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from django.db.models import QuerySet

    from committees.models import Committee
    from core.verdict import Verdict
    from meetings.facts.footing import Footing
    from meetings.models import Item

NOT_TAKEN_YET = frozenset(
    {GatheringState.DRAFT, GatheringState.NOTICE_GIVEN, GatheringState.PACK_SENT}
)
# On these agendas an item can still be put.
OPEN_AGENDAS = (GatheringState.DRAFT, GatheringState.NOTICE_GIVEN)


@dataclass(frozen=True, slots=True)
class PutOff:
    """What one committee put off: on which day, and why, as it is on record.

    `committee` has it to decide: the one that put it off, or the body it referred it
    to.
    """

    item: Item
    sitting: Sitting
    committee: Committee
    on: date
    why: str

    @property
    def is_referred(self) -> bool:
        """Say whether another body has it to decide than the one that put it off."""
        return self.committee.pk != self.sitting.committee_id


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

    By their decision, or, before they have decided, by the way out that was chosen: a
    deferral, or a referral to a body that has the item on no agenda.
    """
    here = Q(item__gathering__in=gatherings, item__is_withdrawn=False)
    near = ("item__gathering", "sitting__committee")
    theirs = Q() if committees is None else Q(sitting__committee__in=committees)
    decided = Decision.objects.current().filter(here, theirs, outcome=Outcome.DEFERRED)
    if committees is not None:
        theirs |= Q(kind=RemedyKind.REFER, committee__in=committees)
    chosen = Remedy.objects.standing().filter(here, theirs, _put_off() | _referred())
    found = [
        PutOff(
            one.item,
            one.sitting,
            one.sitting.committee,
            local_day(one.decided_at),
            one.wording,
        )
        for one in decided.select_related(*near)
    ] + [
        PutOff(
            one.item,
            one.sitting,
            one.committee or one.sitting.committee,
            one.ruled_on,
            one.reason,
        )
        for one in chosen.select_related("committee", *near)
    ]
    return sorted(found, key=lambda one: (one.on, one.item.pk, one.sitting.position))


def _put_off() -> Q:
    """Select the deferrals that stand: the committee has not decided since.

    Nor has what was deferred while its agenda was a draft gone from there.
    """
    place = {"item": OuterRef("item"), "sitting": OuterRef("sitting")}
    gone = Q(item__gathering__state=GatheringState.DRAFT) & ~Exists(
        ItemScope.objects.filter(**place)
    )
    by_now = Decision.objects.current().filter(**place)
    return Q(kind=RemedyKind.DEFER) & ~Exists(by_now) & ~gone


def _referred() -> Q:
    """Select the referrals that stand, to a body that has the item on no agenda.

    They do not where the agenda was changed again, so that the committee that referred
    it does more than note it.
    """
    noted = ItemScope.objects.filter(
        item=OuterRef("item"), sitting=OuterRef("sitting"), role=ScopeRole.NOTE
    )
    sits_here = Sitting.objects.filter(
        gathering=OuterRef("item__gathering"), committee=OuterRef("committee")
    )
    on_agenda = Q(new_item__isnull=False, new_item__is_withdrawn=False) & ~Q(
        new_item__gathering__state=GatheringState.CANCELLED
    )
    return Q(kind=RemedyKind.REFER) & Exists(noted) & ~Exists(sits_here) & ~on_agenda


def to_decide(item: Item) -> ToDecide:
    """Say for which committees an item may be put on another agenda, in five queries.

    Those that put it off and have it on no later agenda; where none did, and the
    meeting is still to come, those that have neither decided it nor put it off. What
    was deferred while its agenda is a draft was announced to nobody: it goes from
    there.
    """
    scopes = {
        scope.sitting_id: scope
        for scope in item.scopes.exclude(role=ScopeRole.NOTE).select_related("sitting")
    }
    continued = {committee for _item, committee in continued_for([item.pk])}
    put_off = [one for one in put_off_at([item.gathering_id]) if one.item.pk == item.pk]
    waiting = [one for one in put_off if one.committee.pk not in continued]
    unannounced = (
        [one for one in waiting if not one.is_referred]
        if item.gathering.state == GatheringState.DRAFT
        else []
    )
    if waiting or item.gathering.state not in NOT_TAKEN_YET:
        roles = _roles(unannounced or waiting, scopes)
        return ToDecide(roles, is_put_off=not unannounced)
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
            and sitting not in {one.sitting.pk for one in put_off}
            and scope.sitting.committee_id not in continued
        }
    )


def _roles(
    found: Iterable[PutOff], scopes: Mapping[int, ItemScope]
) -> dict[int, ScopeRole]:
    """Return in which role a committee (id) has what was put off: as it had it before."""
    return {
        one.committee.pk: ScopeRole(scopes[one.sitting.pk].role)
        if one.sitting.pk in scopes and not one.is_referred
        else ScopeRole.DECIDE
        for one in found
    }


@outcomes.says_movable
def has_to_decide(item: Item) -> bool:
    """Say whether some committee has an item to decide that may go elsewhere."""
    return not item.is_heading and bool(to_decide(item).roles)


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
    return [one for one in rows if (one.item.pk, one.committee.pk) not in continued]


def _waiting(
    what: PutOff, footings: Mapping[int, Footing], readings: Mapping[int, Verdict]
) -> Waiting:
    return Waiting(
        what=what,
        is_readable=bool(readings[what.item.pk]),
        is_kept=footings[what.item.gathering_id].standing is Standing.OFFICER,
    )
