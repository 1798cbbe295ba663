"""What each way out does: places at the table, scope, a new item, nothing at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from committees.enums import RemedyKind
from committees.models import Committee
from core.actions import changes
from core.errors import RuleBroken
from core.web.dates import long_date
from meetings.actions import invitations, items, scopes
from meetings.actions.carrying_over import carry_over
from meetings.actions.conflict_rows import settle_at_once
from meetings.actions.copying import (
    copy_contributors,
    copy_said_by_hand,
    hand_on_by_hand,
)
from meetings.actions.items import ItemFields
from meetings.enums import Capacity, GatheringState, ScopeRole
from meetings.facts.remedies import next_sitting
from meetings.models import (
    Attendance,
    Item,
    ItemScope,
    Remedy,
)
from people import door


if TYPE_CHECKING:
    from django.db.models import QuerySet

    from meetings.actions.remedies import Choice
    from meetings.models import Sitting
    from meetings.rules.remedies import Route
    from people.models import User


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, in the words of the minutes, and the item that came of it.

    `former_capacity` is that of somebody who was coming anyway, to be given back.
    """

    words: str
    new_item: Item | None = None
    former_capacity: str = ""


def carry_out(
    route: Route, *, item: Item, sitting: Sitting, by: User, choice: Choice
) -> Done:
    """Do what a route says, inside the transaction of the action that chose it.

    Raises:
      RuleBroken: it changes the agenda and the door refuses, or a split moves nothing.
    """
    if route.kind.adds_a_person:
        return Done(route.words, former_capacity=_place(route, sitting))
    if route.kind is RemedyKind.REFER:
        return _refer(route, item, sitting, by)
    if route.kind is RemedyKind.SPLIT:
        return _split(item, by, choice)
    return Done(route.words)


def follow_up(remedy: Remedy, *, by: User) -> None:
    """Invite whoever joins, and look for their conflicts at once."""
    if remedy.person is None:
        return
    gathering = remedy.sitting.gathering
    invitations.admit(gathering=gathering, person=remedy.person, by=by)
    changes.note("gathering", gathering.pk)
    settle_at_once(gathering.items.matters())


def seat_again(remedy: Remedy) -> None:
    """Give back the place of somebody who joins, where it was taken off meanwhile."""
    if remedy.person_id is None:
        return
    is_deputy = remedy.kind == RemedyKind.DEPUTY
    Attendance.objects.get_or_create(
        sitting=remedy.sitting,
        person_id=remedy.person_id,
        defaults={
            "capacity": Capacity.DEPUTY if is_deputy else Capacity.TEMPORARY,
            "seat_id": remedy.seat_id,
        },
    )


def undo(remedy: Remedy, *, by: User) -> None:
    """Free the place of somebody who joins for no item any more."""
    if remedy.person_id is None:
        return
    others = Remedy.objects.standing().filter(
        sitting=remedy.sitting, person=remedy.person_id
    )
    if not others.exists():
        places = Attendance.objects.filter(
            sitting=remedy.sitting, person=remedy.person_id
        )
        if remedy.kind == RemedyKind.DEPUTY:
            away = Attendance.objects.filter(
                sitting=remedy.sitting, seat=remedy.seat_id, sent_apologies=True
            )
            # Where the holder sent apologies the deputy comes for the whole meeting.
            places = places.none() if away.exists() else places
        else:
            places = places.filter(capacity=Capacity.TEMPORARY)
        _leave(remedy, places)
    changes.note("gathering", remedy.sitting.gathering_id)
    settle_at_once(remedy.sitting.gathering.items.matters())


def _leave(remedy: Remedy, places: QuerySet[Attendance]) -> None:
    """Give up a place, or be again what one was coming as before it was given."""
    named = Remedy.objects.filter(sitting=remedy.sitting, person=remedy.person_id)
    # The last time a place was given, and not the one they had by another item.
    given = named.exclude(former_capacity=Capacity.TEMPORARY)
    former = given.order_by("pk").last()
    if former is None or not former.former_capacity:
        places.delete()
    else:
        places.update(capacity=former.former_capacity, seat=None)


