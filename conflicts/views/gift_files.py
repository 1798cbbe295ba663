"""A gifts register as CSV, XLSX or JSON, written as it is read."""

from __future__ import annotations

import csv
import json
import tempfile
from itertools import islice
from typing import TYPE_CHECKING

from django.http import FileResponse, StreamingHttpResponse
from openpyxl import Workbook

from conflicts.enums import OfferKind, Outcome
from conflicts.facts.gifts import names_then
from conflicts.facts.interests import positions_of
from conflicts.views.gifts_shown import giver_words
from core.web.dates import local_day


if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from django.db.models import QuerySet
    from django.http.response import HttpResponseBase

    from conflicts.models import GiftOffer

FORMATS = {"csv": "CSV", "xlsx": "Excel", "json": "JSON"}
# The columns of the guidance's Annex D (docs/field.md 5.8), then the officer's own.
HEADINGS = (
    "Name",
    "Position",
    "Kind",
    "Date of offer",
    "Declined or accepted",
    "Date of receipt",
    "Details",
    "Estimated value in pounds",
    "Offered by and nature of business",
    "Reason for accepting or declining",
    "Advice of the day",
    "Against the advice",
    "Date declared",
    "Reviewed on",
)
A_BATCH = 500
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IN_MEMORY = 2_000_000
# A cell that begins so would be run as a formula by a spreadsheet.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")

Row = tuple[str, ...]


class Echo:
    """Give back what is written, so that a csv writer can be streamed."""

    def write(self, line: str) -> str:
        return line


def rows_of(entries: QuerySet[GiftOffer], day: date) -> Iterator[Row]:
    """Yield a row for each entry, a batch in memory at a time; all as on `day`."""
    for batch in batches(entries):
        positions = positions_of({entry.person_id for entry in batch}, day)
        names = names_then(batch, day)
        for entry in batch:
            position = positions.get(entry.person_id, "")
            yield _row(entry, names[entry.pk], position, day)


def batches(entries: QuerySet[GiftOffer]) -> Iterator[list[GiftOffer]]:
    """Yield the entries of a register by the batch, in their order."""
    found = entries.iterator(chunk_size=A_BATCH)
    while batch := list(islice(found, A_BATCH)):
        yield batch


def download(
    kind: str, name: str, headings: Sequence[str], rows: Iterable[Row]
) -> HttpResponseBase:
    """Return the rows as a file of one of FORMATS, named `name` with its ending."""
    filename = f"{name}.{kind}"
    if kind == "xlsx":
        return _workbook(filename, headings, rows)
    lines = _csv(headings, rows) if kind == "csv" else _json(headings, rows)
    content_type = "text/csv; charset=utf-8" if kind == "csv" else "application/json"
    return StreamingHttpResponse(
        lines,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )


def in_pounds(pence: int) -> str:
    """Write an amount as a plain number of pounds: 60.00."""
    return f"{pence // 100}.{pence % 100:02d}"


def _row(entry: GiftOffer, name: str, position: str, day: date) -> Row:
    reviewed_on = local_day(entry.reviewed_at) if entry.reviewed_at else None
    return (
        name,
        position,
        OfferKind(entry.kind).label,
        entry.offered_on.isoformat(),
        Outcome(entry.outcome).label,
        entry.received_on.isoformat() if entry.received_on else "",
        entry.description,
        in_pounds(entry.value_pence),
        giver_words(entry),
        entry.reason,
        entry.advice,
        "Yes" if entry.is_against_advice else "No",
        entry.declared_on.isoformat(),
        reviewed_on.isoformat() if reviewed_on and reviewed_on <= day else "",
    )


def _csv(headings: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    writer = csv.writer(Echo())
    # The mark tells spreadsheets that the file is UTF-8.
    yield "\ufeff" + str(writer.writerow(headings))
    for row in rows:
        yield str(writer.writerow([_harmless(text) for text in row]))


def _json(headings: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    yield "["
    for number, row in enumerate(rows):
        yield ("," if number else "") + "\n"
        yield json.dumps(dict(zip(headings, row, strict=True)), ensure_ascii=False)
    yield "\n]\n"


def _workbook(
    filename: str, headings: Sequence[str], rows: Iterable[Row]
) -> FileResponse:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Register")
    sheet.append(list(headings))
    for row in rows:
        sheet.append([_harmless(text) for text in row])
    held = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - sent open
    book.save(held)
    held.seek(0)
    return FileResponse(
        held, as_attachment=True, filename=filename, content_type=SPREADSHEET
    )


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
