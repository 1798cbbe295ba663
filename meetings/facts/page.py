"""From rows to facts: the agenda as one reader may see it, in constant queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import F

from core.verdict import Verdict
from meetings.enums import Part, ScopeRole, Sensitivity
from meetings.facts.agenda import numbers_of, timed, times_of
from meetings.facts.footing import Footing
from meetings.models import Item, ItemScope, PaperVersion
from meetings.policies.gatherings import judge_items
from meetings.rules.appendices import called, letters_of
from meetings.rules.reading import VersionFacts, judge_title, judge_version
from meetings.rules.timing import minutes_over


if TYPE_CHECKING:
    from datetime import time

    from django.db.models import QuerySet

    from meetings.models import Gathering, Sitting


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper a reader may open, in its current version."""

    version_id: int
    title: str
    pages: int
    sensitivity: Sensitivity


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One line of an agenda as one reader sees it."""

    item: Item
    number: str
    starts_at: time | None
    reading: Verdict
    roles: tuple[ScopeRole | None, ...]
    papers: tuple[PaperLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Agenda:
    """An agenda as one reader sees it: only lines they may know of."""

    gathering: Gathering
    sittings: tuple[Sitting, ...]
    lines: tuple[AgendaLine, ...] = ()
    minutes_over: int = 0
    withdrawn: tuple[AgendaLine, ...] = field(default=())

    def of_part(self, part: Part) -> list[AgendaLine]:
        """Return the lines of one part, in order."""
        return [line for line in self.lines if line.item.part == part]

    @property
    def matters(self) -> list[AgendaLine]:
        """Return the lines that are no headings and were not withdrawn."""
        return [
            line
            for line in self.lines
            if not line.item.is_heading and not line.item.is_withdrawn
        ]


def agenda_for(person_id: int | None, gathering: Gathering, footing: Footing) -> Agenda:
    """Return the agenda as a person (id) of this footing may see it, in six queries."""
    sittings = tuple(
        gathering.sittings.select_related("committee", "chair").order_by(
            "position", "pk"
        )
    )
    items = list(_items(gathering))
    own = {pk for pk, people in _owners(items) if person_id in people}
    readings = judge_items(person_id, gathering, items, footing=footing, own=own)
    roles = _roles(gathering)
    papers = _papers(gathering)
    numbers = numbers_of(items)
    shown = [one for one in items if one.pk in numbers or one.is_heading]
    times = times_of(gathering, shown)

    def line(item: Item) -> AgendaLine:
        reading = readings[item.pk]
        return AgendaLine(
            item=item,
            number=numbers.get(item.pk, ""),
            starts_at=times.get(item),
            reading=reading,
            roles=tuple(roles.get((item.pk, one.pk)) for one in sittings),
            papers=tuple(_readable(papers[item.pk], footing, reading)),
        )

    known = [one for one in items if judge_title(readings[one.pk])]
    in_place = {one.pk for one in shown if not (one.is_heading and one.is_withdrawn)}
    return Agenda(
        gathering=gathering,
        sittings=sittings,
        lines=tuple(line(item) for item in known if item.pk in in_place),
        minutes_over=minutes_over(
            timed(shown),
            starts_at=gathering.starts_at_time,
            ends_at=gathering.ends_at_time,
            part_two_at=gathering.part_two_time,
        ),
        withdrawn=tuple(line(item) for item in known if item.pk not in in_place),
    )


def _items(gathering: Gathering) -> QuerySet[Item]:
    return (
        gathering.items.in_order()
        .select_related("lead")
        .annotate(author_id=F("cover_sheet__author"))
    )


def _owners(items: list[Item]) -> list[tuple[int, set[int | None]]]:
    """Return who leads or wrote each item; nobody is no owner."""
    return [
        (item.pk, {item.lead_id, getattr(item, "author_id", None)} - {None})
        for item in items
    ]


def _roles(gathering: Gathering) -> dict[tuple[int, int], ScopeRole]:
    rows = ItemScope.objects.filter(item__gathering=gathering).order_by()
    return {
        (item, sitting): ScopeRole(role)
        for item, sitting, role in rows.values_list("item", "sitting", "role")
    }


def _papers(gathering: Gathering) -> dict[int, list[PaperLine]]:
    """Return the current versions of the papers that stand, by item, in their order.

    Those that were withdrawn keep their letters.
    """
    rows = (
        PaperVersion.objects.filter(paper__item__gathering=gathering)
        .order_by("paper_id", "-number")
        .distinct("paper_id")
        .values_list(
            "paper__item",
            "paper__position",
            "pk",
            "paper__title",
            "pages",
            "paper__sensitivity",
            "paper__is_appendix",
            "paper__is_withdrawn",
        )
    )
    ordered = sorted(rows)
    kinds: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for item, _position, pk, *_facts, is_appendix, _is_gone in ordered:
        kinds[item].append((pk, is_appendix))
    letters = {
        pk: letter for one in kinds.values() for pk, letter in letters_of(one).items()
    }
    found: dict[int, list[PaperLine]] = defaultdict(list)
    for item, _position, pk, title, pages, sensitivity, _kind, is_gone in ordered:
        name = called(title, letters.get(pk, ""))
        if not is_gone:
            found[item].append(PaperLine(pk, name, pages, Sensitivity(sensitivity)))
    return found


def _readable(
    papers: list[PaperLine], footing: Footing, reading: Verdict
) -> list[PaperLine]:
    return [
        paper
        for paper in papers
        if judge_version(footing.standing, reading, VersionFacts(paper.sensitivity))
    ]
