"""From the agenda to what all copies of an edition share."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from core.web.dates import clock_time, long_date
from meetings.enums import PaperAvailability, Part, Sensitivity
from meetings.facts.agenda import numbers_of, times_of
from meetings.facts.appendices import letters_in
from meetings.facts.contributors import contributions_of
from meetings.facts.redactions import current_twins
from meetings.models import CoverSheet, Item, ItemScope, PaperVersion
from meetings.rules.appendices import called
from meetings.rules.coming import marks_of
from packs.build.edition import AgendaLine, CoverFacts, Edition
from packs.build.manifest import plain
from packs.rules.plan import ItemFacts, PaperFacts, TwinFacts
from packs.values import ItemId, PaperId, PaperVersionId, TwinId
from packs.values import Part as PackPart


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from meetings.facts.contributors import Contribution
    from meetings.models import Gathering, RedactedTwin, Sitting

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
INTERESTS = "Interests of those who led, wrote, present or reviewed it"


@dataclass(frozen=True, slots=True)
class Agenda:
    """An edition, with the rows it was read from: what the door judges is the same.

    `twins` are the redacted forms that stand, by version (key).
    """

    edition: Edition
    items: tuple[Item, ...]
    versions: tuple[PaperVersion, ...]
    twins: Mapping[int, RedactedTwin] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """Return the digest of all that copies share: another one, another edition."""
        facts = json.dumps(plain(self.edition), sort_keys=True)
        return hashlib.sha256(facts.encode()).hexdigest()


def agenda_of(gathering: Gathering) -> Agenda:
    """Read a gathering's agenda for its pack, in nine queries, however long it is.

    Headings under which nothing is taken are left out.
    """
    announced = list(gathering.items.in_order().select_related("lead"))
    numbers = numbers_of(announced)
    lines = _without_idle_headings(
        [line for line in announced if not line.is_withdrawn]
    )
    items = [line for line in lines if not line.is_heading]
    sittings = list(gathering.sittings.select_related("committee"))
    versions = current_versions(items)
    twins = current_twins(versions)
    edition = Edition(
        title=gathering.title,
        held_on=long_date(gathering.held_on),
        place=f"{clock_time(gathering.starts_at_time)}, {gathering.venue}",
        committees=tuple(sitting.committee.short_name for sitting in sittings),
        agenda=tuple(
            _agenda(
                lines,
                sittings,
                numbers,
                _times(gathering, lines),
                having={version.paper.item_id for version in versions},
            )
        ),
        items=tuple(_items(lines, numbers)),
        papers=tuple(_papers(items, versions, twins)),
        covers=_covers(items),
        files={
            PaperVersionId(version.pk): Path((version.clean_file or version.file).path)
            for version in versions
        },
        twin_files=paths_of(twins.values()),
    )
    return Agenda(edition, tuple(items), tuple(versions), twins)


def paths_of(twins: Iterable[RedactedTwin]) -> dict[TwinId, Path]:
    """Say where redacted forms lie, by key."""
    return {TwinId(one.pk): Path((one.clean_file or one.file).path) for one in twins}


def current_versions(
    items: Iterable[Item], *, with_withdrawn: bool = False
) -> list[PaperVersion]:
    """Return the newest version of every paper of items, unless it was withdrawn."""
    newest: dict[int, PaperVersion] = {}
    rows = PaperVersion.objects.filter(paper__item__in=list(items))
    if not with_withdrawn:
        rows = rows.filter(paper__is_withdrawn=False)
    rows = rows.select_related("paper")
    for row in rows.order_by("paper__item", "paper__position", "paper", "number"):
        newest[row.paper_id] = row
    return list(newest.values())


def _without_idle_headings(lines: Sequence[Item]) -> list[Item]:
    """Drop the headings that nothing follows: they would tell of what is not there."""
    kept: list[Item] = []
    waiting: Item | None = None
    for line in lines:
        if line.is_heading:
            waiting = line
            continue
        if waiting is not None and waiting.part == line.part:
            kept.append(waiting)
        waiting = None
        kept.append(line)
    return kept


def _agenda(
    lines: Sequence[Item],
    sittings: Sequence[Sitting],
    numbers: Mapping[int, str],
    times: Mapping[Item, str],
    *,
    having: Collection[int],
) -> Iterable[AgendaLine]:
    """Write the lines of an agenda; `having` are the items (keys) with papers."""
    scopes: dict[int, dict[int, str]] = defaultdict(dict)
    rows = ItemScope.objects.filter(item__in=list(lines))
    for row in rows:
        scopes[row.item_id][row.sitting_id] = row.get_role_display()
    for line in lines:
        wanted = scopes[line.pk]
        yield AgendaLine(
            title=line.title,
            item_id=None if line.is_heading else ItemId(line.pk),
            number=numbers.get(line.pk, ""),
            reference=line.reference,
            purpose="" if line.is_heading else line.get_purpose_display(),
            lead=str(line.lead) if line.lead else "",
            time=times.get(line, ""),
            part=Part(line.part).label,
            scopes=tuple(wanted.get(sitting.pk, "") for sitting in sittings),
            marks=() if line.is_heading else _marks(line, line.pk in having),
        )


def _marks(item: Item, has_papers: bool) -> tuple[str, ...]:
    availability = PaperAvailability(item.availability)
    return marks_of(availability, is_late=item.is_late, has_papers=has_papers)


def _times(gathering: Gathering, lines: Sequence[Item]) -> dict[Item, str]:
    """Return when each line begins, in words; nothing where no minutes are planned."""
    if not any(line.minutes_planned for line in lines):
        return {}
    begins = times_of(gathering, lines).items()
    return {line: clock_time(moment) for line, moment in begins if moment is not None}


def _items(lines: Iterable[Item], numbers: Mapping[int, str]) -> Iterable[ItemFacts]:
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
    items: Iterable[Item],
    versions: Iterable[PaperVersion],
    twins: Mapping[int, RedactedTwin],
) -> Iterable[PaperFacts]:
    items = list(items)
    parts = {item.pk: Part(item.part) for item in items}
    letters = letters_in(items)
    for version in versions:
        paper = version.paper
        letter = letters.get(paper.pk, "")
        is_public = (
            parts[paper.item_id] == Part.ONE and paper.sensitivity == Sensitivity.PUBLIC
        )
        yield PaperFacts(
            item_id=ItemId(paper.item_id),
            paper_id=PaperId(paper.pk),
            version=PaperVersionId(version.pk),
            sha256=version.clean_sha256 or version.sha256,
            pages=version.pages,
            title=called(paper.title, letter),
            position=paper.position,
            part=PackPart.PUBLIC if is_public else PackPart.PRIVATE,
            sensitivity=paper.sensitivity,
            twin=_twin(twins.get(version.pk), letter),
        )


def _twin(twin: RedactedTwin | None, letter: str) -> TwinFacts | None:
    if twin is None:
        return None
    sha256 = twin.clean_sha256 or twin.sha256
    return TwinFacts(TwinId(twin.pk), sha256, called(twin.title, letter))


def _covers(items: Iterable[Item]) -> Mapping[ItemId, CoverFacts]:
    rows = (
        CoverSheet.objects.filter(item__in=list(items))
        .select_related("item__lead", "author")
        .order_by("item")
    )
    covers = {}
    contributions = contributions_of([row.item for row in rows])
    for row in rows:
        facts = [(label, str(getattr(row, name))) for name, label in LABELS]
        if row.author is not None:
            facts.insert(0, ("Author", str(row.author)))
        is_filled = any(words.strip() for _label, words in facts)
        facts.append((INTERESTS, _interests(contributions.get(row.item_id, ()))))
        if is_filled:
            covers[ItemId(row.item_id)] = CoverFacts(
                item_id=ItemId(row.item_id),
                title=row.item.title,
                reference=row.item.reference,
                facts=tuple(facts),
            )
    return covers


def _interests(contributions: Iterable[Contribution]) -> str:
    """Name those with a part in the item whom an interest ties to it, and no more."""
    touched = (
        f"{one.person} ({', '.join(one.parts)}) has an interest in this item."
        for one in contributions
        if one.is_touched
    )
    return " ".join(touched)
