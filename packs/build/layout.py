"""How the pages of one copy lie: which runs follow the front, and their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from packs.rules.page_numbers import FrontNumber, PageNumber, span, whole
from packs.rules.supplement import key_of
from packs.values import EntryKind, ItemId


if TYPE_CHECKING:
    from collections.abc import Iterable

    from packs.build.earlier import Earlier
    from packs.rules.note import Held, NoteLine
    from packs.rules.plan import PackEntry, PackPlan
    from packs.rules.supplement import PublishedRun, RunKey, SupplementPlan

# What stands over the pages of a gap.
WITHHELD = "Withheld from your copy"
BROKEN = "Not in this pack: the file is broken"
VOID = "This page was replaced"
GONE = "This page was withdrawn"
OLD_FRONT = "The agenda as it now stands is at the beginning of this pack."

Number: TypeAlias = PageNumber | FrontNumber


@dataclass(frozen=True, slots=True)
class Gap:
    """What stands in the place of pages that are not here: a heading and the reason."""

    heading: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Pages that lie together, with their numbers: an entry, or the gap it leaves.

    `title` is empty where the reader may not know it; pages that went out and are void
    have no entry. `is_later`: they come with this supplement.
    """

    numbers: tuple[PageNumber, ...]
    title: str
    entry: PackEntry | None = None
    gap: Gap | None = None
    is_later: bool = True

    @property
    def heading(self) -> str:
        """Name the run for whoever has it read out; nothing where it is not to be known."""
        is_withheld = self.entry is not None and self.entry.is_withheld
        return "" if is_withheld else self.title

    @property
    def words(self) -> str:
        """Say on a placeholder which pages it stands for."""
        pages = span(self.numbers)
        return f"{pages}: {self.title}" if self.title else pages


@dataclass(frozen=True, slots=True)
class Layout:
    """One copy: the runs in their order, where each item begins, and the note.

    `stamp` are the words under the pages that went out before, if not those of now.
    `script_pages` follow the front in the chair's copy, and count in no other series.
    """

    runs: tuple[Run, ...]
    begins: Mapping[ItemId, PageNumber] = field(default_factory=dict)
    supplement: int = 0
    note: tuple[NoteLine, ...] = ()
    stamp: str = ""
    is_alone: bool = False
    script_pages: int = 0

    @property
    def gaps(self) -> tuple[Run, ...]:
        """List the runs of which there are placeholders alone."""
        return tuple(run for run in self.runs if run.gap is not None)

    @property
    def numbers(self) -> frozenset[PageNumber]:
        """Return the numbers of all pages behind the front."""
        return frozenset(number for run in self.runs for number in run.numbers)

    @property
    def by_entry(self) -> dict[PackEntry, Run]:
        """Find the pages of an entry that are in this copy."""
        return {run.entry: run for run in self.runs if run.entry is not None}

    def front(self, pages: int) -> tuple[Number, ...]:
        """Number the pages of the front, with the script that follows it, if any.

        In a supplement the front is a series apart; so is the script everywhere.
        """
        return (*self._front(pages - self.script_pages), *self.script)

    @property
    def script(self) -> tuple[FrontNumber, ...]:
        """Number the pages of the script."""
        return tuple(
            FrontNumber(self.supplement, n, is_script=True)
            for n in range(1, self.script_pages + 1)
        )

    def _front(self, pages: int) -> tuple[Number, ...]:
        if not self.supplement:
            return whole(1, pages) if pages else ()
        return tuple(FrontNumber(self.supplement, n) for n in range(1, pages + 1))


def pack_layout(plan: PackPlan) -> Layout:
    """Lay out a pack: its entries one after the other."""
    runs = [
        _run(entry, whole(entry.first_page, entry.last_page)) for entry in plan.entries
    ]
    begins: dict[ItemId, PageNumber] = {}
    for entry in plan.entries:
        begins.setdefault(entry.item_id, PageNumber(entry.first_page))
    return Layout(tuple(runs), begins)


def supplement_layout(
    plan: PackPlan,
    planned: SupplementPlan,
    earlier: Earlier,
    *,
    held: Held,
    note: tuple[NoteLine, ...],
    is_alone: bool,
) -> Layout:
    """Lay out the pack as it stands with its supplement, or what is later `is_alone`.

    A page that went out keeps its place. Where it is void it says so, with its title
    if the reader had it and may still know of it.
    """
    entries = {key_of(entry): entry for entry in plan.entries}
    later = {run.numbers for run in planned.later}
    words = _Void(plan, planned, earlier, held)
    runs: list[Run] = []
    standing: dict[PackEntry, Run] = {}
    for each in planned.after.runs:
        if each.is_void:
            runs.append(words.run(each))
            continue
        entry = entries[each.key]
        standing[entry] = _run(entry, each.numbers, each.numbers in later)
        runs.append(standing[entry])
    begins = _begins(plan.entries, standing)
    if is_alone:
        runs = [run for run in runs if run.is_later]
    else:
        runs.insert(0, _old_front(planned.after.front_pages))
    return Layout(
        runs=tuple(runs),
        begins=begins,
        supplement=earlier.supplement,
        note=note,
        stamp=earlier.stamp,
        is_alone=is_alone,
    )


def _run(
    entry: PackEntry, numbers: tuple[PageNumber, ...], is_later: bool = True
) -> Run:
    gap = None
    if not entry.is_given:
        # The rule may name the tie, and so the matter.
        reason = "" if entry.hides_title else entry.rule
        gap = Gap(WITHHELD if entry.is_withheld else BROKEN, reason)
    title = "" if entry.hides_title else entry.title
    return Run(numbers, title, entry, gap, is_later)


def _begins(
    entries: Iterable[PackEntry], runs: Mapping[PackEntry, Run]
) -> dict[ItemId, PageNumber]:
    found: dict[ItemId, PageNumber] = {}
    for entry in entries:
        found.setdefault(entry.item_id, runs[entry].numbers[0])
    return found


def _old_front(pages: int) -> Run:
    return Run(
        whole(1, pages),
        "Agenda as first sent",
        gap=Gap(VOID, OLD_FRONT),
        is_later=False,
    )


class _Void:
    """What one reader is told of pages that went out and do not stand any more."""

    def __init__(
        self, plan: PackPlan, planned: SupplementPlan, earlier: Earlier, held: Held
    ) -> None:
        self.titles: dict[RunKey, str] = {one.key: one.title for one in earlier.titles}
        self.standing = {
            run.key: run.numbers for run in planned.after.runs if not run.is_void
        }
        closed = {*plan.hidden_items, *(entry.item_id for entry in plan.withheld)}
        given = {key_of(entry) for entry in plan.given}
        self.known = given | {key for key in held.runs if key[0] not in closed}

    def run(self, each: PublishedRun) -> Run:
        if each.key not in self.known:
            return Run(each.numbers, "", gap=Gap(WITHHELD), is_later=False)
        title = self.titles[each.key]
        if each.kind is EntryKind.COVER_SHEET:
            title = f"{title}, cover sheet"
        now = self.standing.get(each.key)
        if now is None:
            return Run(each.numbers, title, gap=Gap(GONE), is_later=False)
        reason = f"{span(now)} took its place."
        return Run(each.numbers, title, gap=Gap(VOID, reason), is_later=False)
