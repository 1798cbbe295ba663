"""Facts of tables and pictures: built by views, shown by components."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere; `hidden` says to what, for those who hear them."""

    text: str
    url: str
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: words, perhaps a link, perhaps a tag with its colour.

    `hidden` says of the link to what it leads, for those who hear it.
    """

    text: Any = ""
    url: str = ""
    tag: str = ""
    colour: str = ""
    note: str = ""
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column; with `sort_key` its heading becomes a link that sorts."""

    heading: str
    numeric: bool = False
    sort_key: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A column as the component shows it: where its link leads, how it is sorted."""

    text: str
    numeric: bool
    hidden: bool
    url: str = ""
    sorted: str = ""


@dataclass(slots=True)
class Table:
    """Rows that people compare. `sorted_by` is a sort key, with `-` for descending.

    A `stacked` table becomes one block a row on a phone.
    """

    caption: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    first_is_heading: bool = False
    sorted_by: str = ""
    query: QueryDict | None = None
    empty: str = "There is nothing here yet."
    caption_size: str = "m"
    stacked: bool = True
    headings: list[Heading] = field(init=False)
    body: list[list[tuple[Heading, Cell]]] = field(init=False)

    def __post_init__(self) -> None:
        self.headings = [self._heading(column) for column in self.columns]
        self.body = [
            list(zip(self.headings, map(as_cell, row), strict=True))
            for row in self.rows
        ]

    @property
    def is_sortable(self) -> bool:
        return any(column.sort_key for column in self.columns)

    def _heading(self, column: Column) -> Heading:
        plain = Heading(column.heading, column.numeric, column.hidden)
        if not column.sort_key:
            return plain
        query = self.query.copy() if self.query is not None else QueryDict(mutable=True)
        is_ascending = self.sorted_by == column.sort_key
        query["sort"] = f"-{column.sort_key}" if is_ascending else column.sort_key
        query.pop("page", None)
        order = ""
        if self.sorted_by.lstrip("-") == column.sort_key:
            order = "ascending" if is_ascending else "descending"
        return Heading(
            plain.text, plain.numeric, plain.hidden, f"?{query.urlencode()}", order
        )


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One row of a matrix: its heading and as many cells as there are columns."""

    heading: Any
    cells: Sequence[Any]


@dataclass(slots=True)
class Matrix:
    """Rows × columns; every cell has words, the colour only helps."""

    caption: str
    corner: str
    columns: Sequence[Any]
    rows: Sequence[MatrixRow]
    key: Sequence[Cell] = ()
    id: str = "matrix"
    heads: list[Cell] = field(init=False)
    body: list[tuple[Cell, list[tuple[Cell, Cell]]]] = field(init=False)

    def __post_init__(self) -> None:
        self.heads = [as_cell(column) for column in self.columns]
        self.body = [(as_cell(row.heading), self._cells(row)) for row in self.rows]

    def _cells(self, row: MatrixRow) -> list[tuple[Cell, Cell]]:
        return list(zip(self.heads, map(as_cell, row.cells), strict=True))


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One fact of a summary list."""

    key: str
    value: Any = ""
    actions: Sequence[Link] = ()
    tag: str = ""
    colour: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One thing that needs somebody; done tasks have no colour."""

    title: str
    url: str = ""
    hint: str = ""
    status: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Light:
    """One committee's quorum; `state` is met, unmet, close or unknown."""

    name: str
    state: str
    figures: str = ""
    missing: Sequence[str] = ()
    url: str = ""

    @property
    def word(self) -> str:
        return QUORUM_WORDS[self.state][0]

    @property
    def colour(self) -> str:
        return QUORUM_WORDS[self.state][1]


QUORUM_WORDS = {
    "met": ("Quorate", "green"),
    "close": ("Quorate, nobody to spare", "yellow"),
    "unmet": ("Not quorate", "red"),
    "unknown": ("Not known yet", "grey"),
}


def as_cell(value: Any) -> Cell:
    """Return a cell for anything a view puts into a row."""
    if isinstance(value, Cell):
        return value
    if isinstance(value, Link):
        return Cell(value.text, value.url, hidden=value.hidden)
    return Cell("" if value is None else value)


def page_address(number: int, query: QueryDict | None = None) -> str:
    """Return the address of another page of a list, keeping its filters."""
    kept = query.copy() if query is not None else QueryDict(mutable=True)
    kept["page"] = str(number)
    return f"?{kept.urlencode()}"