def _place(route: Route, sitting: Sitting) -> str:
    """Give somebody a place: the seat they deputise for, or none of the terms.

    Return in what capacity they were coming, "" if they were not.
    """
    is_deputy = route.kind is RemedyKind.DEPUTY
    if is_deputy:
        taken = sitting.attendances.filter(
            seat=route.seat_id, sent_apologies=False
        ).exclude(person=route.person_id or 0)
        other = taken.select_related("person").first()
        if other is not None:
            raise RuleBroken.because(
                "seat_filled",
                f"{other.person} already deputises there. Take that back first.",
            )
    before = sitting.attendances.filter(person=route.person_id).first()
    Attendance.objects.update_or_create(
        sitting=sitting,
        person_id=route.person_id or 0,
        defaults={
            "capacity": Capacity.DEPUTY if is_deputy else Capacity.TEMPORARY,
            "seat_id": route.seat_id,
            "sent_apologies": False,
        },
    )
    return before.capacity if before is not None and not before.seat_id else ""


def _refer(route: Route, item: Item, sitting: Sitting, by: User) -> Done:
    """Give the item to another body: here, at its next meeting, or when it has one.

    Until it has one, the item waits on the forward plan for a date of that body.
    """
    role = ScopeRole(ItemScope.objects.get(item=item, sitting=sitting).role)
    here = item.gathering.sittings.filter(committee=route.committee_id).first()
    if here is not None:
        scopes.assign(item=item, roles={here: role, sitting: ScopeRole.NOTE}, by=by)
        hand_on_by_hand(item, sitting, here, by)
        return Done(f"Referred to {here.committee.name}, which sits at this meeting")
    body = _body(route)
    scopes.assign(item=item, roles={sitting: ScopeRole.NOTE}, by=by)
    later = next_sitting(body, item.gathering)
    if later is None or not door.may(by, "edit", later.gathering):
        return Done(f"Referred to {body.name}")
    copy = carry_over(
        item=item, to=later.gathering, roles={later: role}, by=by, is_put_off=True
    )
    if later.gathering.state == GatheringState.DRAFT:
        return Done(f"Referred to {body.name}", copy)
    day = long_date(later.gathering.held_on)
    return Done(f"Referred to {body.name}, on its agenda of {day}", copy)


def _body(route: Route) -> Committee:
    return Committee.objects.get(pk=route.committee_id or 0)


def _split(item: Item, by: User, choice: Choice) -> Done:
    """Make an item of the subjects that move; both are matched anew at once."""
    moving = item.subjects.filter(pk__in=list(choice.subjects))
    if not moving.exists() or moving.count() == item.subjects.count():
        raise RuleBroken.because(
            "nothing_to_split",
            "Tick what moves to the new item, and leave something on the old one.",
        )
    if not choice.title.strip():
        raise RuleBroken.because("title_missing", "Enter a title for the new item.")
    fields = replace(ItemFields.of(item), title=choice.title)
    new = items.add_for(gathering=item.gathering, fields=fields, by=by, split_from=item)
    _copy_scope(item, new)
    moving.update(item=new)
    copy_said_by_hand(item, new, item.gathering.sittings.all(), by)
    copy_contributors(item, new)
    items.move(item=new, to=_place_after(item, new), by=by)
    for one in (item, new):
        changes.note("item", one.pk)
    settle_at_once([item, new])
    # Its title may be kept from who reads these words: they name nothing.
    return Done("Split: part of it is decided as an item of its own", new)


def _copy_scope(item: Item, new: Item) -> None:
    ItemScope.objects.bulk_create(
        ItemScope(item=new, sitting_id=one.sitting_id, role=one.role)
        for one in item.scopes.all()
    )


def _place_after(item: Item, new: Item) -> int:
    """Return the place, among the lines of its part, right after the item."""
    order = list(
        item.gathering.items.in_order()
        .filter(part=item.part, parent__isnull=True)
        .exclude(pk=new.pk)
        .values_list("pk", flat=True)
    )
    return order.index(item.pk) + 2
