"""From rows to facts: what a copy gives that its reader must not have any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, Subquery

from committees.models import Appointment
from core import clock
from meetings.enums import ConflictState, PaperHandling
from meetings.facts.redactions import shut_twins
from meetings.models import ConflictRow, Item
from meetings.policies.gatherings import judge_items, judge_papers
from packs.facts.contents import entries_given, said
from packs.facts.editions import current_versions
from packs.facts.outdated import leaking
from packs.facts.published import runs_had
from packs.models import PackCopy, PackState
from packs.rules.page_numbers import PageNumber, read_page_number
from packs.values import EntryKind


if TYPE_CHECKING:
    from collections.abc import Iterable


def pages_withheld_since(copy: PackCopy) -> list[list[int | str]]:
    """Return the runs of pages (first, last) that a copy gives and the door keeps now.

    Neighbouring runs are one, but what comes later between them is named apart; a paper
    that was withdrawn is old, not withheld. Pages that a supplement made void are named
    too: whoever printed them has them still.
    """
    gathering = copy.pack.gathering
    items = list(Item.objects.matters().filter(gathering=gathering))
    versions = current_versions(items, with_withdrawn=True)
    verdicts = judge_items(copy.person_id, gathering, items)
    papers = judge_papers(copy.person_id, gathering, items, versions)
    kept_papers = {
        one.paper_id
        for one in versions
        if not papers[one.pk] and papers[one.pk].code != "paper_withdrawn"
    }
    kept_items = {pk for pk, verdict in verdicts.items() if not verdict}
    entries = entries_given(copy)
    shut = shut_twins(entry["twin"] for entry in entries if entry.get("twin"))
    places = [
        (entry["first"], entry["last"])
        for entry in entries
        if _is_kept(entry, kept_items, kept_papers, shut)
    ]
    places += [
        (run.numbers[0], run.numbers[-1])
        for run in runs_had(copy)
        if run.item_id in kept_items or run.paper_id in kept_papers
    ]
    return _together(places)


def _together(places: Iterable[tuple[PageNumber, PageNumber]]) -> list[list[int | str]]:
    """Write runs of pages down in order, neighbours as one."""
    runs: list[list[int | str]] = []
    for first, last in sorted(set(places)):
        if runs and _follows(runs[-1][1], first):
            runs[-1][1] = said(last)
        else:
            runs.append([said(first), said(last)])
    return runs


def _follows(last: int | str, first: PageNumber) -> bool:
    """Say whether a page follows another in its series: 8 after 7, 7c after 7b."""
    before = read_page_number(str(last))
    if first.suffix:
        return (before.number, before.suffix + 1) == (first.number, first.suffix)
    return before.suffix == 0 and before.number + 1 == first.number


def _is_kept(
    entry: dict[str, Any], items: set[int], papers: set[int], twins: set[int]
) -> bool:
    if entry["item_id"] in items:
        return True
    if entry.get("twin"):
        return entry["twin"] in twins
    return entry["kind"] == EntryKind.PAPER.value and entry["paper_id"] in papers


def confirmed_leaks() -> list[Any]:
    """Return the copies of meetings to come that give what a ruling withholds now.

    Each has `recorded_ruling`, the user (id) who recorded the latest such ruling. Where
    nobody has ruled yet the door is shut and nothing is taken back: the chair may rule
    that the papers are given.
    """
    reader = OuterRef("person")
    # What is kept from a member is kept from who reads for them.
    reads_for = Appointment.objects.filter(assistants__person=OuterRef(reader))
    ruled = ConflictRow.objects.filter(
        Q(person=reader) | Q(person__in=reads_for.values("person")),
        item__gathering=OuterRef("pack__gathering"),
        state=ConflictState.ACCEPTED,
        papers=PaperHandling.WITHHELD,
        treated_at__gt=OuterRef("built_at"),
    ).order_by("-treated_at", "-pk")
    copies = (
        PackCopy.objects.filter(
            Exists(ruled),
            pack__gathering__held_on__gte=clock.today(),
            pack__state=PackState.SENT,
            revoked_at__isnull=True,
        )
        .annotate(recorded_ruling=Subquery(ruled.values("treated_by")[:1]))
        .select_related("pack__gathering", "person")
        .defer("manifest")
        .order_by("pk")
    )
    return [copy for copy in copies if leaking([copy], copy.pack.gathering)]
