"""Who says why an item cannot wait that came after notice, and what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.web.dates import long_date
from meetings.facts.conflicts import rulers_of
from meetings.models import ConflictRow, LateReason


if TYPE_CHECKING:
    from collections.abc import Collection

    from meetings.models import Item
    from people.models import Person


def chairs_for(item: Item) -> list[Person]:
    """Return who may say it: whoever rules on conflicts for a committee that takes it.

    Never whom an interest keeps from the item, while somebody else is left. Until a
    committee has it in its scope, those of every committee of the meeting.
    """
    sittings = list(
        item.gathering.sittings.select_related(
            "chair", "committee", "gathering__convening_chair"
        )
    )
    scoped = set(item.scopes.values_list("sitting", flat=True))
    asked = [
        ConflictRow(pk=one.pk, item=item, sitting=one, person_id=0)
        for one in sittings
        if not scoped or one.pk in scoped
    ]
    found = rulers_of(asked)
    return list(dict.fromkeys(one for row in asked for one in found[row.pk]))


def late_words(items: Collection[Item]) -> dict[int, str]:
    """Say of late items (keys) why they could not wait, in one query.

    The minutes name the reason: the public had no notice of the item (docs/field.md 6.1).
    """
    late = [item.pk for item in items if item.is_late]
    rows = (
        LateReason.objects.filter(item__in=late)
        .select_related("chair")
        .order_by("item", "pk")
    )
    return {
        row.item_id: f"Added after notice was given. {row.chair} said on "
        f"{long_date(row.given_on)} why it could not wait: {row.words}"
        for row in rows
    }
