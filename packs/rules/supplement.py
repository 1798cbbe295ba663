"""What is added to a pack that has gone out, without moving a page of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from packs.rules.page_numbers import PageNumber, whole
from packs.rules.plan import PackEntry, PackPlan
from packs.values import EntryKind, ItemId, PaperId, PaperVersionId


RunKey: TypeAlias = tuple[ItemId, EntryKind, PaperId | None]


class ChangeKind(StrEnum):
    """What became of a run of pages since the pack went out."""

    ADDED = "added"
    NEW_VERSION = "new_version"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    STANDS_AGAIN = "stands_again"


@dataclass(frozen=True, slots=True)
class PublishedRun:
    """Pages that went out, in one piece; `is_void`: replaced or withdrawn since."""

    item_id: ItemId
    kind: EntryKind
    numbers: tuple[PageNumber, ...]
    paper_id: PaperId | None = None
    version: PaperVersionId | None = None
    is_void: bool = False

    @property
    def key(self) -> RunKey:
        """Name the cover sheet or paper, whatever its version."""
        return key_of(self)


@dataclass(frozen=True, slots=True)
class PageMap:
    """Every page that went out, by number: the same for every reader."""

    front_pages: int
    runs: tuple[PublishedRun, ...]

    def __post_init__(self) -> None:
        if self.front_pages < 1:
            raise ValueError("A pack that went out has a front page.")
        taken = [number for run in self.runs for number in run.numbers]
        if len(set(taken)) != len(taken):
            raise ValueError("Two pages that went out have the same number.")


@dataclass(frozen=True, slots=True)
class LaterRun:
    """Pages of a supplement, and what this reader finds on them."""

    numbers: tuple[PageNumber, ...]
    entry: PackEntry


@dataclass(frozen=True, slots=True)
class Change:
    """A line of one reader's note of what changed: its words are theirs to read."""

    key: RunKey
    kind: ChangeKind
    numbers: tuple[PageNumber, ...]


@dataclass(frozen=True, slots=True)
class SupplementPlan:
    """One reader's supplement; `after` is the page map once it has gone out."""

    later: tuple[LaterRun, ...]
    note: tuple[Change, ...]
    after: PageMap

    @property
    def pages(self) -> int:
        """Count the later pages, placeholders included."""
        return sum(len(run.numbers) for run in self.later)


def key_of(run: PackEntry | PublishedRun) -> RunKey:
    """Name the cover sheet or paper that fills a run of pages."""
    return run.item_id, run.kind, run.paper_id


def page_map(plan: PackPlan) -> PageMap:
    """Read the page map off any reader's plan of a pack: they all have the same."""
    return PageMap(
        plan.front_pages,
        tuple(
            PublishedRun(
                item_id=entry.item_id,
                kind=entry.kind,
                numbers=whole(entry.first_page, entry.last_page),
                paper_id=entry.paper_id,
                version=entry.version,
            )
            for entry in plan.entries
        ),
    )


def plan_supplement(
    published: PageMap,
    plan: PackPlan,
    *,
    changed_covers: Collection[ItemId] = (),
    was_given: Collection[RunKey] = (),
) -> SupplementPlan:
    """Plan one reader's supplement to what went out; no number ever means another page.

    `plan` is the reader's plan of the agenda as it now stands: only its order and
    lengths count for the numbers. A run that is new takes letters after the page it
    follows; a new version takes letters after the version before it, which keeps its
    numbers and is void. `changed_covers` are the items whose cover sheet reads
    otherwise now, `was_given` what the reader was given before and may still know of:
    a withdrawal is named to them by that alone.

    Raises:
      ValueError: a changed cover sheet is not in the plan.
    """
    _check_covers(plan, changed_covers)
    before = _by_key(published.runs)
    pages = _Pages(published)
    later: list[LaterRun] = []
    standing: dict[RunKey, PublishedRun] = {}
    for entry in plan.entries:
        key = key_of(entry)
        earlier = before.get(key, [])
        found = _same_matter(entry, earlier, changed_covers)
        if found is None:
            pages.go_to(earlier)
            numbers = pages.take(entry.pages)
            later.append(LaterRun(numbers, entry))
            found = _run_of(entry, numbers)
        pages.go_to([found])
        standing[key] = found
    after = _after(published, standing, later)
    given = {key_of(entry) for entry in plan.given}
    gaps = {key_of(entry) for entry in plan.gaps}
    known = given | (set(was_given) - gaps - _hidden(plan, was_given))
    return SupplementPlan(
        later=tuple(sorted(later, key=lambda run: run.numbers)),
        note=tuple(
            change
            for change in _changes(published, standing, after)
            if change.key in known
        ),
        after=after,
    )


