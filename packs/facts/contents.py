"""What a copy gives its reader, in the few words that the door needs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from packs.values import EntryKind


if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from packs.rules.plan import PackPlan


@dataclass(frozen=True, slots=True)
class WithheldPages:
    """A run of placeholder pages, and by which rule."""

    first_page: int
    last_page: int
    rule: str

    def __str__(self) -> str:
        if self.first_page == self.last_page:
            return f"page {self.first_page}: {self.rule}"
        return f"pages {self.first_page} to {self.last_page}: {self.rule}"


@dataclass(frozen=True, slots=True)
class Contents:
    """What one copy gives and withholds, by keys of items and papers.

    `titles` are the items it names, `excluded` those that a conflict of interest
    kept from its reader when it was built, `source` the digest of all it was made of.
    """

    items: tuple[int, ...] = ()
    papers: tuple[int, ...] = ()
    titles: tuple[int, ...] = ()
    excluded: tuple[int, ...] = ()
    withheld: tuple[WithheldPages, ...] = ()
    source: str = ""

    def as_json(self) -> dict[str, Any]:
        """Write it down for the row of the copy."""
        return asdict(self)


def contents_of(
    plan: PackPlan, *, items: Iterable[int], excluded: Iterable[int], source: str
) -> Contents:
    """Say what a copy built by a plan gives; `items` are all that are on the agenda."""
    papers = [one.paper_id for one in plan.given if one.kind is EntryKind.PAPER]
    hidden = {int(one) for one in plan.hidden_items}
    return Contents(
        items=tuple(sorted({int(one.item_id) for one in plan.given})),
        papers=tuple(sorted(int(one) for one in papers if one is not None)),
        titles=tuple(sorted(set(items) - hidden)),
        excluded=tuple(sorted(excluded)),
        withheld=tuple(
            WithheldPages(one.first_page, one.last_page, one.rule)
            for one in plan.withheld
        ),
        source=source,
    )


def read_contents(found: Mapping[str, Any]) -> Contents:
    """Read it back from the row of a copy."""
    return Contents(
        items=tuple(found["items"]),
        papers=tuple(found["papers"]),
        titles=tuple(found["titles"]),
        excluded=tuple(found["excluded"]),
        withheld=tuple(WithheldPages(**one) for one in found["withheld"]),
        source=str(found["source"]),
    )
