"""What of a pack is for everybody: as the public site has it (docs/public-site.md)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from packs.rules.plan import ItemFacts, PackEntry, PackPlan
from packs.values import EntryKind, Grant, ItemId, Part


COVER_RULE = "Cover sheets are not published."


def shown_publicly(items: Iterable[ItemFacts]) -> frozenset[ItemId]:
    """Return the matters that the public site shows: part 1, once notice was given.

    A matter has its reference from its notice on.
    """
    return frozenset(
        one.item_id for one in items if one.part is Part.PUBLIC and one.reference
    )


def as_published(plan: PackPlan, shown: Collection[ItemId]) -> PackPlan:
    """Leave out of a plan what is not shown, and what cover sheets say.

    What stays keeps its pages: the private part comes last, so nothing is missing
    between them.
    """
    entries = [one for one in plan.entries if one.item_id in shown]
    return replace(plan, entries=tuple(map(_published, entries)), hidden_items=())


def _published(entry: PackEntry) -> PackEntry:
    if entry.kind is not EntryKind.COVER_SHEET:
        return entry
    return replace(entry, grant=Grant.WITHHELD, rule=COVER_RULE)