class _Pages:
    """Where the next later page goes: after all that have the number of its place."""

    def __init__(self, published: PageMap) -> None:
        self.number = published.front_pages
        self.taken: dict[int, int] = {}
        for run in published.runs:
            self._note(run.numbers)

    def go_to(self, runs: Sequence[PublishedRun]) -> None:
        """Move behind the last of some runs; behind none, stay."""
        if runs:
            self.number = max(run.numbers[-1] for run in runs).number

    def take(self, count: int) -> tuple[PageNumber, ...]:
        first = self.taken.get(self.number, 0) + 1
        numbers = tuple(
            PageNumber(self.number, place) for place in range(first, first + count)
        )
        self._note(numbers)
        return numbers

    def _note(self, numbers: Iterable[PageNumber]) -> None:
        for each in numbers:
            self.taken[each.number] = max(self.taken.get(each.number, 0), each.suffix)


def _check_covers(plan: PackPlan, changed: Collection[ItemId]) -> None:
    covers = {e.item_id for e in plan.entries if e.kind is EntryKind.COVER_SHEET}
    if set(changed) - covers:
        raise ValueError("A cover sheet that changed is not in the pack.")


def _by_key(runs: Iterable[PublishedRun]) -> dict[RunKey, list[PublishedRun]]:
    found: dict[RunKey, list[PublishedRun]] = {}
    for run in runs:
        found.setdefault(run.key, []).append(run)
    return found


def _same_matter(
    entry: PackEntry,
    earlier: Sequence[PublishedRun],
    changed_covers: Collection[ItemId],
) -> PublishedRun | None:
    """Find the pages that went out with just this version; a cover sheet has none."""
    if entry.kind is EntryKind.PAPER:
        return next((run for run in earlier if run.version == entry.version), None)
    if entry.item_id in changed_covers:
        return None
    same = [r for r in earlier if not r.is_void and len(r.numbers) == entry.pages]
    return same[-1] if same else None


def _run_of(entry: PackEntry, numbers: tuple[PageNumber, ...]) -> PublishedRun:
    return PublishedRun(
        item_id=entry.item_id,
        kind=entry.kind,
        numbers=numbers,
        paper_id=entry.paper_id,
        version=entry.version,
    )


def _after(
    published: PageMap,
    standing: dict[RunKey, PublishedRun],
    later: Iterable[LaterRun],
) -> PageMap:
    old = [
        replace(run, is_void=standing.get(run.key) is not run) for run in published.runs
    ]
    new = [_run_of(run.entry, run.numbers) for run in later]
    return PageMap(
        published.front_pages,
        tuple(sorted(old + new, key=lambda run: run.numbers)),
    )


def _changes(
    published: PageMap, standing: dict[RunKey, PublishedRun], after: PageMap
) -> Iterable[Change]:
    before = {run.numbers: run for run in published.runs}
    seen = {run.key for run in published.runs}
    for run in after.runs:
        old = before.get(run.numbers)
        if old is None:
            kind = ChangeKind.NEW_VERSION if run.key in seen else ChangeKind.ADDED
        elif old.is_void == run.is_void:
            continue
        elif run.is_void:
            kind = ChangeKind.REPLACED if run.key in standing else ChangeKind.WITHDRAWN
        else:
            kind = ChangeKind.STANDS_AGAIN
        yield Change(run.key, kind, run.numbers)


def _hidden(plan: PackPlan, keys: Iterable[RunKey]) -> set[RunKey]:
    """Find what belongs to items of which the reader goes without something now."""
    closed = {*plan.hidden_items, *(entry.item_id for entry in plan.withheld)}
    return {key for key in keys if key[0] in closed}
