"""Record whom those who can vote chose to preside for one item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from committees.rules.presiding import PresidingBasis
from core import clock
from core.actions import audit
from core.errors import RuleBroken
from meetings.actions.remedies import refuse_decided
from meetings.facts.choosing import choosers_in
from meetings.facts.room import room_of
from meetings.models import Item, PresidingChoice
from people import door
from people.values import PersonId


if TYPE_CHECKING:
    from datetime import datetime

    from meetings.facts.room import Room
    from meetings.models import Sitting
    from people.models import Person, User


@transaction.atomic
def choose(
    *,
    item: Item,
    sitting: Sitting,
    person: Person,
    by: User,
    now: datetime | None = None,
) -> PresidingChoice:
    """Record who was chosen to preside over one committee for one item.

    Only where chair and vice chair are away or excluded; one of those who are there and
    can vote on the item is chosen. All of them are kept with the choice, as those who
    made it. Source: docs/field.md 6.4.

    Raises:
      RuleBroken: the door refuses, somebody presides by their office, the person is
        not one of those who can be chosen, or the committee decided under another.
    """
    item = (
        Item.objects.select_for_update(of=("self",))
        .select_related("gathering")
        .get(pk=item.pk)
    )
    door.require(by, "record", sitting)
    before = PresidingChoice.objects.filter(item=item, sitting=sitting).first()
    if before is not None and before.person_id != person.pk:
        refuse_decided(item, sitting)
    room = room_of(item.gathering)
    _refuse_unless_chosen(room, item, sitting, person)
    return keep(room=room, item=item, sitting=sitting, person=person, by=by, now=now)


def keep(
    *,
    room: Room,
    item: Item,
    sitting: Sitting,
    person: Person,
    by: User,
    now: datetime | None = None,
) -> PresidingChoice:
    """Write down a choice, and with it who was there and could vote on the item.

    For whoever has asked the door and holds the lock of the item.
    """
    choosers = choosers_in(room, sitting, item)
    choice, _ = PresidingChoice.objects.update_or_create(
        item=item,
        sitting=sitting,
        defaults={
            "person": person,
            "choosers": choosers,
            "recorded_at": now or clock.now(),
            "recorded_by": by,
        },
    )
    found = room.presiding(sitting, item, chosen=PersonId(person.pk))
    audit.record(
        "presiding.chosen",
        target=choice,
        by=by.label,
        summary=f"{person} presides: {found.reason}",
        details={"choosers": choosers},
        now=now,
    )
    return choice


def _refuse_unless_chosen(
    room: Room, item: Item, sitting: Sitting, person: Person
) -> None:
    """Refuse where nobody is to be chosen, and who cannot be."""
    if not room.takes(item) or sitting not in room.in_scope(item):
        raise RuleBroken.because(
            "out_of_scope", "The committee does not take this item."
        )
    presiding = room.presiding(sitting, item)
    if presiding.basis not in {PresidingBasis.NOBODY, PresidingBasis.CHOSEN}:
        raise RuleBroken.because(
            "somebody_presides", f"{presiding.reason} Nobody else is chosen."
        )
    if PersonId(person.pk) not in presiding.may_choose:
        raise RuleBroken.because(
            "cannot_preside",
            f"{person} cannot preside: whoever is chosen is there and can vote on the "
            "item. Record their arrival first, if they have come.",
        )
