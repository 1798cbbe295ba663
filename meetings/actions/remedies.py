"""Choose a lawful way out for a committee without a quorum, and take it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from committees.enums import RemedyKind
from conflicts.enums import SourceKind
from core import clock
from core.actions import audit
from core.errors import RuleBroken
from meetings.actions import agenda, remedies_doing
from meetings.actions.conflict_rows import settle_before_acting
from meetings.actions.hearsay import day_said
from meetings.enums import CheckMoment
from meetings.facts.forecast import forecast_from
from meetings.facts.remedies import deciders_of, remedies_of
from meetings.facts.room import room_of
from meetings.facts.touched import CLOSED_STATES
from meetings.models import ItemScope, QuorumCheck, Remedy
from people import door


if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from meetings.models import Gathering, Item, Sitting
    from meetings.rules.remedies import Route
    from people.models import Person, User


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen and why: the route by its key, whose choice, how it came.

    `title` and `subjects` (keys) are those of the part that a split makes.
    """

    key: str
    reason: str
    chosen_for: Person | None = None
    source: SourceKind = SourceKind.SELF
    ruled_on: date | None = None
    title: str = ""
    subjects: Collection[int] = ()


@transaction.atomic
def choose(
    *,
    item: Item,
    sitting: Sitting,
    choice: Choice,
    by: User,
    now: datetime | None = None,
) -> Remedy:
    """Do what a way out says, and keep it with the quorum it gives.

    Who is declaring an interest at this moment is waited for; the ways out are worked
    out anew, so that nobody is asked whom a conflict keeps out. A second click finds
    what the first has done.

    Raises:
      RuleBroken: the door refuses, the meeting is over, no reason is given, whose
        choice it is may not choose, the committee has decided or has its quorum, or
        the way is closed or not there any more.
    """
    gathering = agenda.lock_quietly(item.gathering)
    _refuse_over(gathering)
    # Whoever declared an interest a moment ago chooses nothing any more.
    item = settle_before_acting(item)
    scope = _scope_of(item, sitting)
    door.require(by, "find_way", scope)
    whose = _whose(choice, scope, by)
    known = _standing(item, sitting, choice)
    if known is not None:
        remedies_doing.seat_again(known)
        return known
    refuse_decided(item, sitting)
    route = _open_route(item, sitting, choice.key)
    done = remedies_doing.carry_out(
        route, item=item, sitting=sitting, by=by, choice=choice
    )
    remedy = Remedy.objects.create(
        item=item,
        sitting=sitting,
        new_item=done.new_item,
        former_capacity=done.former_capacity,
        words=done.words,
        reason=choice.reason.strip(),
        chosen_at=now or clock.now(),
        chosen_by=by,
        **whose,
        **_kept_of(route),
    )
    _audit(remedy, by, now)
    remedies_doing.follow_up(remedy, by=by)
    return remedy


@transaction.atomic
def take_back(
    *, remedy: Remedy, reason: str, by: User, now: datetime | None = None
) -> Remedy:
    """Take a way out back: it stays in the record, and counts for nothing.

    What changed the agenda is not undone here: the agenda's own pages do that.

    Raises:
      RuleBroken: the door refuses, the meeting is over, no reason is given, it was a
        referral or a split, or the committee has decided by it.
    """
    gathering = agenda.lock_quietly(remedy.sitting.gathering)
    settle_before_acting(remedy.item)
    remedy = Remedy.objects.select_for_update(of=("self",)).get(pk=remedy.pk)
    door.require(by, "find_way", _scope_of(remedy.item, remedy.sitting))
    _refuse_over(gathering)
    if not reason.strip():
        raise RuleBroken.because("reason_missing", "Say why it is taken back.")
    if RemedyKind(remedy.kind).changes_agenda:
        raise RuleBroken.because(
            "changed_agenda",
            "This changed the agenda. Change the scope, or withdraw the new item, on "
            "the pages of the agenda.",
        )
    if remedy.undone_at is not None:
        return remedy
    refuse_decided(remedy.item, remedy.sitting)
    remedy.undone_at = now or clock.now()
    remedy.undone_by = by
    remedy.undone_reason = reason.strip()
    remedy.save(update_fields=["undone_at", "undone_by", "undone_reason"])
    audit.record(
        "remedy.taken_back",
        target=remedy,
        by=by.label,
        summary=remedy.undone_reason,
        now=now,
    )
    remedies_doing.undo(remedy, by=by)
    return remedy


def _refuse_over(gathering: Gathering) -> None:
    if gathering.state in CLOSED_STATES:
        raise RuleBroken.because(
            "meeting_over",
            "The meeting is over: what each committee did is recorded as its decision.",
        )


