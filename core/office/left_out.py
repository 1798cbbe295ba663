"""What an Office file holds that its pages do not show, counted and never repeated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from core.office.kinds import OfficeKind
from core.office.package import Element, Package
from core.office.refusals import is_chart


class LeftOutKind(StrEnum):
    """What readers of the PDF do not get; the words are for one and for several."""

    COMMENTS = "comments"
    HIDDEN_TEXT = "hidden_text"
    HIDDEN_SHEETS = "hidden_sheets"
    HIDDEN_ROWS = "hidden_rows"
    HIDDEN_COLUMNS = "hidden_columns"
    HIDDEN_SLIDES = "hidden_slides"
    SPEAKER_NOTES = "speaker_notes"
    CHART_WORKBOOKS = "chart_workbooks"
    PIVOT_DATA = "pivot_data"


ONE_AND_SEVERAL = {
    LeftOutKind.COMMENTS: ("comment", "comments"),
    LeftOutKind.HIDDEN_TEXT: ("piece of hidden text", "pieces of hidden text"),
    LeftOutKind.HIDDEN_SHEETS: ("hidden sheet", "hidden sheets"),
    LeftOutKind.HIDDEN_ROWS: ("hidden row", "hidden rows"),
    LeftOutKind.HIDDEN_COLUMNS: ("hidden column", "hidden columns"),
    LeftOutKind.HIDDEN_SLIDES: ("hidden slide", "hidden slides"),
    LeftOutKind.SPEAKER_NOTES: (
        "slide with speaker notes",
        "slides with speaker notes",
    ),
    LeftOutKind.CHART_WORKBOOKS: ("workbook behind a chart", "workbooks behind charts"),
    LeftOutKind.PIVOT_DATA: (
        "store of data behind a pivot table",
        "stores of data behind pivot tables",
    ),
}
NO = {"0", "false", "off", "none"}
COLUMN = re.compile(r"^[A-Z]{1,3}")
MOST_COLUMNS = 16_384


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How much of one kind the file holds that its PDF does not show."""

    kind: LeftOutKind
    count: int

    def __str__(self) -> str:
        one, several = ONE_AND_SEVERAL[self.kind]
        return f"{self.count} {one if self.count == 1 else several}"


def find_left_out(package: Package, kind: OfficeKind) -> tuple[LeftOut, ...]:
    """Count what the file holds beside its visible pages, in the order of the kinds.

    Raises:
      RuleBroken: a part is damaged.
    """
    finders = {
        OfficeKind.WORD: _in_word,
        OfficeKind.EXCEL: _in_excel,
        OfficeKind.POWERPOINT: _in_powerpoint,
    }
    counted = dict.fromkeys(LeftOutKind, 0)
    for what, number in finders[kind](package):
        counted[what] += number
    counted[LeftOutKind.CHART_WORKBOOKS] = sum(
        one.kind == "package" and is_chart(package, one.source)
        for one in package.all_relations()
    )
    return tuple(LeftOut(what, number) for what, number in counted.items() if number)


def _in_word(package: Package) -> Iterator[tuple[LeftOutKind, int]]:
    comments = package.of_type("wordprocessingml.comments+")
    yield LeftOutKind.COMMENTS, _count(package, comments, "comment")
    hidden_styles = frozenset(_hidden_styles(package))
    hidden = sum(
        _hidden_runs(package.elements(name), hidden_styles)
        for name in package.of_type("wordprocessingml")
        if "comments" not in package.type_of(name)
    )
    yield LeftOutKind.HIDDEN_TEXT, hidden


def _hidden_styles(package: Package) -> Iterator[str]:
    for name in package.of_type("wordprocessingml.styles+"):
        style = ""
        for one in package.elements(name):
            if one.begins and one.name == "style":
                style = one.get("styleId")
            elif one.begins and one.name in {"vanish", "webHidden"} and _is_on(one):
                yield style


def _hidden_runs(elements: Iterable[Element], hidden_styles: frozenset[str]) -> int:
    """Count the runs of words that are hidden by themselves or by their style."""
    state = _Runs(hidden_styles)
    for one in elements:
        state.see(one)
    return state.found


@dataclass(slots=True)
class _Runs:
    """What is known of the run that is being read."""

    hidden_styles: frozenset[str]
    found: int = 0
    paragraph_is_hidden: bool = False
    is_hidden: bool = False
    is_text: bool = False
    has_text: bool = False

    def see(self, one: Element) -> None:
        """Take the next element or words."""
        if one.name == "r":
            self._turn(begins=one.begins)
        elif one.name == "t":
            self.is_text = one.begins
        elif one.begins:
            self._format(one)
        elif self.is_text and one.text.strip():
            self.has_text = True

    def _turn(self, *, begins: bool) -> None:
        if not begins and self.is_hidden and self.has_text:
            self.found += 1
        self.is_hidden, self.has_text = begins and self.paragraph_is_hidden, False

    def _format(self, one: Element) -> None:
        if one.name == "p":
            self.paragraph_is_hidden = self.is_hidden = False
        elif one.name == "pStyle":
            self.paragraph_is_hidden = one.get("val") in self.hidden_styles
        elif one.name == "rStyle":
            self.is_hidden = self.is_hidden or one.get("val") in self.hidden_styles
        elif one.name == "vanish":
            self.is_hidden = _is_on(one)


