"""Put an item on another agenda, with all that was said of it, and take it off its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from committees.enums import RemedyKind
from core.actions import audit, changes
from core.web.dates import long_date
from meetings.actions import agenda, cover_sheets, items, scopes, subjects
from meetings.actions.conflict_rows import settle_at_once
from meetings.actions.copying import (
    copy_contributors,
    copy_said_by_hand,
    copy_subjects,
)
from meetings.actions.cover_sheets import SheetFields
from meetings.actions.items import ItemFields
from meetings.actions.lineage import continue_from, keep_lineage
from meetings.actions.twice import came_just_now
from meetings.enums import ScopeRole
from meetings.facts.lineage import may_continue
from meetings.models import CoverSheet, Item, ItemContributor


if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from meetings.models import Gathering, Sitting
    from people.models import User

CARRIED = "item.carried_over"


def lock_both(first: Gathering, second: Gathering) -> tuple[Gathering, Gathering]:
    """Lock two agendas, in the order of their keys: two who swap do not wait in turn."""
    ordered = sorted((first, second), key=lambda one: one.pk)
    locked = {one.pk: agenda.lock_quietly(one) for one in ordered}
    return locked[first.pk], locked[second.pk]


def carried_just_now(item: Item, to: Gathering, by: User) -> Item | None:
    """Return what the first of two clicks has put there, under the lock of the agenda."""
    there = to.items.filter(is_withdrawn=False)
    return came_just_now(there, event=CARRIED, origin=item, by=by)


def carry_over(
    *,
    item: Item,
    to: Gathering,
    roles: Mapping[Sitting, ScopeRole],
    by: User,
    is_put_off: bool = False,
) -> Item:
    """Make a new item of an old one on another agenda, for the committees in `roles`.

    All that was said of it goes along, the papers apart: there will be newer ones. It
    continues the old item where a later meeting may; what was put off always, or it
    would wait for a date for ever. Call inside the action's transaction, with both
    agendas locked.

    Raises:
      RuleBroken: the door refuses.
    """
    new = items.add_for(gathering=to, fields=_fields(item), by=by)
    scopes.assign(item=new, roles=roles, by=by)
    _furnish(item, new, by)
    if is_put_off:
        keep_lineage(item=new, earlier=item, by=by)
    else:
        _continue(item, new, by)
    changes.note("item", new.pk)
    settle_at_once([new])
    copy_said_by_hand(item, new, roles, by)
    # Each of these wrote to a row of its own.
    new.refresh_from_db()
    audit.record(
        CARRIED,
        target=new,
        by=by.label,
        summary=f"From the agenda of {long_date(item.gathering.held_on)}",
        details={
            "from": item.pk,
            "committees": [one.committee.short_name for one in roles],
        },
    )
    return new


def take_off(*, item: Item, committees: Collection[int], new: Item, by: User) -> None:
    """Take an item that was not taken yet off its agenda for some committees (ids).

    `new` is what another agenda has of it. Where no committee is left that has it to decide, it is withdrawn.

    Raises:
      RuleBroken: the door refuses.
    """
    if is_whole(item, committees):
        day = long_date(new.gathering.held_on)
        items.withdraw(
            item=item, reason=f"Put on the agenda of {day}.", by=by, moved_to=new
        )
        return
    leaving = item.gathering.sittings.filter(committee__in=committees)
    scopes.assign(item=item, roles=dict.fromkeys(leaving), by=by)


def is_whole(item: Item, committees: Collection[int]) -> bool:
    """Say whether no other body has an item of its agenda, or from it, to decide."""
    others = item.scopes.exclude(role=ScopeRole.NOTE)
    if others.exclude(sitting__committee__in=committees).exists():
        return False
    # What was referred waits here, noted, until that body has it on an agenda.
    referred = item.remedies.standing().filter(kind=RemedyKind.REFER)
    return not referred.filter(new_item__isnull=True).exists()


def _fields(item: Item) -> ItemFields:
    """Return what is said of an item; each agenda gives references of its own."""
    return replace(ItemFields.of(item), reference_committee=None)


def _furnish(item: Item, new: Item, by: User) -> None:
    sheet = CoverSheet.objects.filter(item=item).first()
    if sheet is not None:
        cover_sheets.write(item=new, fields=SheetFields.of(sheet), by=by)
    # What an item touches, each of its parts touches.
    for each in (item, item.parent):
        if each is not None:
            copy_subjects(each, new)
    if not ItemContributor.objects.filter(item=new).exists():
        copy_contributors(item, new)
    if item.touches_nobody and not new.subjects.exists():
        subjects.say_nobody(item=new, is_so=True, by=by)


def _continue(item: Item, new: Item, by: User) -> None:
    """Say what the new item continues: the old one, or what that one continued.

    The latter where the old one was on an agenda that nobody was told of.
    """
    for earlier in (item, item.continues):
        if earlier is None:
            continue
        if may_continue(new, by.person_id).filter(pk=earlier.pk).exists():
            continue_from(item=new, earlier=earlier, by=by)
            return
