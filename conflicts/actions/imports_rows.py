"""Settle the rows of an import that are not right: correct, leave out, send again."""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING

from django.db import transaction

from conflicts.actions.imports import columns_of, locked_import
from conflicts.actions.imports_checking import judge, understand
from conflicts.actions.imports_files import sheet_rows
from conflicts.enums import ImportState, RowState
from conflicts.facts.imports import ALL_KEPT, NAMES_KEPT
from conflicts.facts.imports_kinds import BECAME, layout_of
from conflicts.models import ImportRow
from conflicts.rules.imports_columns import (
    LINE,
    NAMES_MAY_STAY,
    PROBLEMS,
    guess_mapping,
)
from core.actions import audit
from core.errors import RuleBroken


if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from conflicts.models import RegisterImport
    from conflicts.rules.imports_columns import Layout
    from people.models import User

OPEN = frozenset({ImportState.CHECKED, ImportState.SETTLING})
SETTLED = frozenset({RowState.LOADED, RowState.KNOWN})
CHUNK = 500


@transaction.atomic
def correct(*, row: ImportRow, cells: Mapping[str, str], by: User) -> ImportRow:
    """Write other texts on a row and judge it anew; return it.

    `cells` may hold "person": the id of one who was offered, or "new"; and under
    NAMES_KEPT what looks like a name and may be published.

    Raises:
      RuleBroken: not the body's officer, or the row is loaded or being worked on.
    """
    row = _locked(row, by)
    layout = layout_of(row.register_import)
    known = {*layout.by_key, "person", NAMES_KEPT}
    row.cells = {
        **row.cells,
        **{key: text.strip() for key, text in cells.items() if key in known},
    }
    (meaning,) = understand(row.register_import, [row.cells])
    judge(row, meaning)
    row.save()
    audit.record("register_import.row_corrected", target=row, by=by.label)
    _close_if_settled(row.register_import)
    return row


@transaction.atomic
def drop(*, row: ImportRow, reason: str, by: User) -> ImportRow:
    """Leave a row out, saying why; it stays in the import's record.

    Raises:
      RuleBroken: no reason, not the body's officer, or the row is loaded.
    """
    row = _locked(row, by)
    if not reason.strip():
        raise RuleBroken.because("no_reason", "Say why the row is left out.")
    row.state = RowState.DROPPED
    row.save(update_fields=["state"])
    audit.record(
        "register_import.row_dropped", target=row, by=by.label, summary=reason.strip()
    )
    _close_if_settled(row.register_import)
    return row


@transaction.atomic
def send_again(*, register_import: RegisterImport, file: IO[bytes], by: User) -> int:
    """Take corrected rows from the spreadsheet of problems; return how many are right.

    Each row is known by its line. Rows that were settled meanwhile are left alone.

    Raises:
      RuleBroken: not the body's officer, being worked on, or not that spreadsheet.
    """
    register_import = locked_import(register_import, by)
    _require_open(register_import)
    corrected = dict(_corrections(file, layout_of(register_import)))
    rows = register_import.rows.select_for_update(of=("self",)).filter(
        state=RowState.FAULTY, number__in=corrected
    )
    right, became = 0, BECAME[register_import.kind]
    waiting = list(rows.order_by("number"))
    for start in range(0, len(waiting), CHUNK):
        chunk = waiting[start : start + CHUNK]
        for row in chunk:
            row.cells = {**row.cells, **corrected[row.number]}
        found = understand(register_import, [row.cells for row in chunk])
        for row, meaning in zip(chunk, found, strict=True):
            judge(row, meaning)
            right += row.state != RowState.FAULTY
        ImportRow.objects.bulk_update(chunk, ["cells", "state", "problems", became])
    audit.record(
        "register_import.rows_sent_again",
        target=register_import,
        by=by.label,
        summary=f"{right} rows put right.",
    )
    _close_if_settled(register_import)
    return right


def problems_sheet(register_import: RegisterImport) -> bytes:
    """Return the rows to be settled as a workbook: to correct there and send again."""
    import openpyxl

    keys, known = list(columns_of(register_import)), layout_of(register_import).by_key
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Rows to settle")
    sheet.append(
        [LINE, PROBLEMS, *(known[key].heading for key in keys), NAMES_MAY_STAY]
    )
    rows = register_import.rows.filter(state=RowState.FAULTY).order_by("number")
    for row in rows.iterator(chunk_size=CHUNK):
        said = " ".join(sentence for _key, sentence in row.problems)
        texts = (row.cells.get(key, "") for key in keys)
        sheet.append([row.number, _harmless(said), *map(_harmless, texts), ""])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _harmless(text: str) -> str:
    """Keep a spreadsheet from working out what somebody typed; drop what XML cannot."""
    plain = "".join(mark for mark in text if mark.isprintable() or mark in "\n\t")
    return f"'{plain}" if plain[:1] in {"=", "+", "-", "@"} else plain


def _corrections(
    file: IO[bytes], layout: Layout
) -> Iterator[tuple[int, dict[str, str]]]:
    with sheet_rows(file) as rows:
        _number, headings = next(rows, (0, []))
        if LINE not in headings:
            raise RuleBroken.because(
                "not_the_problems",
                f"There is no column “{LINE}”: correct the spreadsheet that you "
                "downloaded here, and upload that.",
            )
        line = headings.index(LINE)
        places = guess_mapping(headings, layout)
        stay = headings.index(NAMES_MAY_STAY) if NAMES_MAY_STAY in headings else None
        for _number, cells in rows:
            if line < len(cells) and cells[line].isdecimal():
                said = {k: cells[n] for k, n in places.items() if n < len(cells)}
                if stay is not None and stay < len(cells):
                    is_yes = cells[stay].strip().casefold() in {"yes", "y"}
                    said[NAMES_KEPT] = ALL_KEPT if is_yes else ""
                yield int(cells[line]), said


def _locked(row: ImportRow, by: User) -> ImportRow:
    register_import = locked_import(row.register_import, by)
    _require_open(register_import)
    locked = ImportRow.objects.select_for_update(of=("self",)).get(pk=row.pk)
    locked.register_import = register_import
    if locked.state in SETTLED:
        raise RuleBroken.because(
            "row_loaded",
            "This row is on the register already: correct the entry there.",
        )
    return locked


def _require_open(register_import: RegisterImport) -> None:
    if register_import.state not in OPEN:
        raise RuleBroken.because(
            "import_under_way",
            "The rows are being worked on, or all of them are settled: look again.",
        )


def _close_if_settled(register_import: RegisterImport) -> None:
    """Call a half-loaded import loaded once no row waits any more."""
    waiting = register_import.rows.filter(state__in=[RowState.FAULTY, RowState.CLEAN])
    if register_import.state == ImportState.SETTLING and not waiting.exists():
        register_import.state = ImportState.LOADED
        register_import.save(update_fields=["state"])
