"""The public pack: part 1 with what is published, by the numbers that readers have."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from packs.build.copies import plan_for, prepare
from packs.build.earlier import Sheets
from packs.rules.plan import REDACTED
from packs.rules.public import as_published, shown_publicly
from packs.values import Part


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from packs.build.copies import Prepared
    from packs.build.earlier import Earlier
    from packs.build.edition import AgendaLine, CoverFacts, Edition
    from packs.rules.plan import PackPlan
    from packs.values import ItemId, PaperId

# A copy for nobody in particular: no name stands on its pages.
READER = ""


def prepare_public(
    prepared: Prepared, faults: Mapping[PaperId, str]
) -> tuple[Prepared, PackPlan]:
    """Return an edition as the public may have it, and the plan of the one pack for all.

    Nothing of the private part goes in, not even into the manifest. `faults` are those
    of `plan_for`.
    """
    edition = prepared.edition
    shown = shown_publicly(edition.items)
    plan = plan_for(
        prepared,
        items={},
        papers={one.paper_id: REDACTED for one in prepared.edition.papers if one.twin},
        parts=frozenset({Part.PUBLIC}),
        faults=faults,
    )
    earlier = prepared.earlier
    public = prepare(
        _edition(edition, shown), None if earlier is None else _earlier(earlier, shown)
    )
    # The whole agenda counts the pages before the first matter, for everybody.
    public = replace(public, front_pages=prepared.front_pages)
    return public, as_published(plan, shown)


def _edition(edition: Edition, shown: Collection[ItemId]) -> Edition:
    papers = tuple(one for one in edition.papers if one.item_id in shown)
    versions = {one.version for one in papers}
    twins = {one.twin.twin_id for one in papers if one.twin}
    return replace(
        edition,
        agenda=tuple(_agenda(edition.agenda, shown)),
        items=tuple(one for one in edition.items if one.item_id in shown),
        papers=papers,
        covers=_covers(edition.covers, shown),
        files={pk: path for pk, path in edition.files.items() if pk in versions},
        twin_files={pk: at for pk, at in edition.twin_files.items() if pk in twins},
    )


def _earlier(earlier: Earlier, shown: Collection[ItemId]) -> Earlier:
    published = earlier.published
    runs = tuple(run for run in published.runs if run.item_id in shown)
    sheets = (Sheets(one.title, _covers(one.covers, shown)) for one in earlier.sheets)
    return replace(
        earlier,
        published=replace(published, runs=runs),
        sheets=tuple(sheets),
        items=tuple(one for one in earlier.items if one.item_id in shown),
        titles=tuple(one for one in earlier.titles if one.item_id in shown),
    )


def _covers(
    covers: Mapping[ItemId, CoverFacts], shown: Collection[ItemId]
) -> dict[ItemId, CoverFacts]:
    return {pk: one for pk, one in covers.items() if pk in shown}


def _agenda(
    lines: Iterable[AgendaLine], shown: Collection[ItemId]
) -> Iterable[AgendaLine]:
    """Keep what is shown, and the headings under which something of it stands."""
    heading: AgendaLine | None = None
    for line in lines:
        if line.item_id is None:
            heading = line
        elif line.item_id in shown:
            if heading is not None and heading.part == line.part:
                yield heading
            heading = None
            yield line
