"""What a copy gives its reader, in the few words that the door needs."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from packs.models import PackCopy
from packs.values import EntryKind, Grant


if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from packs.rules.plan import PackPlan


@dataclass(frozen=True, slots=True)
class WithheldPages:
    """A run of placeholder pages, what would stand there, and by which rule not."""

    first_page: int
    last_page: int
    title: str
    rule: str

    def __str__(self) -> str:
        if self.first_page == self.last_page:
            return f"Page {self.first_page}: {self.title}"
        return f"Pages {self.first_page} to {self.last_page}: {self.title}"


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
        withheld=tuple(_runs(plan)),
        source=source,
    )


def _runs(plan: PackPlan) -> Iterator[WithheldPages]:
    """Gather neighbouring pages withheld of one item: its cover sheet and papers."""
    run: WithheldPages | None = None
    item_id = None
    for entry in plan.withheld:
        is_next = run is not None and entry.first_page == run.last_page + 1
        if run is not None and is_next and entry.item_id == item_id:
            run = replace(run, last_page=entry.last_page)
            continue
        if run is not None:
            yield run
        item_id = entry.item_id
        run = WithheldPages(entry.first_page, entry.last_page, entry.title, entry.rule)
    if run is not None:
        yield run


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


def entries_given(copy: PackCopy) -> list[dict[str, Any]]:
    """Return the runs of pages that a copy gives, by its manifest, in one query."""
    entries = PackCopy.objects.values_list("manifest__entries", flat=True)
    return [
        entry
        for entry in entries.get(pk=copy.pk)
        if entry["grant"] == Grant.GIVEN.value
    ]


def versions_given(copy: PackCopy) -> list[int]:
    """Return the versions of papers (ids) that a copy gives, in one query."""
    return [
        entry["version"]
        for entry in entries_given(copy)
        if entry["kind"] == EntryKind.PAPER.value
    ]