def _in_excel(package: Package) -> Iterator[tuple[LeftOutKind, int]]:
    sheets = sum(
        one.begins and one.name == "sheet" and one.get("state").startswith(_HIDDEN)
        for name in package.of_type("spreadsheetml.sheet.main+")
        for one in package.elements(name)
    )
    yield LeftOutKind.HIDDEN_SHEETS, sheets
    notes = package.of_type("spreadsheetml.comments+")
    threads = package.of_type("threadedcomments+")
    # A conversation leaves a note in the same cell, for older programs.
    talk = _count(package, threads, "threadedComment")
    yield LeftOutKind.COMMENTS, max(_count(package, notes, "comment"), talk)
    for name in package.of_type("spreadsheetml.worksheet+"):
        rows, columns = _hidden_cells(package.elements(name))
        yield LeftOutKind.HIDDEN_ROWS, rows
        yield LeftOutKind.HIDDEN_COLUMNS, columns
    data = package.of_type("spreadsheetml.pivotcacherecords+")
    yield LeftOutKind.PIVOT_DATA, len(data)


_HIDDEN = ("hidden", "veryHidden")


def _hidden_cells(elements: Iterable[Element]) -> tuple[int, int]:
    """Count the hidden rows and columns of a sheet in which something stands."""
    state = _Cells()
    for one in elements:
        if one.begins:
            state.see(one)
    return len(state.rows), len(state.columns)


@dataclass(slots=True)
class _Cells:
    """What is known of the cell that is being read."""

    rows: set[str] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    hidden: list[range] = field(default_factory=list)
    row: str = ""
    row_is_hidden: bool = False
    column: int = 0

    def see(self, one: Element) -> None:
        """Take the next element that begins."""
        if one.name == "col" and _is_hidden(one, "width"):
            first, last = (_number(one.get(key)) for key in ("min", "max"))
            self.hidden.append(range(first, min(last, MOST_COLUMNS) + 1))
        elif one.name == "row":
            self.row = one.get("r") or f"{self.row}+"
            self.row_is_hidden = _is_hidden(one, "ht")
            self.column = 0
        elif one.name == "c":
            self.column = _column(one.get("r")) or self.column + 1
        elif one.name in {"v", "is", "f"}:
            self._fill()

    def _fill(self) -> None:
        if self.row_is_hidden:
            self.rows.add(self.row)
        if any(self.column in each for each in self.hidden):
            self.columns.add(self.column)


def _in_powerpoint(package: Package) -> Iterator[tuple[LeftOutKind, int]]:
    hidden = sum(
        one.begins and one.name == "sld" and one.get("show").lower() in NO
        for name in package.of_type("presentationml.slide+")
        for one in package.elements(name)
    )
    yield LeftOutKind.HIDDEN_SLIDES, hidden
    notes = package.of_type("presentationml.notesslide+")
    spoken = sum(_has_words(package.elements(name)) for name in notes)
    yield LeftOutKind.SPEAKER_NOTES, spoken
    comments = package.of_type("presentationml.comments+")
    comments += package.of_type("vnd.ms-powerpoint.comments+")
    yield LeftOutKind.COMMENTS, _count(package, comments, "cm")


def _has_words(elements: Iterable[Element]) -> bool:
    """Say whether notes hold words of their own; the number of the page is none."""
    is_text = in_field = False
    for one in elements:
        if one.name == "fld":
            in_field = one.begins
        elif one.name == "t":
            is_text = one.begins
        elif is_text and not in_field and one.text.strip():
            return True
    return False


def _count(package: Package, names: Iterable[str], element: str) -> int:
    return sum(
        one.begins and one.name == element
        for name in names
        for one in package.elements(name)
    )


def _is_on(one: Element) -> bool:
    return one.get("val").lower() not in NO


def _is_hidden(one: Element, size: str) -> bool:
    said = one.get("hidden").lower()
    return (said not in NO and said != "") or _is_zero(one.get(size))


def _is_zero(size: str) -> bool:
    try:
        return bool(size) and float(size) == 0
    except ValueError:
        return False


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _column(cell: str) -> int:
    """Return the number of a cell's column, from 1; 0 where it says none."""
    letters = COLUMN.match(cell.upper())
    number = 0
    for letter in letters[0] if letters else "":
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
