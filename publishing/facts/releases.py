"""What of the private part is out, by the releases that stand."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from meetings.enums import Part
from meetings.facts.redactions import current_twins
from meetings.models import Item, ItemScope, PaperVersion
from publishing.models import Release
from publishing.rules.releases import Released, ReleaseFacts, released


if TYPE_CHECKING:
    from collections.abc import Iterable

    from meetings.models import Gathering


def released_of(items: Iterable[Item]) -> dict[int, Released]:
    """Return what is out of each item (key) of which something is, in three queries.

    Nothing of an item that was withdrawn, of a part of one, or that is not private.
    """
    keys = [one.pk for one in items if one.part == Part.TWO and not _is_gone(one)]
    told: dict[int, list[ReleaseFacts]] = defaultdict(list)
    rows = Release.objects.standing().filter(item__in=keys).prefetch_related("papers")
    for row in rows:
        versions = frozenset(one.version_id for one in row.papers.all())
        facts = ReleaseFacts(
            row.sitting_id, row.decided_on, versions, row.shows_decision
        )
        told[row.item_id].append(facts)
    scopes: dict[int, set[int]] = defaultdict(set)
    for item, sitting in ItemScope.objects.filter(item__in=told).values_list(
        "item", "sitting"
    ):
        scopes[item].add(sitting)
    found = {key: released(scopes[key], facts) for key, facts in told.items()}
    return {key: one for key, one in found.items() if one is not None}


def is_released(version: PaperVersion) -> bool:
    """Say whether a version is out: released by all its committees, and not withdrawn."""
    paper = version.paper
    if paper.is_withdrawn:
        return False
    out = released_of([paper.item]).get(paper.item_id)
    return out is not None and version.pk in out.versions


def releasable(item: Item) -> list[PaperVersion]:
    """Return the current versions of an item's papers that may be released, in order.

    A paper that is given redacted needs its redacted form (docs/adr/0037).
    """
    rows = (
        PaperVersion.objects.filter(paper__item=item, paper__is_withdrawn=False)
        .order_by("paper_id", "-number")
        .distinct("paper_id")
        .select_related("paper")
    )
    found = sorted(rows, key=lambda one: (one.paper.position, one.paper_id))
    twins = current_twins(found)
    return [one for one in found if not one.paper.is_redacted or one.pk in twins]


def private_items(gathering: Gathering) -> list[Item]:
    """Return the matters of the private part, in order."""
    rows = gathering.items.in_order().filter(part=Part.TWO, is_heading=False)
    return list(rows.select_related("parent", "lead"))


def _is_gone(item: Item) -> bool:
    return item.is_withdrawn or (item.parent is not None and item.parent.is_withdrawn)
