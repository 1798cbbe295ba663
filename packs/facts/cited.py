"""Which version of each paper was before a meeting, and on which pages of its pack."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from meetings.enums import Part, Sensitivity
from meetings.facts.appendices import letters_in
from meetings.facts.redactions import current_twins
from meetings.models import PaperVersion
from meetings.rules.appendices import called
from packs.facts.contents import numbers_of
from packs.models import Pack, PackCopy
from packs.rules.page_numbers import PageNumber, span
from packs.values import EntryKind


if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from meetings.models import Gathering, Item, RedactedTwin

# A title that the minutes of a part may not repeat.
NAMELESS = "A paper that is not published"


@dataclass(frozen=True, slots=True)
class Cited:
    """A paper in the version that was before the meeting; `pages` as in Pages 5a to 5b.

    `pages` are empty where the paper was in no pack that had gone out by then;
    `supplement` counts from 1 and is 0 for the pack itself. `is_tabled`: it came on the
    day of the meeting.
    """

    item_id: int
    title: str
    version: int
    pages: str = ""
    supplement: int = 0
    is_tabled: bool = False

    @property
    def in_words(self) -> str:
        """Say it as the minutes do: Plan, version 2, pages 5a to 5b of supplement 1."""
        said = f"{self.title}, version {self.version}"
        if not self.pages:
            came = "tabled on the day" if self.is_tabled else "not in the pack"
            return f"{said}, {came}"
        where = f"supplement {self.supplement}" if self.supplement else "the pack"
        return f"{said}, {self.pages[0].lower()}{self.pages[1:]} of {where}"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a version stands, and with which supplement it came there."""

    ends: tuple[PageNumber, PageNumber]
    supplement: int


def cited_in(gathering: Gathering, items: Collection[Item]) -> list[Cited]:
    """Return the papers of items as they were before the meeting, in five queries.

    What had gone out by the day of the meeting counts, whatever was handed in, replaced
    or withdrawn since: a paper in the version and on the pages of the last pack or
    supplement. A paper that was in none is cited in its last version of that day, unless
    it was withdrawn. The minutes of a part name no paper that not all their readers may
    have (docs/field.md 6.6): it goes without its title. One that the public is given
    redacted is cited by the title that the public reads, as redacted.
    """
    places = _places_by_version(gathering)
    rows = (
        PaperVersion.objects.filter(
            paper__item__in=items, uploaded_at__lt=_end_of(gathering)
        )
        .select_related("paper__item__gathering")
        .order_by("paper__item", "paper__position", "paper", "number")
    )
    found: dict[int, PaperVersion] = {}
    for row in rows:
        held = found.get(row.paper_id)
        if held is None or held.pk not in places:
            found[row.paper_id] = row
    letters, twins = letters_in(items), current_twins(found.values())
    return [
        _cited(
            row, places.get(row.pk), letters.get(row.paper_id, ""), twins.get(row.pk)
        )
        for row in found.values()
        if row.pk in places or not row.paper.is_withdrawn
    ]


def _cited(
    row: PaperVersion, place: _Place | None, letter: str, twin: RedactedTwin | None
) -> Cited:
    paper = row.paper
    open_to_part = {Sensitivity.PUBLIC}
    if paper.item.part == Part.TWO:
        open_to_part.add(Sensitivity.PRIVATE)
    title = NAMELESS
    if paper.sensitivity in open_to_part:
        title = called(paper.title, letter)
    elif twin is not None and paper.item.part == Part.ONE:
        title = f"{called(twin.title, letter)} (redacted for the public)"
    if place is None:
        day = paper.item.gathering.held_on
        is_tabled = timezone.localdate(row.uploaded_at) == day
        return Cited(paper.item_id, title, row.number, is_tabled=is_tabled)
    return Cited(
        paper.item_id, title, row.number, span(place.ends), supplement=place.supplement
    )


def _end_of(gathering: Gathering) -> dt.datetime:
    """Return the midnight that ends the day of a meeting."""
    after = gathering.held_on + dt.timedelta(days=1)
    return timezone.make_aware(dt.datetime.combine(after, dt.time()))


def _places_by_version(gathering: Gathering) -> dict[int, _Place]:
    """Return where each version (key) stood in the last pack to go out."""
    sent = Pack.objects.filter(gathering=gathering, sent_at__lt=_end_of(gathering))
    by_key = {pack.pk: pack for pack in sent.order_by("sent_at", "edition")}
    chain: list[Pack] = []
    pack = list(by_key.values())[-1] if by_key else None
    while pack is not None:
        chain.insert(0, pack)
        pack = by_key.get(pack.supplement_to_id or 0)
    # Any reader's copy tells it: the numbers are the same for all.
    copies = (
        PackCopy.objects.filter(pack__in=chain)
        .order_by("pack", "pk")
        .distinct("pack")
        .values_list("pack", "manifest__entries", "manifest__numbers")
    )
    told = {key: (entries, numbers) for key, entries, numbers in copies}
    found: dict[int, _Place] = {}
    for one in chain:
        found = _carried(found, one.supplement, *told.get(one.pk, ([], None)))
    return found


def _carried(
    before: Mapping[int, _Place],
    supplement: int,
    entries: Sequence[Mapping[str, Any]],
    numbers: Sequence[Sequence[str]] | None,
) -> dict[int, _Place]:
    """Take what one pack gives: what stood there before came with an earlier one."""
    found: dict[int, _Place] = {}
    for entry, ends in zip(entries, numbers_of(entries, numbers), strict=True):
        if entry["kind"] != EntryKind.PAPER.value:
            continue
        held = before.get(entry["version"])
        came = held.supplement if held and held.ends == ends else supplement
        found[entry["version"]] = _Place(ends, came)
    return found
