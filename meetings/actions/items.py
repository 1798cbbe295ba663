"""Add, edit, move and withdraw the items of an agenda."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from core.actions import audit, changes
from core.errors import RuleBroken
from meetings.actions import agenda, references
from meetings.actions.conflict_rows import settle_at_once
from meetings.actions.twice import said_just_now
from meetings.enums import GatheringState, PaperAvailability, Part, Purpose
from meetings.facts.agenda import numbers_of
from meetings.facts.lineage import MOVED_TO, stands_elsewhere
from meetings.models import Item
from meetings.rules.ordering import Line, arrange, move_line
from meetings.values import ItemId


if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from commissioning.values import Function
    from committees.models import Committee
    from meetings.models import Gathering
    from people.models import Person, User

# Positions leave room, so that a line can be put between two by hand if need be.
STEP = 100


@dataclass(frozen=True, slots=True)
class ItemFields:
    """What an officer says of one line of an agenda; the names are the model's."""

    title: str
    part: Part = Part.ONE
    private_ground: str = ""
    lead: Person | None = None
    purpose: Purpose = Purpose.NOTE
    minutes_planned: int | None = None
    availability: PaperAvailability = PaperAvailability.ATTACHED
    function: Function | str = ""
    value_pence: int | None = None
    reference_committee: Committee | None = None

    @classmethod
    def of(cls, item: Item) -> ItemFields:
        """Return what is said of an item now."""
        return cls(**{each.name: getattr(item, each.name) for each in fields(cls)})

    def in_words(self) -> dict[str, str]:
        """Say every field under its name, as the audit and a stale form show it."""
        value = "" if self.value_pence is None else f"{self.value_pence / 100:.2f}"
        minutes = "" if self.minutes_planned is None else str(self.minutes_planned)
        return {
            "Title": self.title,
            "Part": Part(self.part).label,
            "Ground for privacy": self.private_ground,
            "Lead": str(self.lead or ""),
            "Purpose": Purpose(self.purpose).label,
            "Minutes": minutes,
            "Paper": PaperAvailability(self.availability).label,
            "Function": str(getattr(self.function, "label", self.function)),
            "Value in pounds": value,
            "Reference by": str(self.reference_committee or ""),
        }


@transaction.atomic
def add(
    *,
    gathering: Gathering,
    fields: ItemFields,
    by: User,
    is_heading: bool = False,
    parent: Item | None = None,
    seen: str | None = None,
) -> Item:
    """Add a matter, a section heading or a part of a matter, at the end of its place.

    Once notice has been given, a new matter takes its reference at once, and a pack
    waits for the chair's reason why it cannot wait. A second click finds what the first
    has added.

    Raises:
      RuleBroken: the door refuses, the private part lacks its ground, or the place of
        a part is not one a part can have.
    """
    gathering = agenda.lock(gathering, by=by, seen=seen)
    _refuse(gathering, fields, is_heading=is_heading, parent=parent)
    same = _saying(gathering, fields).filter(parent=parent, is_heading=is_heading)
    if (known := said_just_now(same, event="item.added", by=by)) is not None:
        return known
    item = Item(gathering=gathering, parent=parent, is_heading=is_heading)
    return _add(item, fields, by)


@transaction.atomic
def add_for(
    *,
    gathering: Gathering,
    fields: ItemFields,
    by: User,
    split_from: Item | None = None,
) -> Item:
    """Add a matter for an action that knows a second click by a sign of its own.

    Two matters that say the same are two: their items elsewhere are. What is split from
    an item that was announced was announced with it.

    Raises:
      RuleBroken: the door refuses, or the private part lacks its ground.
    """
    gathering = agenda.lock(gathering, by=by)
    _refuse(gathering, fields, is_heading=False, parent=None)
    was_announced = split_from is not None and not split_from.is_late
    return _add(Item(gathering=gathering), fields, by, was_announced=was_announced)


