"""Which version of each paper was before a meeting, and on which pages of its pack."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from meetings.enums import Part, Sensitivity
from meetings.facts.appendices import letters_in
from meetings.facts.redactions import current_twins
from meetings.facts.tabling import tabled_in
from meetings.models import PaperVersion
from meetings.rules.appendices import called
from packs.facts.contents import numbers_of
from packs.models import Pack, PackCopy
from packs.rules.page_numbers import PageNumber, span
from packs.values import EntryKind


if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Mapping, Sequence

    from meetings.models import Gathering, Item, RedactedTwin
    from meetings.rules.tabling import Tabled

# A title that the minutes of a part may not repeat.
NAMELESS = "A paper that is not published"


@dataclass(frozen=True, slots=True)
class Cited:
    """A paper in the version that was before the meeting; `pages` as in Pages 5a to 5b.

    `pages` are empty where the paper was in no pack that had gone out by then;
    `supplement` counts from 1 and is 0 for the pack itself. `tabled` says what was
    recorded of a paper on the table; `came_on_the_day`: nothing was, and it came then.
    """

    item_id: int
    title: str
    version: int
    pages: str = ""
    supplement: int = 0
    came_on_the_day: bool = False
    tabled: str = ""

    @property
    def in_words(self) -> str:
        """Say it as the minutes do: Plan, version 2, pages 5a to 5b of supplement 1."""
        said = f"{self.title}, version {self.version}"
        if not self.pages:
            came = "handed in on the day" if self.came_on_the_day else "not in the pack"
            return f"{said}, {self.tabled or came}"
        where = f"supplement {self.supplement}" if self.supplement else "the pack"
        return f"{said}, {self.pages[0].lower()}{self.pages[1:]} of {where}"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a version stands, and with which supplement it came there."""

    ends: tuple[PageNumber, PageNumber]
    supplement: int


def cited_in(gathering: Gathering, items: Collection[Item]) -> list[Cited]:
    """Return the papers of items as they were before the meeting, in six queries.

    What had gone out by the day of the meeting counts, whatever was handed in, replaced
    or withdrawn since: a paper in the version and on the pages of the last pack or
    supplement. A paper that was in none is cited in its last version of that day, unless
    it was withdrawn. What is recorded as tabled is cited as that, whenever it was handed
    in, beside the version that was in the pack. The minutes of a part name no paper that not all their readers may
    have (docs/field.md 6.6): it goes without its title. One that the public is given
    redacted is cited by the title that the public reads, as redacted.
    """
    places = _places_by_version(gathering)
    tabled = tabled_in(items)
    rows = (
        PaperVersion.objects.filter(
            Q(uploaded_at__lt=_end_of(gathering)) | Q(pk__in=tabled),
            paper__item__in=items,
        )
        .select_related("paper__item__gathering")
        .order_by("paper__item", "paper__position", "paper", "number")
    )
    found = _before_it(rows, places, tabled)
    letters, twins = letters_in(items), current_twins(found)
    return [
        _cited(
            row,
            places.get(row.pk),
            letters.get(row.paper_id, ""),
            twins.get(row.pk),
            tabled.get(row.pk),
        )
        for row in found
    ]


def _before_it(
    rows: Iterable[PaperVersion], places: Container[int], tabled: Container[int]
) -> list[PaperVersion]:
    """Choose of each paper the version of the pack, else the last, and what was tabled.

    `rows` are in the order of papers and versions.
    """
    chosen: dict[int, PaperVersion] = {}
    on_the_table: list[PaperVersion] = []
    for row in rows:
        held = chosen.get(row.paper_id)
        if row.pk in tabled and row.pk not in places:
            on_the_table.append(row)
        elif held is None or held.pk not in places:
            chosen[row.paper_id] = row
    laid = {row.paper_id for row in on_the_table}
    given = [
        row
        for row in chosen.values()
        if row.pk in places or not (row.paper.is_withdrawn or row.paper_id in laid)
    ]
    together = [*given, *on_the_table]
    return sorted(
        together,
        key=lambda one: (
            one.paper.item_id,
            one.paper.position,
            one.paper_id,
            one.number,
        ),
    )


def _cited(
    row: PaperVersion,
    place: _Place | None,
    letter: str,
    twin: RedactedTwin | None,
    tabled: Tabled | None,
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
        return Cited(
            paper.item_id,
            title,
            row.number,
            came_on_the_day=timezone.localdate(row.uploaded_at) == day,
            tabled=tabled.in_words if tabled else "",
        )
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