def _whose(choice: Choice, scope: ItemScope, by: User) -> dict[str, Any]:
    """Return whose choice it is, how it came and when; it has a reason."""
    if not choice.reason.strip():
        raise RuleBroken.because(
            "reason_missing",
            "Say why this way was chosen: the minutes give the reason and the route.",
        )
    chooser = choice.chosen_for or by.person
    day = day_said(
        "the choice",
        whose=chooser,
        source=choice.source,
        said_on=choice.ruled_on,
        by=by,
        verb="made",
    )
    return {
        "chosen_for": _one_of_those_who_may(chooser, scope),
        "source": choice.source,
        "ruled_on": day,
    }


def _kept_of(route: Route) -> dict[str, Any]:
    """Return what is kept of the route itself, with the quorum it gives."""
    return {
        "kind": route.kind,
        "person_id": route.person_id,
        "seat_id": route.seat_id,
        "category": route.category or "",
        "committee_id": route.committee_id,
        "result": route.quorum.to_json() if route.quorum is not None else None,
    }


def _audit(remedy: Remedy, by: User, now: datetime | None) -> None:
    audit.record(
        "remedy.chosen",
        target=remedy,
        by=by.label,
        summary=f"{remedy.words}: {remedy.reason}",
        details={
            "kind": remedy.kind,
            "chosen_for": str(remedy.chosen_for),
            "source": remedy.source,
            "is_quorate": bool(remedy.result and remedy.result["is_quorate"]),
        },
        now=now,
    )


def _scope_of(item: Item, sitting: Sitting) -> ItemScope:
    scope = (
        ItemScope.objects.filter(item=item, sitting=sitting)
        .select_related(
            "item__gathering",
            "sitting__committee",
            "sitting__chair",
            "sitting__gathering__convening_chair",
        )
        .first()
    )
    if scope is None:
        raise RuleBroken.because(
            "out_of_scope", "The item is not in this committee's scope."
        )
    return scope


def _one_of_those_who_may(chooser: Person | None, scope: ItemScope) -> Person:
    able = deciders_of(scope.sitting, scope.item)
    if chooser is None or chooser not in able:
        names = " or ".join(str(one) for one in able) or "a seat holder"
        raise RuleBroken.because(
            "chair_missing",
            f"Say whose choice it is: for {scope.sitting.committee.short_name} on this "
            f"item that is {names}.",
        )
    return chooser


def refuse_decided(item: Item, sitting: Sitting) -> None:
    """Refuse to change what a decision stood on, once it is taken.

    The item is locked, as recording a decision locks it.

    Raises:
      RuleBroken: the committee has decided the item.
    """
    if QuorumCheck.objects.filter(
        item=item, sitting=sitting, moment=CheckMoment.DECISION
    ).exists():
        raise RuleBroken.because(
            "decided_already",
            "The committee has decided this item. What it stood on is not changed "
            "afterwards: if it had no quorum, it takes the item again.",
        )


def _open_route(item: Item, sitting: Sitting, key: str) -> Route:
    room = room_of(item.gathering)
    cell = next(
        (line.of(sitting) for line in forecast_from(room).items if line.item == item),
        None,
    )
    if cell is None or not cell.needs_quorum or cell.result.is_quorate:
        raise RuleBroken.because(
            "no_trouble",
            "The committee has its quorum for this item, or does not take it: there is "
            "nothing to mend.",
        )
    routes = remedies_of(room, sitting, item)
    route = next((one for one in routes if one.key == key), None)
    if route is None:
        raise RuleBroken.because(
            "way_gone",
            "This way is not open any more: something has changed since you opened the "
            "page. Look at the list again.",
        )
    if not route.is_open:
        raise RuleBroken.because("way_closed", route.closed)
    _refuse_twice(item, sitting, route)
    return route


def _refuse_twice(item: Item, sitting: Sitting, route: Route) -> None:
    """Refuse a second referral, and a second place for somebody who joins already."""
    standing = Remedy.objects.standing().filter(item=item, sitting=sitting)
    is_referral = route.kind is RemedyKind.REFER
    if is_referral and standing.filter(kind=RemedyKind.REFER).exists():
        raise RuleBroken.because(
            "referred_already", "The item was referred already: look at the page again."
        )
    person = route.person_id
    if person is not None and standing.filter(person=person).exists():
        raise RuleBroken.because(
            "joins_already", "This person joins the item already in another way."
        )


def _standing(item: Item, sitting: Sitting, choice: Choice) -> Remedy | None:
    """Return the same way out where it was chosen already; a split by its new item."""
    rows = Remedy.objects.standing().filter(item=item, sitting=sitting)
    for row in rows.select_related("new_item"):
        is_same = row.key == choice.key
        if is_same and row.kind == RemedyKind.SPLIT and row.new_item is not None:
            is_same = row.new_item.title == choice.title.strip()
        if is_same:
            return row
    return None