def _add(
    item: Item, fields: ItemFields, by: User, *, was_announced: bool = False
) -> Item:
    """Write a new line at the end of its place."""
    gathering = item.gathering
    _write(item, fields)
    is_after_notice = gathering.state != GatheringState.DRAFT
    item.is_late = is_after_notice and not item.is_heading and not was_announced
    if item.parent is not None:
        item.part = item.parent.part
    item.position = _end(gathering)
    item.save()
    _put_in_order(gathering, arrange(lines_of(gathering)))
    if is_after_notice:
        references.allot(gathering)
        item.refresh_from_db()
    changes.note("item", item.pk)
    audit.record("item.added", target=item, by=by.label, details=fields.in_words())
    settle_at_once([item])
    return item


@transaction.atomic
def edit(*, item: Item, fields: ItemFields, by: User, seen: str | None = None) -> Item:
    """Change what an agenda says of one line; its reference stays.

    Raises:
      RuleBroken: the door refuses, or the private part lacks its ground.
      StaleEdit: somebody else changed the line first.
    """
    # The agenda first, as everybody locks it, or two changes would wait for each other.
    gathering = agenda.lock_quietly(item.gathering)
    before = ItemFields.of(_locked(item))
    gathering = agenda.lock(
        gathering,
        by=by,
        seen=seen,
        current=before.in_words(),
        submitted=fields.in_words(),
    )
    item = _locked(item)
    _refuse(gathering, fields, is_heading=item.is_heading, parent=item.parent)
    if item.reference and fields.reference_committee != item.reference_committee:
        raise RuleBroken.because(
            "reference_allotted",
            f"The item has the reference {item.reference}, which never changes.",
        )
    is_elsewhere = item.part != fields.part
    _write(item, fields)
    if item.parent is not None:
        item.part = item.parent.part
    elif is_elsewhere:
        _carry_over(item)
    item.save()
    _put_in_order(gathering, arrange(lines_of(gathering)))
    changes.note("item", item.pk)
    audit.record(
        "item.edited",
        target=item,
        by=by.label,
        details={"before": before.in_words(), "after": fields.in_words()},
    )
    settle_at_once([item])
    return item


@transaction.atomic
def move(*, item: Item, to: int, by: User, seen: str | None = None) -> Item:
    """Move a line to a place among its like, counted from 1; its parts go with it.

    A place past the end is the end.

    Raises:
      RuleBroken: the door refuses.
      StaleEdit: somebody else changed the order first.
    """
    gathering = agenda.lock_quietly(item.gathering)
    order = words_of_order(gathering)
    agenda.lock(gathering, by=by, seen=seen, current=order, submitted=order)
    moved = ItemId(item.pk)
    order_after = move_line(lines_of(gathering), moved, to=to)
    _put_in_order(gathering, order_after)
    audit.record("item.moved", target=item, by=by.label, details={"to": to})
    item.refresh_from_db()
    return item


@transaction.atomic
def withdraw(
    *, item: Item, reason: str, by: User, moved_to: Item | None = None
) -> Item:
    """Withdraw a matter: it stays on the record, with its reference and the reason.

    `moved_to` is the item that another agenda has of it.

    Raises:
      RuleBroken: the door refuses, or no reason was given.
    """
    if not reason.strip():
        raise RuleBroken.because("reason_missing", "Say why the item is withdrawn.")
    details = {MOVED_TO: moved_to.pk} if moved_to is not None else None
    return _set_withdrawn(item, True, by, reason, details)


@transaction.atomic
def restore(*, item: Item, by: User) -> Item:
    """Put a withdrawn matter back on the agenda, in its old place.

    Raises:
      RuleBroken: the door refuses, or another agenda has it now.
    """
    if stands_elsewhere(item):
        raise RuleBroken.because(
            "moved",
            "This matter was put on another agenda, and stands there. Withdraw it there "
            "first, or put it on another agenda from there.",
        )
    return _set_withdrawn(item, False, by, "")


def lines_of(gathering: Gathering) -> list[Line]:
    """Return the lines of an agenda in their order, as the rules of order take them."""
    rows = gathering.items.in_order().values_list("pk", "part", "parent")
    return [
        Line(ItemId(pk), Part(part), None if parent is None else ItemId(parent))
        for pk, part, parent in rows
    ]


