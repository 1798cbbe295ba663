"""Put a matter that was put off, or is still to come, on another agenda."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from core import clock
from core.errors import RuleBroken
from core.verdict import no
from decisions.facts.waiting import OPEN_AGENDAS, to_decide
from meetings.actions import carrying_over
from meetings.enums import ScopeRole
from meetings.models import Item
from people import door


if TYPE_CHECKING:
    from decisions.facts.waiting import ToDecide
    from meetings.models import Gathering, Sitting
    from people.models import User

NO_ITEM = no("no_item", "A heading is not decided: put the items under it there.")
WITHDRAWN = no("withdrawn", "The item was withdrawn: there is nothing to put anywhere.")
SAME = no("same_agenda", "The item is on this agenda already. Choose another meeting.")
AGENDA_CLOSED = no(
    "agenda_closed",
    "That agenda takes no new items: its pack has gone out, or its day has passed. "
    "Choose another meeting.",
)
NOT_LATER = no(
    "not_later",
    "What was put off goes to a later meeting than the one it was put off at.",
)
NOBODY_LEFT = no(
    "nobody_left",
    "No committee has this item still to decide: it was decided, or it is on a later "
    "agenda already.",
)
NOT_THERE = no(
    "not_there",
    "None of the committees that have this item still to decide sits at that meeting.",
)
HAS_PARTS = no(
    "has_parts",
    "The item has parts. Put each of them on the other agenda on its own; then withdraw "
    "this one.",
)


@transaction.atomic
def put_on_another_agenda(*, item: Item, gathering: Gathering, by: User) -> Item:
    """Put an item on another agenda, for those who sit there and have it to decide.

    What was put off stays where it was, as it was recorded, and the new item continues
    it. What was not taken yet goes from its own agenda: it is withdrawn there or, where
    other committees keep it, leaves the scope of those that go. A second click finds
    what the first has put there.

    Raises:
      RuleBroken: the door refuses, that agenda is not one to which it may go, or no
        committee is left that has it to decide.
    """
    here, there = carrying_over.lock_both(item.gathering, gathering)
    # A decision locks the item: none overtakes from here on.
    item = (
        Item.objects.select_for_update(of=("self",))
        .select_related("parent", "continues__gathering", "lead")
        .get(pk=item.pk)
    )
    item.gathering = here
    door.require(by, "record", here)
    door.require(by, "edit", there)
    if (known := carrying_over.carried_just_now(item, there, by)) is not None:
        return known
    asked = to_decide(item)
    _refuse(item, there, asked)
    roles = _roles(item, there, asked)
    new = carrying_over.carry_over(
        item=item, to=there, roles=roles, by=by, is_put_off=asked.is_put_off
    )
    if not asked.is_put_off:
        gone = {one.committee_id for one in roles}
        carrying_over.take_off(item=item, committees=gone, new=new, by=by)
    return new


def _refuse(item: Item, there: Gathering, asked: ToDecide) -> None:
    reasons = (
        (item.is_heading, NO_ITEM),
        (item.is_withdrawn, WITHDRAWN),
        (there.pk == item.gathering_id, SAME),
        (not asked.roles, NOBODY_LEFT),
        (
            there.state not in OPEN_AGENDAS or there.held_on < clock.today(),
            AGENDA_CLOSED,
        ),
        (asked.is_put_off and there.held_on <= item.gathering.held_on, NOT_LATER),
        (not there.sittings.filter(committee__in=asked.roles).exists(), NOT_THERE),
        (not asked.is_put_off and _has_parts(item), HAS_PARTS),
    )
    for is_so, verdict in reasons:
        if is_so:
            raise RuleBroken(verdict)


def _has_parts(item: Item) -> bool:
    return item.sub_items.filter(is_withdrawn=False).exists()


def _roles(item: Item, there: Gathering, asked: ToDecide) -> dict[Sitting, ScopeRole]:
    """Return who takes the new item: those who decide, and who notes what goes whole."""
    sittings = list(there.sittings.select_related("committee"))
    roles = {
        one: asked.roles[one.committee_id]
        for one in sittings
        if one.committee_id in asked.roles
    }
    going = {one.committee_id for one in roles}
    if asked.is_put_off or not carrying_over.is_whole(item, going):
        return roles
    noting = set(
        item.scopes.filter(role=ScopeRole.NOTE).values_list(
            "sitting__committee", flat=True
        )
    )
    noted = {one: ScopeRole.NOTE for one in sittings if one.committee_id in noting}
    return noted | roles
