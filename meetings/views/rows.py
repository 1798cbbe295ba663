"""The lines of an agenda as its page prints them: words and addresses, no questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from core.web.dates import clock_time
from meetings.enums import PaperAvailability, Purpose, Sensitivity


if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from meetings.facts.page import AgendaLine
    from meetings.models import Sitting

WITHHELD = "Withheld from you: you have an interest in this item"


@dataclass(frozen=True, slots=True)
class PrintedPaper:
    """One paper: its title, where it opens, and what to know before."""

    title: str
    url: str
    note: str


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line; `roles` are pairs of committee and word, in the columns' order."""

    pk: int
    is_heading: bool
    title: str
    url: str = ""
    number: str = ""
    reference: str = ""
    lead: str = ""
    time: str = ""
    purpose: str = ""
    note: str = ""
    is_withdrawn: bool = False
    is_part: bool = False
    papers: tuple[PrintedPaper, ...] = ()
    roles: tuple[tuple[str, str], ...] = ()


def agenda_rows(
    lines: Iterable[AgendaLine], sittings: Sequence[Sitting]
) -> list[PrintedLine]:
    """Return the lines of one part, ready to print."""
    names = [one.committee.short_name for one in sittings]
    # One address is worked out and the others are written after it: forty are costly.
    item_url = reverse("meetings:item", args=[0])
    file_url = reverse("meetings:paper_file", args=[0])
    return [_row(line, names, item_url, file_url) for line in lines]


def _row(
    line: AgendaLine, names: Sequence[str], item_url: str, file_url: str
) -> PrintedLine:
    item = line.item
    if item.is_heading:
        return PrintedLine(item.pk, True, item.title)
    papers = [
        PrintedPaper(
            paper.title,
            file_url.replace("0", str(paper.version_id), 1),
            _paper_note(paper.pages, paper.sensitivity),
        )
        for paper in line.papers
    ]
    return PrintedLine(
        pk=item.pk,
        is_heading=False,
        title=item.title,
        url=item_url.replace("0", str(item.pk), 1) if line.reading else "",
        number=line.number,
        reference=item.reference,
        lead=str(item.lead or ""),
        time=_time(line),
        purpose=Purpose(item.purpose).label,
        note=_note(line),
        is_withdrawn=item.is_withdrawn,
        is_part=item.parent_id is not None,
        papers=tuple(papers),
        roles=tuple(
            (name, role.label if role is not None else "")
            for name, role in zip(names, line.roles, strict=True)
        ),
    )


def _time(line: AgendaLine) -> str:
    if line.starts_at is None:
        return ""
    planned = line.item.minutes_planned
    return clock_time(line.starts_at) + (f", {planned} min" if planned else "")


def _note(line: AgendaLine) -> str:
    if not line.reading:
        return WITHHELD if line.reading.code == "excluded" else line.reading.reason
    if line.papers or line.item.availability == PaperAvailability.ATTACHED:
        return ""
    return PaperAvailability(line.item.availability).label


def _paper_note(pages: int, sensitivity: Sensitivity) -> str:
    length = "1 page" if pages == 1 else f"{pages} pages"
    if sensitivity is Sensitivity.PUBLIC:
        return f"PDF, {length}"
    return f"PDF, {length}, {sensitivity.label.lower()}"
