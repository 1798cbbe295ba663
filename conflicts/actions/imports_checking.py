"""Check every row of an uploaded register: nothing is loaded, all is said."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from conflicts.actions.imports import HEADING_LINE, columns_of, order_of
from conflicts.actions.imports_files import sheet_rows
from conflicts.enums import RowState
from conflicts.facts.imports_kinds import BECAME, MEANINGS, persons_loaded
from conflicts.models import ImportRow
from conflicts.rules.imports_layouts import READERS
from core import clock


if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from conflicts.facts.imports import Meaning
    from conflicts.models import RegisterImport
    from conflicts.rules.imports_persons import ReadRow

CHUNK = 500


def check_file(register_import: RegisterImport) -> Iterator[int]:
    """Write a row for each line of the file, a chunk at a time; give out how many.

    Begins anew whatever an earlier worker left.

    Raises:
      RuleBroken: the file cannot be read to its end.
    """
    register_import.rows.all().delete()
    done = 0
    with register_import.file.open("rb") as file, sheet_rows(file) as rows:
        lines = _cells(rows, register_import)
        while chunk := list(islice(lines, CHUNK)):
            ImportRow.objects.bulk_create(checked_rows(register_import, chunk))
            done += len(chunk)
            yield done


def checked_rows(
    register_import: RegisterImport, lines: Sequence[tuple[int, dict[str, str]]]
) -> list[ImportRow]:
    """Return unsaved rows for lines (number, our columns to texts), each judged."""
    found = understand(register_import, [cells for _number, cells in lines])
    rows = [
        ImportRow(register_import=register_import, number=number, cells=cells)
        for number, cells in lines
    ]
    for row, meaning in zip(rows, found, strict=True):
        judge(row, meaning)
    return rows


def understand(
    register_import: RegisterImport, cells: Iterable[Mapping[str, str]]
) -> list[Meaning]:
    """Return what rows (our columns to texts) of an import mean in the record now."""
    order, day = order_of(register_import), register_import.register_date
    today, kind = clock.today(), register_import.kind
    read_row = READERS[kind]
    read: list[tuple[ReadRow, Mapping[str, str]]] = [
        (read_row(each, order=order, register_date=day, today=today), each)
        for each in cells
    ]
    return MEANINGS[kind](
        read,
        organisation=register_import.organisation,
        order=order,
        day=day,
        ours=persons_loaded(register_import),
    )


def judge(row: ImportRow, meaning: Meaning) -> None:
    """Write on a row whether it is clean, known already, or what is to be put right."""
    row.problems = [list(one) for one in meaning.problems]
    became = f"{BECAME[row.register_import.kind]}_id"
    setattr(row, became, None)
    if meaning.problems:
        row.state = RowState.FAULTY
    elif meaning.known is not None:
        row.state = RowState.KNOWN
        setattr(row, became, meaning.known)
    else:
        row.state = RowState.CLEAN


def _cells(
    rows: Iterable[tuple[int, list[str]]], register_import: RegisterImport
) -> Iterator[tuple[int, dict[str, str]]]:
    """Give out the lines below the headings that hold anything we take."""
    places: dict[str, Any] = columns_of(register_import)
    skipped = register_import.mapping.get(HEADING_LINE, 0) + 1
    for number, cells in islice(rows, skipped, None):
        taken = {
            key: cells[place] if place < len(cells) else ""
            for key, place in places.items()
        }
        if any(taken.values()):
            yield number, taken
