"""A gifts register as CSV, XLSX or JSON, written as it is read, or as a tagged PDF."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from openpyxl import Workbook

from conflicts.enums import GiverKind, OfferKind, Outcome, PublicationState
from conflicts.facts.gifts import names_then, publication_then
from conflicts.facts.interests import positions_of
from conflicts.rules import gift_columns
from conflicts.views.gifts_shown import giver_words
from core.web.dates import local_day, short_date


if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django.http.response import HttpResponseBase

    from conflicts.models import GiftOffer

FORMATS = {"csv": "CSV", "xlsx": "Excel", "json": "JSON", "pdf": "PDF"}
OFFERED, DECLARED = (
    gift_columns.heading("offered_on"),
    gift_columns.heading("declared_on"),
)
ADVICE, VALUE = gift_columns.heading("advice"), gift_columns.heading("value")
REASON, GIVER = gift_columns.heading("reason"), gift_columns.heading("giver")
HEADINGS = tuple(column.heading for column in gift_columns.FULL)
A_BATCH = 500
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IN_MEMORY = 2_000_000
# A cell that begins so would be run as a formula by a spreadsheet.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")

PDF_ROWS = 3000
TEMPLATE = "conflicts/documents/gifts.typ"
TOO_LONG = (
    f"A PDF holds at most {PDF_ROWS:,} entries, and this register has more. Choose a "
    "shorter period, or download the spreadsheet, which holds them all."
)

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GiftFile:
    """A register as a file: its name without ending, and what stands over a PDF of it.

    `period` says in words of which day, or of which year, it is.
    """

    name: str
    title: str
    period: str
    headings: Sequence[str]
    rows: Iterable[Row]


class Echo:
    """Give back what is written, so that a csv writer can be streamed."""

    def write(self, line: str) -> str:
        return line


def rows_of(entries: QuerySet[GiftOffer], day: date) -> Iterator[Row]:
    """Yield a row for each entry, a batch in memory at a time; all as on `day`."""
    for batch in batches(entries):
        positions = positions_of({entry.person_id for entry in batch}, day)
        names = names_then(batch, day)
        states = publication_then(batch, day)
        for entry in batch:
            position = positions.get(entry.person_id, "")
            yield (
                *_row(entry, names[entry.pk], position, day),
                *_own(entry, states[entry.pk]),
            )


def batches(entries: QuerySet[GiftOffer]) -> Iterator[list[GiftOffer]]:
    """Yield the entries of a register by the batch, in their order."""
    found = entries.iterator(chunk_size=A_BATCH)
    while batch := list(islice(found, A_BATCH)):
        yield batch


def download(kind: str, register: GiftFile) -> HttpResponseBase:
    """Return a register as a file of one of FORMATS.

    Raises:
      PermissionDenied: a PDF of so many entries is not made.
    """
    filename = f"{register.name}.{kind}"
    headings, rows = register.headings, register.rows
    if kind == "xlsx":
        return _workbook(filename, headings, rows)
    if kind == "pdf":
        return HttpResponse(
            _pdf(register),
            content_type="application/pdf",
            headers={"Content-Disposition": f'attachment; filename="{filename}"'},
        )
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
        _written(entry.offered_on),
        Outcome(entry.outcome).label,
        _written(entry.received_on),
        entry.description,
        in_pounds(entry.value_pence),
        giver_words(entry),
        entry.reason,
        entry.advice,
        _yes_no(entry.is_against_advice),
        _written(entry.declared_on),
        _written(reviewed_on if reviewed_on and reviewed_on <= day else None),
    )


def _own(entry: GiftOffer, state: PublicationState | None) -> Row:
    """Write what an entry could not be read back without."""
    body = entry.giver_organisation
    return (
        entry.person.email,
        GiverKind(entry.giver_kind).label,
        entry.giver_name,
        entry.giver_business,
        (body.code or "") if body else "",
        _yes_no(entry.is_branded),
        _yes_no(entry.is_abroad_or_more_than_modest),
        entry.senior_approver,
        _written(entry.senior_approval_on),
        state.label if state else "",
    )


def _written(day: date | None) -> str:
    return day.isoformat() if day else ""


def _yes_no(is_so: bool) -> str:
    return "Yes" if is_so else "No"


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


def _pdf(register: GiftFile) -> bytes:
    from core.documents import render

    rows = list(islice(register.rows, PDF_ROWS + 1))
    if len(rows) > PDF_ROWS:
        raise PermissionDenied(TOO_LONG)
    named = [dict(zip(register.headings, row, strict=True)) for row in rows]
    columns = [one for one in PDF_COLUMNS if one.needs in register.headings]
    return render(
        TEMPLATE,
        {
            "title": register.title,
            "period": register.period,
            "headings": [one.heading for one in columns],
            "widths": [one.width for one in columns],
            "rows": [[one.words(entry) for one in columns] for entry in named],
        },
    )


@dataclass(frozen=True, slots=True)
class PdfColumn:
    """One column of the PDF, of one or more columns of the file; `needs` must be there."""

    heading: str
    width: float
    needs: str
    words: Callable[[Mapping[str, str]], str]


def _who(entry: Mapping[str, str]) -> str:
    position = entry["Position"]
    return f"{entry['Name']} ({position})" if position else entry["Name"]


def _what(entry: Mapping[str, str]) -> str:
    kind = entry.get("Kind")
    return f"{kind}: {entry['Details']}" if kind else entry["Details"]


def _outcome(entry: Mapping[str, str]) -> str:
    received = entry["Date of receipt"]
    words = entry["Declined or accepted"]
    return f"{words}, received {_day(received)}" if received else words


def _advised(entry: Mapping[str, str]) -> str:
    against = entry["Against the advice"] == "Yes"
    return f"Against the advice: {entry[ADVICE]}" if against else entry[ADVICE]


def _day(written: str) -> str:
    return short_date(date.fromisoformat(written))


PDF_COLUMNS = (
    PdfColumn("Name and position", 1.4, "Name", _who),
    PdfColumn("Offered by and nature of business", 1.4, GIVER, lambda one: one[GIVER]),
    PdfColumn("Details", 2, "Details", _what),
    PdfColumn("Estimated value", 0.8, VALUE, lambda one: f"£{one[VALUE]}"),
    PdfColumn("Offered on", 0.8, OFFERED, lambda one: _day(one[OFFERED])),
    PdfColumn("Declined or accepted", 1, "Declined or accepted", _outcome),
    PdfColumn("Reason", 1.4, REASON, lambda one: one[REASON] or "None given"),
    PdfColumn("Advice of the day", 1.4, ADVICE, _advised),
    PdfColumn("Declared on", 0.8, DECLARED, lambda one: _day(one[DECLARED])),
)


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
