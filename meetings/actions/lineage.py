"""Say that an item continues an earlier one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from core.actions import audit
from core.errors import RuleBroken
from meetings.actions import agenda
from meetings.facts.lineage import may_continue
from meetings.models import Item


if TYPE_CHECKING:
    from people.models import User


@transaction.atomic
def continue_from(*, item: Item, earlier: Item | None, by: User) -> Item:
    """Say which earlier item an item continues; None for none.

    What the chair ruled on the earlier one is then offered for confirmation, and
    nothing is ruled by it.

    Raises:
      RuleBroken: the door refuses, the line is a heading, or the earlier item is not
        one of an earlier meeting of one of its committees.
    """
    agenda.lock(item.gathering, by=by)
    item = Item.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if item.is_heading:
        raise RuleBroken.because(
            "heading_continues_nothing",
            "A heading continues nothing: say it of an item.",
        )
    if (
        earlier is not None
        and not may_continue(item, by.person_id).filter(pk=earlier.pk).exists()
    ):
        raise RuleBroken.because(
            "not_an_earlier_item",
            "Choose an item of an earlier meeting of one of these committees.",
        )
    return keep_lineage(item=item, earlier=earlier, by=by)


def keep_lineage(*, item: Item, earlier: Item | None, by: User) -> Item:
    """Say what a locked item continues, where the caller knows that it does."""
    before, item.continues = item.continues, earlier
    item.save(update_fields=["continues"])
    audit.record(
        "item.continues",
        target=item,
        by=by.label,
        summary=str(earlier or "nothing"),
        details={"before": str(before or "")},
    )
    return item
