"""What has changed since a pack went out: for the officer who may send a supplement."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from packs.facts.editions import agenda_of
from packs.facts.published import earlier_of
from packs.rules.note import NoteLine, note_of
from packs.rules.plan import plan_pack
from packs.rules.supplement import plan_supplement
from packs.values import EntryKind


if TYPE_CHECKING:
    from meetings.models import Item
    from packs.build.earlier import Earlier
    from packs.facts.editions import Agenda
    from packs.models import Pack
    from packs.rules.plan import ItemFacts


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """One line of what changed, and the item if it is on the agenda now."""

    line: NoteLine
    item: Item | None


def changes_of(pack: Pack) -> list[ChangeShown]:
    """Return what a supplement to a sent pack would bring, to whoever reads everything.

    Nothing is typeset for it, so no line names its pages: how long a cover sheet is that
    was written since, only the build knows.
    """
    agenda, earlier = agenda_of(pack.gathering), earlier_of(pack)
    items = tuple(_with_covers(agenda, earlier))
    plan = plan_pack(
        items,
        agenda.edition.papers,
        treatments={},
        policy=agenda.edition.policy,
        front_pages=earlier.published.front_pages,
    )
    went = {run.key for run in earlier.published.runs if not run.is_void}
    planned = plan_supplement(
        earlier.published,
        plan,
        changed_covers=earlier.changed_covers(agenda.edition),
        was_given=went,
    )
    lines = note_of(
        planned,
        plan,
        items=items,
        before=earlier.items,
        titles=earlier.titles,
        named=[item.item_id for item in earlier.items],
    )
    rows = {item.pk: item for item in agenda.items}
    return [
        ChangeShown(replace(line, pages=""), rows.get(line.item_id or 0))
        for line in lines
    ]


def _with_covers(agenda: Agenda, earlier: Earlier) -> list[ItemFacts]:
    """Give each item the length its cover sheet went out with, a new one any length."""
    lengths = {
        run.item_id: len(run.numbers)
        for run in earlier.published.runs
        if run.kind is EntryKind.COVER_SHEET and not run.is_void
    }
    return [
        replace(
            item,
            cover_pages=(
                lengths.get(item.item_id, 1)
                if item.item_id in agenda.edition.covers
                else 0
            ),
        )
        for item in agenda.edition.items
    ]
