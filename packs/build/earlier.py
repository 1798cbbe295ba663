"""What a supplement is a supplement to: all that went out, the same for every reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from packs.build.edition import CoverFacts
from packs.rules.note import Titled
from packs.rules.plan import ItemFacts
from packs.rules.supplement import PageMap
from packs.values import EntryKind, ItemId


if TYPE_CHECKING:
    from packs.build.edition import Edition
    from packs.rules.plan import PackPlan
    from packs.rules.supplement import SupplementPlan


@dataclass(frozen=True, slots=True)
class Sheets:
    """Cover sheets that were typeset together: only so are their bytes the same again."""

    title: str
    covers: Mapping[ItemId, CoverFacts]


@dataclass(frozen=True, slots=True)
class Earlier:
    """What went out: pages, cover sheets, agenda, titles, and how pages are stamped.

    `supplement` counts the supplement that comes now; `key` names the marks, and `stamp`
    are the words, under the pages that went out.
    """

    supplement: int
    published: PageMap
    sheets: tuple[Sheets, ...]
    items: tuple[ItemFacts, ...]
    titles: tuple[Titled, ...]
    key: str
    stamp: str

    @property
    def covers(self) -> dict[ItemId, CoverFacts]:
        """Return the cover sheets as each last went out."""
        return {
            item_id: cover
            for sheets in self.sheets
            for item_id, cover in sheets.covers.items()
        }

    def changed_covers(self, edition: Edition) -> frozenset[ItemId]:
        """Return the items whose cover sheet went out and reads otherwise now."""
        before = self.covers
        return frozenset(
            item_id
            for item_id, cover in edition.covers.items()
            if item_id in before and before[item_id] != cover
        )

    def later_sheets(self, edition: Edition) -> Sheets:
        """Return the cover sheets of an edition that did not go out as they are now."""
        standing = {
            run.item_id
            for run in self.published.runs
            if run.kind is EntryKind.COVER_SHEET and not run.is_void
        } - self.changed_covers(edition)
        later = {pk: one for pk, one in edition.covers.items() if pk not in standing}
        return Sheets(edition.title, later)


def after_pack(
    edition: Edition, plan: PackPlan, *, published: PageMap, key: str
) -> Earlier:
    """Say what a first supplement is one to; `plan` is any reader's plan of the pack."""
    return Earlier(
        supplement=1,
        published=published,
        sheets=(Sheets(edition.title, edition.covers),),
        items=edition.items,
        titles=_titles(plan),
        key=key,
        stamp=edition.stamp,
    )


def after_supplement(
    earlier: Earlier, edition: Edition, plan: PackPlan, *, planned: SupplementPlan
) -> Earlier:
    """Say what the next supplement is one to, once this one has gone out."""
    titles = {one.key: one for one in (*earlier.titles, *_titles(plan))}
    return replace(
        earlier,
        supplement=earlier.supplement + 1,
        published=planned.after,
        sheets=(*earlier.sheets, earlier.later_sheets(edition)),
        items=edition.items,
        titles=tuple(titles.values()),
    )


def _titles(plan: PackPlan) -> tuple[Titled, ...]:
    return tuple(Titled(e.item_id, e.kind, e.title, e.paper_id) for e in plan.entries)
