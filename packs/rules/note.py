"""A reader's note of what a supplement changes, in words that are theirs to read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from packs.rules.page_numbers import PageNumber, span
from packs.rules.plan import ItemFacts, PackPlan
from packs.rules.supplement import Change, ChangeKind, RunKey, SupplementPlan
from packs.values import EntryKind, ItemId, PaperId, Part


COVER_SHEET = "the cover sheet"


@dataclass(frozen=True, slots=True)
class Titled:
    """The title under which a cover sheet or paper last went out."""

    item_id: ItemId
    kind: EntryKind
    title: str
    paper_id: PaperId | None = None

    @property
    def key(self) -> RunKey:
        """Name the cover sheet or paper, whatever its version."""
        return self.item_id, self.kind, self.paper_id


@dataclass(frozen=True, slots=True)
class Held:
    """What one reader has of what went out: the runs given, and the items named."""

    runs: tuple[RunKey, ...] = ()
    items: tuple[ItemId, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One line of the note: which item, what became of it, on which pages if any."""

    item: str
    words: str
    pages: str = ""
    item_id: ItemId | None = None


def note_of(
    planned: SupplementPlan,
    plan: PackPlan,
    *,
    items: Sequence[ItemFacts],
    before: Sequence[ItemFacts],
    titles: Iterable[Titled],
    named: Collection[ItemId],
) -> tuple[NoteLine, ...]:
    """Write one reader's note, in the order of the agenda, what is gone at the end.

    `items` are on the agenda now and `before` were when the pack went out; `titles` are
    of all that went out, `named` the items that the reader's copy named. Whatever is
    withheld from the reader is not in the note, nor is its item.
    """
    now = {item.item_id: item for item in items}
    known = {item.item_id: item for item in before if item.item_id in named} | now
    words = {one.key: one.title for one in titles}
    words |= {(e.item_id, e.kind, e.paper_id): e.title for e in plan.given}
    closed = {*plan.hidden_items, *(entry.item_id for entry in plan.gaps)}
    were = {item.item_id: item for item in before}
    lines: dict[ItemId, list[NoteLine]] = {item: [] for item in [*now, *known]}
    for item in items:
        if item.item_id not in closed:
            was = were.get(item.item_id)
            lines[item.item_id].extend(_became(item, was, item.item_id in named))
    for item_id in [one.item_id for one in before if one.item_id in named]:
        if item_id not in now:
            lines[item_id].append(
                NoteLine(known[item_id].title, "Taken off the agenda")
            )
    for key, changes in _by_key(planned.note).items():
        about = known.get(key[0])
        if about is not None:
            name = _name(about) if key[0] in now else about.title
            lines[key[0]].extend(_lines(name, _called(key, words), changes))
    return tuple(
        replace(line, item_id=item_id)
        for item_id, found in lines.items()
        for line in found
    )


def _became(item: ItemFacts, was: ItemFacts | None, is_named: bool) -> list[NoteLine]:
    """Say what became of an item on the agenda; its old title to who was told of it."""
    if was is None:
        return [NoteLine(_name(item), "Added to the agenda")]
    told = []
    if was.title != item.title and is_named:
        told.append(NoteLine(_name(item), f"Before, it was called “{was.title}”"))
    if was.part is not item.part:
        part = "private" if item.part is Part.PRIVATE else "public"
        told.append(NoteLine(_name(item), f"Moved to the {part} part"))
    return told


def _by_key(changes: Iterable[Change]) -> Mapping[RunKey, list[Change]]:
    found: dict[RunKey, list[Change]] = {}
    for change in changes:
        found.setdefault(change.key, []).append(change)
    return found


def _name(item: ItemFacts) -> str:
    return f"{item.number} {item.title}".strip()


def _called(key: RunKey, titles: Mapping[RunKey, str]) -> str:
    return COVER_SHEET if key[1] is EntryKind.COVER_SHEET else titles[key]


def _lines(item: str, title: str, changes: Sequence[Change]) -> Iterable[NoteLine]:
    """Say what became of one cover sheet or paper: one line for old and new pages."""
    gone = [change.numbers for change in changes if change.kind is ChangeKind.REPLACED]
    for change in changes:
        if change.kind is ChangeKind.ADDED:
            yield NoteLine(item, f"New: {title}", span(change.numbers))
        elif change.kind in {ChangeKind.NEW_VERSION, ChangeKind.STANDS_AGAIN}:
            yield NoteLine(
                item, f"{_CHANGED[change.kind]} {title}", _instead(change, gone)
            )
        elif change.kind is ChangeKind.WITHDRAWN:
            yield NoteLine(item, f"Withdrawn: {title}", span(change.numbers))


_CHANGED = {
    ChangeKind.NEW_VERSION: "New version of",
    ChangeKind.STANDS_AGAIN: "Earlier version again of",
}


def _instead(change: Change, gone: Sequence[tuple[PageNumber, ...]]) -> str:
    here = span(change.numbers)
    old = " and ".join(span(one).lower() for one in gone)
    return f"{here}, in the place of {old}" if old else here
