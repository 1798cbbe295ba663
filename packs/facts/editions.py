"""From the agenda to what all copies of an edition share."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from committees.enums import WithholdingPolicy as CommitteePolicy
from committees.models import TermsOfReference
from core.web.dates import clock_time, long_date
from meetings.enums import Part, Sensitivity
from meetings.models import CoverSheet, ItemScope, PaperVersion
from meetings.rules.numbering import PlacedItem, number_agenda
from meetings.values import ItemId as AgendaItemId
from packs.build.edition import AgendaLine, CoverFacts, Edition
from packs.rules.plan import ItemFacts, PaperFacts
from packs.values import ItemId, PaperId, PaperVersionId, WithholdingPolicy
from packs.values import Part as PackPart


if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from meetings.models import Gathering, Item, Sitting

PARTS = {Part.ONE: PackPart.PUBLIC, Part.TWO: PackPart.PRIVATE}
LABELS = (
    ("summary", "Summary"),
    ("recommendation", "Recommendation"),
    ("finance", "Financial implications"),
    ("quality", "Quality implications"),
    ("equality", "Equality impact"),
    ("engagement", "Engagement done"),
    ("risk", "Risk"),
    ("previous_consideration", "Considered before"),
)


def edition_of(gathering: Gathering) -> tuple[Edition, list[PaperVersion]]:
    """Return the edition of a gathering's pack as it stands, and its paper versions.

    Titles of items are hidden from readers they are withheld from as soon as one
    committee of the gathering has that policy.
    """
    lines = list(
        gathering.items.filter(is_withdrawn=False).in_order().select_related("lead")
    )
    sittings = list(gathering.sittings.select_related("committee"))
    versions = current_versions(lines)
    edition = Edition(
        title=gathering.title,
        held_on=long_date(gathering.held_on),
        place=gathering.venue,
        committees=tuple(sitting.committee.short_name for sitting in sittings),
        agenda=tuple(_agenda(gathering, lines, sittings)),
        items=tuple(_items(lines)),
        papers=tuple(_papers(lines, versions)),
        covers=_covers(lines),
        files={
            PaperVersionId(version.pk): Path(version.file.path) for version in versions
        },
        policy=_policy(gathering, sittings),
    )
    return edition, versions


def current_versions(items: Iterable[Item]) -> list[PaperVersion]:
    """Return the newest version of every paper of items that was not withdrawn."""
    newest: dict[int, PaperVersion] = {}
    rows = PaperVersion.objects.filter(
        paper__item__in=list(items), paper__is_withdrawn=False
    ).select_related("paper")
    for row in rows.order_by("paper__item", "paper__position", "paper", "number"):
        newest[row.paper_id] = row
    return list(newest.values())


def _numbers(lines: Iterable[Item]) -> dict[int, str]:
    numbers: dict[int, str] = {}
    for part in Part:
        placed = (
            PlacedItem(
                AgendaItemId(line.pk),
                is_heading=line.is_heading,
                parent=AgendaItemId(line.parent_id) if line.parent_id else None,
            )
            for line in lines
            if line.part == part
        )
        numbers |= {int(pk): label for pk, label in number_agenda(placed).items()}
    return numbers


def _agenda(
    gathering: Gathering, lines: Sequence[Item], sittings: Sequence[Sitting]
) -> Iterable[AgendaLine]:
    numbers = _numbers(lines)
    scopes: dict[int, dict[int, str]] = defaultdict(dict)
    rows = ItemScope.objects.filter(item__in=list(lines))
    for row in rows:
        scopes[row.item_id][row.sitting_id] = row.get_role_display()
    moment = datetime.combine(gathering.held_on, gathering.starts_at_time)
    for line in lines:
        starts = clock_time(moment.time()) if not line.is_heading else ""
        moment += timedelta(minutes=line.minutes_planned or 0)
        wanted = scopes[line.pk]
        yield AgendaLine(
            title=line.title,
            item_id=None if line.is_heading else ItemId(line.pk),
            number=numbers.get(line.pk, ""),
            reference=line.reference,
            purpose="" if line.is_heading else line.get_purpose_display(),
            lead=str(line.lead) if line.lead else "",
            time=starts,
            part=Part(line.part).label,
            scopes=tuple(wanted.get(sitting.pk, "") for sitting in sittings),
        )


def _items(lines: Iterable[Item]) -> Iterable[ItemFacts]:
    numbers = _numbers(list(lines))
    headings: tuple[str, ...] = ()
    for line in lines:
        if line.is_heading:
            headings = (line.title,)
            continue
        yield ItemFacts(
            item_id=ItemId(line.pk),
            reference=line.reference,
            number=numbers.get(line.pk, ""),
            title=line.title,
            position=line.position,
            part=PARTS[Part(line.part)],
            headings=headings,
        )


def _papers(
    lines: Iterable[Item], versions: Iterable[PaperVersion]
) -> Iterable[PaperFacts]:
    parts = {line.pk: Part(line.part) for line in lines}
    for version in versions:
        paper = version.paper
        is_public = (
            parts[paper.item_id] == Part.ONE and paper.sensitivity == Sensitivity.PUBLIC
        )
        yield PaperFacts(
            item_id=ItemId(paper.item_id),
            paper_id=PaperId(paper.pk),
            version=PaperVersionId(version.pk),
            sha256=version.sha256,
            pages=version.pages,
            title=paper.title,
            position=paper.position,
            part=PackPart.PUBLIC if is_public else PackPart.PRIVATE,
            sensitivity=paper.sensitivity,
        )


def _covers(lines: Iterable[Item]) -> Mapping[ItemId, CoverFacts]:
    rows = CoverSheet.objects.filter(item__in=list(lines)).select_related(
        "item", "author"
    )
    covers = {}
    for row in rows:
        facts = [(label, str(getattr(row, name))) for name, label in LABELS]
        if row.author is not None:
            facts.insert(0, ("Author", str(row.author)))
        if any(words.strip() for _label, words in facts):
            covers[ItemId(row.item_id)] = CoverFacts(
                item_id=ItemId(row.item_id),
                title=row.item.title,
                reference=row.item.reference,
                facts=tuple(facts),
            )
    return covers


def _policy(gathering: Gathering, sittings: Iterable[Sitting]) -> WithholdingPolicy:
    for sitting in sittings:
        terms = TermsOfReference.objects.filter(
            committee=sitting.committee
        ).in_force_on(gathering.held_on)
        if terms and terms.withholding_policy == CommitteePolicy.HIDE_TITLE:
            return WithholdingPolicy.HIDE_TITLE
    return WithholdingPolicy.HIDE_CONTENTS
