"""Record what somebody declares in the room: on the register and before the chair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from conflicts.actions import interests
from conflicts.enums import SourceKind
from core import clock
from core.actions import audit
from core.errors import RuleBroken
from meetings.actions.conflict_rows import add_by_hand, settle_items
from meetings.facts.agenda import numbers_of
from meetings.models import Item, Sitting
from people import door


if TYPE_CHECKING:
    from conflicts.actions.declarations import Declaration
    from conflicts.models import Interest
    from people.models import Person, User


@transaction.atomic
def declare_in_room(
    *, item: Item, person: Person, declaration: Declaration, by: User
) -> Interest:
    """Record what a person declares at an item, for the register and every committee.

    The entry says at which item of which meeting it was spoken; the conflict stands
    before the chair at once, whatever the register can match. Said again in the same
    words, it changes nothing.

    Raises:
      RuleBroken: the record is not theirs to keep, the meeting lies ahead, the person's
        register is kept by others, or something is missing.
    """
    item = Item.objects.select_related("gathering").get(pk=item.pk)
    gathering = item.gathering
    door.require(by, "record", gathering)
    if gathering.held_on > clock.today():
        raise RuleBroken.because(
            "meeting_ahead",
            "The meeting is not held yet: record the declaration on the register.",
        )
    interest = interests.record_for(
        person=person,
        declaration=declaration,
        source=SourceKind.MEETING,
        source_on=gathering.held_on,
        source_reference=where_spoken(item),
        by=by,
    )
    words = f"Declared in the meeting: {declaration.description.strip()}"
    sittings = Sitting.objects.filter(scopes__item=item).distinct()
    for sitting in sittings.order_by("position"):
        add_by_hand(item=item, sitting=sitting, person=person, words=words, by=by)
    settle_items([item])
    audit.record(
        "declaration.spoken",
        target=item,
        by=by.label,
        summary=str(person),
        details={"interest": interest.pk},
    )
    return interest


def where_spoken(item: Item) -> str:
    """Say where a declaration was spoken, as the register and the minute name it."""
    number = numbers_of(item.gathering.items.in_order()).get(item.pk, "")
    day = item.gathering.held_on
    said = f"Meeting of {day.day} {day:%B %Y}, item {number}".removesuffix(", item ")
    return f"{said} ({item.reference})"[:120] if item.reference else said[:120]
