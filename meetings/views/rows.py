"""The lines of an agenda as HTML, written in Python: as a template they are slow.

An agenda of 40 items has some 700 places to fill. Filling them in a template costs more
than all queries of the page together. Every text goes through `escape`, here, once; the
marks below hold nothing else but numbers and addresses of our own.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.safestring import SafeString

from core.web.dates import clock_time
from meetings.enums import PaperAvailability, Purpose, Sensitivity
from meetings.rules.coming import marks_of


if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from meetings.facts.page import AgendaLine, PaperLine
    from meetings.models import Item, Sitting

WITHHELD = "Withheld from you because of an interest in this item. Ask the chair."
LINE = (
    '<tr class="nhsuk-table__row" role="row" id="item-%d">%s'
    '<td class="nhsuk-table__cell" role="cell"><div class="nhsuk-u-text-align-left">%s</div></td>%s</tr>\n'
)
HEADING = (
    '<tr class="nhsuk-table__row" role="row" id="item-%d">'
    '<th class="nhsuk-table__header" role="rowheader" scope="row" colspan="%d">%s%s'
    "</th></tr>\n"
)
CELL = (
    '<td class="nhsuk-table__cell" role="cell">'
    '<span class="nhsuk-table__heading" aria-hidden="true">%s </span>%s</td>'
)
CHANGE = ' <a href="%s">Change<span class="nhsuk-u-visually-hidden"> %s</span></a>'
NOTE = '<span class="quorate-note">%s</span>'
PAPER = '<span class="quorate-note"><a href="%s">%s</a> (%s)</span>'
LINK = '<a href="%s">%s</a>'
WITHDRAWN = ' <strong class="nhsuk-tag nhsuk-tag--grey">Withdrawn</strong>'
NOT_IN_SCOPE = (
    '<span aria-hidden="true">–</span>'
    '<span class="nhsuk-u-visually-hidden">not in scope</span>'
)


class AgendaPrinter:
    """Writes the lines of one agenda, with its committees as columns."""

    def __init__(self, sittings: Sequence[Sitting], *, may_edit: bool) -> None:
        self.names = [escape(sitting.committee.short_name) for sitting in sittings]
        self.may_edit = may_edit
        # One address of each kind is worked out; the others are written after it.
        self.item_url = _pattern("meetings:item")
        self.edit_url = _pattern("meetings:item_edit")
        self.file_url = _pattern("meetings:paper_file")

    def print_lines(self, lines: Iterable[AgendaLine]) -> SafeString:
        """Return the rows of one part of the meeting."""
        rows = map(self._line, lines)  # each escapes what it is given
        return SafeString("".join(rows))  # nosec B703 # as said above

    def _line(self, line: AgendaLine) -> str:
        item = line.item
        if item.is_heading:
            return self._heading(item)
        cells = [
            CELL % ("Purpose", escape(Purpose(item.purpose).label)),
            CELL % ("Time", escape(_time(line))),
            *(
                CELL % (name, escape(role.label) if role is not None else NOT_IN_SCOPE)
                for name, role in zip(self.names, line.roles, strict=True)
            ),
        ]
        about = [self._title(line), *map(self._paper, line.papers)]
        number = CELL % ("No.", escape(line.number))
        return LINE % (item.pk, number, "".join(about), "".join(cells))

    def _heading(self, item: Item) -> str:
        title = escape(item.title)
        change = CHANGE % (self.edit_url % item.pk, title) if self.may_edit else ""
        return HEADING % (item.pk, 4 + len(self.names), title, change)

    def _title(self, line: AgendaLine) -> str:
        item = line.item
        title = escape(item.title)
        if line.reading:
            title = LINK % (self.item_url % item.pk, title)
        if item.is_withdrawn:
            title += WITHDRAWN
        lead = f"lead: {item.lead}" if item.lead else ""
        about = ", ".join(filter(None, (item.reference, lead)))
        notes = filter(None, (about, _note(line)))
        return title + "".join(NOTE % escape(note) for note in notes)

    def _paper(self, paper: PaperLine) -> str:
        length = "1 page" if paper.pages == 1 else f"{paper.pages} pages"
        about = f"PDF, {length}"
        if paper.sensitivity is not Sensitivity.PUBLIC:
            about += f", {paper.sensitivity.label.lower()}"
        url = self.file_url % paper.version_id
        return PAPER % (url, escape(paper.title), escape(about))


def _time(line: AgendaLine) -> str:
    if line.starts_at is None:
        return ""
    planned = line.item.minutes_planned
    return clock_time(line.starts_at) + (f", {planned} min" if planned else "")


def _note(line: AgendaLine) -> str:
    if not line.reading:
        return WITHHELD if line.reading.code == "excluded" else line.reading.reason
    return ". ".join(
        marks_of(
            PaperAvailability(line.item.availability),
            is_late=line.item.is_late,
            has_papers=bool(line.papers),
        )
    )


def _pattern(name: str) -> str:
    return reverse(name, args=[0]).replace("0", "%d", 1)
