"""Actions: what somebody undertook to do, by when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from core import clock
from core.actions import audit
from core.errors import RuleBroken
from decisions.models import Action
from meetings.facts.room import room_of
from meetings.models import Item
from people import door
from people.values import PersonId


if TYPE_CHECKING:
    from datetime import date, datetime

    from meetings.models import Sitting
    from people.models import Person, User


@transaction.atomic
def open_action(
    *,
    item: Item,
    description: str,
    owner: Person,
    due_on: date,
    by: User,
    sitting: Sitting | None = None,
    now: datetime | None = None,
) -> Action:
    """Open an action from an item, with an owner and a day.

    Somebody excluded from the item is given no action from it (docs/field.md 9.11).
    Said twice, it is one action.

    Raises:
      RuleBroken: the door refuses, the words are missing, the day is past the meeting,
        or the owner is excluded from the item.
    """
    door.require(by, "record", item.gathering)
    if not description.strip():
        raise RuleBroken.because("description_missing", "Say what is to be done.")
    if due_on < item.gathering.held_on:
        raise RuleBroken.because(
            "due_before_meeting", "The day must not be before the meeting."
        )
    _refuse_excluded(item, owner)
    Item.objects.select_for_update(of=("self",), no_key=True).get(pk=item.pk)
    same = Action.objects.filter(
        item=item,
        sitting=sitting,
        description=description.strip(),
        owner=owner,
        due_on=due_on,
        closed_at__isnull=True,
    )
    if (known := same.first()) is not None:
        return known
    action = Action.objects.create(
        item=item,
        sitting=sitting,
        description=description.strip(),
        owner=owner,
        due_on=due_on,
        opened_at=now or clock.now(),
        opened_by=by,
    )
    audit.record("action.opened", target=action, by=by.label, now=now)
    return action


@transaction.atomic
def close(
    *, action: Action, outcome: str, by: User, now: datetime | None = None
) -> Action:
    """Close an action, saying what was done; closed already, it stays as it is.

    Raises:
      RuleBroken: the door refuses, or nothing is said of what was done.
    """
    action = Action.objects.select_for_update().get(pk=action.pk)
    door.require(by, "close", action)
    if action.closed_at is not None:
        return action
    if not outcome.strip():
        raise RuleBroken.because("outcome_missing", "Say what was done.")
    action.outcome = outcome.strip()
    action.closed_at = now or clock.now()
    action.closed_by = by
    action.save(update_fields=["outcome", "closed_at", "closed_by"])
    audit.record("action.closed", target=action, by=by.label, now=now)
    return action


def _refuse_excluded(item: Item, owner: Person) -> None:
    """Refuse to give somebody an action from an item that is kept from them."""
    room = room_of(item.gathering)
    for one in room.in_scope(item):
        if PersonId(owner.pk) in room.excluded(one, item):
            raise RuleBroken.because(
                "owner_excluded",
                f"{owner} is excluded from this item, so it cannot give them an "
                "action. Choose somebody else.",
            )
