"""Which version of each paper was before a meeting, and on which pages of its pack."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from meetings.models import PaperVersion
from packs.facts.contents import numbers_of
from packs.models import Pack, PackCopy
from packs.rules.page_numbers import span
from packs.values import EntryKind


if TYPE_CHECKING:
    from collections.abc import Collection

    from meetings.models import Gathering, Item


@dataclass(frozen=True, slots=True)
class Cited:
    """A paper in the version that was before the meeting; `pages` as in Pages 5a to 5b.

    `pages` are empty where the paper was in no pack that had gone out by then.
    """

    item_id: int
    title: str
    version: int
    pages: str = ""


def cited_in(gathering: Gathering, items: Collection[Item]) -> list[Cited]:
    """Return the papers of items as they were before the meeting, in three queries.

    What had gone out by the day of the meeting counts, whatever was handed in, replaced
    or withdrawn since: a paper in the version and on the pages of the last pack or
    supplement. A paper that was in none is cited in its last version of that day, unless
    it was withdrawn.
    """
    pages = _pages_by_version(gathering)
    rows = (
        PaperVersion.objects.filter(
            paper__item__in=items, uploaded_at__lt=_end_of(gathering)
        )
        .select_related("paper")
        .order_by("paper__item", "paper__position", "paper", "number")
    )
    found: dict[int, PaperVersion] = {}
    for row in rows:
        held = found.get(row.paper_id)
        if held is None or held.pk not in pages:
            found[row.paper_id] = row
    return [
        Cited(row.paper.item_id, row.paper.title, row.number, pages.get(row.pk, ""))
        for row in found.values()
        if row.pk in pages or not row.paper.is_withdrawn
    ]


def _end_of(gathering: Gathering) -> dt.datetime:
    """Return the midnight that ends the day of a meeting."""
    after = gathering.held_on + dt.timedelta(days=1)
    return timezone.make_aware(dt.datetime.combine(after, dt.time()))


def _pages_by_version(gathering: Gathering) -> dict[int, str]:
    """Return the pages on which each version (key) stood in the last pack to go out."""
    sent = Pack.objects.filter(gathering=gathering, sent_at__lt=_end_of(gathering))
    pack = sent.order_by("-sent_at", "-edition").first()
    if pack is None:
        return {}
    copies = PackCopy.objects.filter(pack=pack).order_by("pk")
    # Any reader's copy tells it: the numbers are the same for all.
    row = copies.values_list("manifest__entries", "manifest__numbers").first()
    entries, numbers = row or ([], None)
    return {
        entry["version"]: span(ends)
        for entry, ends in zip(entries, numbers_of(entries, numbers), strict=True)
        if entry["kind"] == EntryKind.PAPER.value
    }
