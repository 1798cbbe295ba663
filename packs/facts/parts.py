"""Which pages of a copy belong to which part of the meeting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from packs.build.manifest import read_earlier, read_held, read_manifest
from packs.models import PackCopy
from packs.rules.supplement import plan_supplement
from packs.values import EntryKind, Part


if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from packs.values import ItemId


@dataclass(frozen=True, slots=True)
class PartOfCopy:
    """One part of a copy: its pages in the file, counted from 0, and what it gives.

    `versions` are the versions of papers (keys) that the reader is given in it.
    """

    pages: tuple[int, ...]
    versions: tuple[int, ...]


def part_of(copy: PackCopy, part: Part) -> PartOfCopy | None:
    """Return one part of a reader's copy; None if they are given nothing of it.

    The front, and the script of a chair, go with part 1. In one query.
    """
    manifest = PackCopy.objects.values_list("manifest", flat=True).get(pk=copy.pk)
    edition, plan, _reader = read_manifest(manifest, {})
    earlier = read_earlier(manifest)
    before = earlier.items if earlier is not None else ()
    parts = {one.item_id: one.part for one in (*before, *edition.items)}
    given = [entry for entry in plan.given if parts[entry.item_id] is part]
    if not given:
        return None
    return PartOfCopy(
        pages=tuple(_pages(copy.pages, _runs(manifest), parts, part)),
        versions=tuple(
            int(entry.version)
            for entry in given
            if entry.kind is EntryKind.PAPER
            and entry.is_whole
            and entry.version is not None
        ),
    )


def _runs(manifest: Mapping[str, Any]) -> list[tuple[ItemId, int]]:
    """Return the runs behind the front as they lie: whose they are, and their length."""
    edition, plan, _reader = read_manifest(manifest, {})
    earlier = read_earlier(manifest)
    if earlier is None:
        return [(entry.item_id, entry.pages) for entry in plan.entries]
    planned = plan_supplement(
        earlier.published,
        plan,
        changed_covers=earlier.changed_covers(edition),
        was_given=read_held(manifest).runs,
    )
    return [(run.item_id, len(run.numbers)) for run in planned.after.runs]


def _pages(
    total: int,
    runs: list[tuple[ItemId, int]],
    parts: Mapping[ItemId, Part],
    wanted: Part,
) -> Iterable[int]:
    at = total - sum(length for _item, length in runs)
    if wanted is Part.PUBLIC:
        yield from range(at)
    current = Part.PUBLIC
    for item_id, length in runs:
        # Void pages of a matter long gone lie with those before them.
        current = parts.get(item_id, current)
        if current is wanted:
            yield from range(at, at + length)
        at += length