def words_of_order(gathering: Gathering) -> dict[str, str]:
    """Say the order of an agenda: number by number, what stands there."""
    items = list(gathering.items.in_order())
    numbers = numbers_of(items)
    return {
        f"{place + 1}": f"{numbers.get(item.pk, '')} {item.title}".strip()
        for place, item in enumerate(items)
    }


def _locked(item: Item) -> Item:
    return (
        Item.objects.select_for_update(of=("self",))
        .select_related("gathering", "lead", "parent", "reference_committee")
        .get(pk=item.pk)
    )


def _refuse(
    gathering: Gathering, fields: ItemFields, *, is_heading: bool, parent: Item | None
) -> None:
    if not fields.title.strip():
        raise RuleBroken.because("title_missing", "Enter a title.")
    is_private = fields.part == Part.TWO or (parent and parent.part == Part.TWO)
    if is_private and not is_heading and not fields.private_ground.strip():
        raise RuleBroken.because(
            "private_ground_missing",
            "Say on what ground the public is excluded: without it an item cannot be "
            "in the private part.",
        )
    if parent is None:
        return
    if parent.gathering_id != gathering.pk or parent.is_heading or parent.parent_id:
        raise RuleBroken.because(
            "no_such_parent",
            "A part belongs to an item of the same agenda that is neither a heading "
            "nor itself a part.",
        )
    if is_heading:
        raise RuleBroken.because(
            "heading_in_item", "A heading stands on its own, not inside an item."
        )


def _write(item: Item, fields: ItemFields) -> None:
    for name in ItemFields.__dataclass_fields__:
        setattr(item, name, getattr(fields, name))
    item.title = fields.title.strip()
    if fields.part == Part.ONE:
        item.private_ground = ""
    if item.is_heading:
        item.minutes_planned = item.value_pence = item.lead = None
        item.reference_committee = None


def _saying(gathering: Gathering, fields: ItemFields) -> QuerySet[Item]:
    """Return the lines that say the same, whichever committee gave the reference.

    One that was withdrawn is no second click.
    """
    said = {name: getattr(fields, name) for name in fields.__dataclass_fields__}
    if said["reference_committee"] is None:
        del said["reference_committee"]
    said |= {"title": fields.title.strip(), "is_withdrawn": False}
    return gathering.items.filter(**said)


def _end(gathering: Gathering) -> int:
    """Return a position after all others of an agenda."""
    last = gathering.items.aggregate(last=Max("position"))["last"]
    return int(last or 0) + STEP


def _put_in_order(gathering: Gathering, order: Sequence[ItemId]) -> None:
    """Give every line the position of its place; only lines that moved are written."""
    items = {item.pk: item for item in gathering.items.select_for_update(of=("self",))}
    moved = []
    for place, item_id in enumerate(order):
        item = items[item_id]
        if item.position != (place + 1) * STEP:
            item.position = (place + 1) * STEP
            moved.append(item)
    Item.objects.bulk_update(moved, ["position"])


def _carry_over(item: Item) -> None:
    """Take a matter that changes to the other part, with its parts, to its end."""
    position = _end(item.gathering)
    item.position = position
    for place, part in enumerate(item.sub_items.in_order(), start=1):
        part.part = item.part
        part.private_ground = item.private_ground
        part.position = position + place
        part.save(update_fields=["part", "private_ground", "position"])
        changes.note("item", part.pk)


def _set_withdrawn(
    item: Item,
    value: bool,
    by: User,
    reason: str,
    details: dict[str, int] | None = None,
) -> Item:
    gathering = agenda.lock(item.gathering, by=by)
    item = _locked(item)
    item.is_withdrawn = value
    item.save(update_fields=["is_withdrawn"])
    if not value and gathering.state != GatheringState.DRAFT:
        was_announced = bool(item.reference)
        references.allot(gathering)
        item.refresh_from_db()
        if item.reference and not was_announced:
            item.is_late = True
            item.save(update_fields=["is_late"])
    changes.note("item", item.pk)
    event = "item.withdrawn" if value else "item.restored"
    audit.record(
        event, target=item, by=by.label, summary=reason.strip(), details=details
    )
    return item
