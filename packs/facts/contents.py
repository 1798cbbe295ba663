"""What a copy gives its reader, in the few words that the door needs."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from packs.build.layout import pack_layout
from packs.models import PackCopy
from packs.rules.page_numbers import PageNumber, read_page_number
from packs.values import EntryKind, Grant


if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from packs.build.layout import Layout
    from packs.rules.plan import PackPlan
    from packs.rules.script import Script


@dataclass(frozen=True, slots=True)
class WithheldPages:
    """A run of placeholder pages, what would stand there, and by which rule not.

    A page with a letter is named as it is written: 47a.
    """

    first_page: int | str
    last_page: int | str
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
    `changes` counts the lines of a supplement's note, `later` are the versions of
    papers that came with it. `script` are the sittings whose rulings its script tells;
    None for a copy without one. `redacted` are the redacted forms (keys) that it gives.
    """

    items: tuple[int, ...] = ()
    papers: tuple[int, ...] = ()
    titles: tuple[int, ...] = ()
    excluded: tuple[int, ...] = ()
    withheld: tuple[WithheldPages, ...] = ()
    source: str = ""
    changes: int = 0
    later: tuple[int, ...] = ()
    script: tuple[int, ...] | None = None
    redacted: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Write it down for the row of the copy."""
        return asdict(self)


def contents_of(
    plan: PackPlan,
    *,
    items: Iterable[int],
    excluded: Iterable[int],
    source: str,
    layout: Layout | None = None,
    script: Script | None = None,
) -> Contents:
    """Say what a copy built by a plan gives; `items` are all that are on the agenda.

    `layout` says where the pages of a supplement lie.
    """
    lying = layout or pack_layout(plan)
    whole = [one for one in plan.given if one.is_whole]
    papers = [one.paper_id for one in whole if one.kind is EntryKind.PAPER]
    hidden = {int(one) for one in plan.hidden_items}
    return Contents(
        items=tuple(sorted({int(one.item_id) for one in plan.given})),
        papers=tuple(sorted(int(one) for one in papers if one is not None)),
        titles=tuple(sorted(set(items) - hidden)),
        excluded=tuple(sorted(excluded)),
        withheld=tuple(_runs(lying)),
        source=source,
        changes=len(lying.note),
        later=tuple(_later(lying)),
        script=None if script is None else script.sittings,
        redacted=tuple(sorted(int(one.twin) for one in plan.given if one.twin)),
    )


def _later(layout: Layout) -> Iterator[int]:
    """Find the versions of papers given on pages that came with a supplement."""
    for run in layout.runs if layout.supplement else ():
        entry = run.entry
        if run.is_later and entry and entry.is_whole and entry.version is not None:
            yield int(entry.version)


def _runs(layout: Layout) -> Iterator[WithheldPages]:
    """Gather neighbouring pages withheld of one item: its cover sheet and papers."""
    run: WithheldPages | None = None
    item_id = None
    for each in layout.runs:
        entry = each.entry if each.entry and each.entry.is_withheld else None
        last = said(each.numbers[-1])
        if run is not None and entry is not None and entry.item_id == item_id:
            run = replace(run, last_page=last)
            continue
        if run is not None:
            yield run
        run, item_id = None, None
        if entry is not None:
            item_id = entry.item_id
            run = WithheldPages(said(each.numbers[0]), last, entry.title, entry.rule)
    if run is not None:
        yield run


def said(number: PageNumber) -> int | str:
    """Write a page's number down as JSON keeps it: a figure, unless it has letters."""
    return str(number) if number.suffix else number.number


def read_contents(found: Mapping[str, Any]) -> Contents:
    """Read it back from the row of a copy."""
    script = found.get("script")
    return Contents(
        items=tuple(found["items"]),
        papers=tuple(found["papers"]),
        titles=tuple(found["titles"]),
        excluded=tuple(found["excluded"]),
        withheld=tuple(WithheldPages(**one) for one in found["withheld"]),
        source=str(found["source"]),
        changes=int(found.get("changes", 0)),
        later=tuple(found.get("later", ())),
        script=None if script is None else tuple(script),
        redacted=tuple(found.get("redacted", ())),
    )


def entries_given(copy: PackCopy) -> list[dict[str, Any]]:
    """Return the runs of pages that a copy gives, by its manifest, in one query.

    Each has its pages, `first` and `last`, as page numbers; those of a redacted form
    have its key as `twin`.
    """
    rows = PackCopy.objects.values_list("manifest__entries", "manifest__numbers")
    entries, numbers = rows.get(pk=copy.pk)
    found = [
        {**entry, "first": first, "last": last}
        for entry, (first, last) in zip(
            entries, numbers_of(entries, numbers), strict=True
        )
    ]
    given = {Grant.GIVEN.value, Grant.REDACTED.value}
    return [entry for entry in found if entry["grant"] in given]


def numbers_of(
    entries: Sequence[Mapping[str, Any]], numbers: Sequence[Sequence[str]] | None
) -> list[tuple[PageNumber, PageNumber]]:
    """Return the first and last page of each entry of a manifest.

    `numbers` are those that a supplement keeps; a pack counts from its front.
    """
    if numbers is None:
        return [
            (PageNumber(e["first_page"]), PageNumber(e["last_page"])) for e in entries
        ]
    return [(read_page_number(a), read_page_number(b)) for a, b in numbers]


def versions_given(copy: PackCopy) -> list[int]:
    """Return the versions of papers (ids) that a copy gives, in one query."""
    return [
        entry["version"]
        for entry in entries_given(copy)
        if entry["kind"] == EntryKind.PAPER.value and not entry.get("twin")
    ]
