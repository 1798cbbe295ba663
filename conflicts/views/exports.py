"""Registers as files, written while they are read: none is held whole.

CSV, JSON and workbooks are streamed; only a PDF is made in one piece, and so is refused
where it would be a book.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse

from conflicts.rules.registers_files import (
    SILENCE_HEADINGS,
    cells,
    headings,
    silence_texts,
)
from conflicts.rules.registers_writing import RegisterFile, csv_lines, json_pieces
from core import workbooks
from core.web.dates import long_date, short_date


if TYPE_CHECKING:
    from datetime import date

    from django.http.response import HttpResponseBase

    from conflicts.rules.registers import RegisterEntry, Silence

PDF_ROWS = 3000
TEMPLATE = "conflicts/documents/register.typ"
TOO_LONG = (
    f"A PDF holds at most {PDF_ROWS:,} entries, and this register has more. Choose a "
    "committee or a kind, or download the spreadsheet, which holds them all."
)


def write(register: RegisterFile, suffix: str) -> HttpResponseBase:
    """Answer with a register in one of the FORMS.

    Raises:
      PermissionDenied: a PDF of so many entries is not made.
    """
    response = FORMS[suffix](register)
    response["Content-Disposition"] = f'attachment; filename="{register.name(suffix)}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _csv(register: RegisterFile) -> HttpResponseBase:
    return StreamingHttpResponse(
        csv_lines(register), content_type="text/csv; charset=utf-8"
    )


def _json(register: RegisterFile) -> HttpResponseBase:
    return StreamingHttpResponse(json_pieces(register), content_type="application/json")


def _xlsx(register: RegisterFile) -> HttpResponseBase:
    return StreamingHttpResponse(
        workbook_pieces(register),
        content_type="application/vnd.openxmlformats-officedocument"
        ".spreadsheetml.sheet",
    )


def workbook_pieces(register: RegisterFile) -> Iterator[bytes]:
    """Yield a register as a workbook while it is read: its entries, then who is silent."""
    edition = register.edition
    yield from workbooks.pieces(
        {
            "Interests": chain(
                [headings(edition)],
                (cells(entry, edition) for entry in register.entries),
            ),
            "No interest declared": chain(
                [SILENCE_HEADINGS], map(silence_texts, register.silences)
            ),
        }
    )


def _pdf(register: RegisterFile) -> HttpResponseBase:
    return HttpResponse(pdf(register), content_type="application/pdf")


def pdf(register: RegisterFile) -> bytes:
    """Typeset a register as a tagged PDF.

    Raises:
      PermissionDenied: it has more than PDF_ROWS entries.
    """
    from core.documents import render

    rows: list[list[str]] = []
    for entry in register.entries:
        if len(rows) == PDF_ROWS:
            raise PermissionDenied(TOO_LONG)
        rows.append(_pdf_row(entry))
    silences = list(register.silences)
    facts = {
        "title": register.title,
        "as_at": long_date(register.day),
        "note": register.public_note,
        "rows": rows,
        "nil": [_silent(one) for one in silences if one.nil_return_on is not None],
        "silent": [_silent(one) for one in silences if one.nil_return_on is None],
    }
    return render(TEMPLATE, facts)


def _silent(one: Silence) -> str:
    who = f"{one.name}{_in_brackets(one.position)}"
    return f"{who}: {long_date(one.nil_return_on)}" if one.nil_return_on else who


def _pdf_row(entry: RegisterEntry) -> list[str]:
    whose = f"Indirect: {entry.relationship}" if entry.is_indirect else "Direct"
    business = ", ".join(filter(None, (entry.business, entry.organisation_code)))
    return [
        f"{entry.name}{_in_brackets(entry.position)}",
        f"{entry.organisation}{_in_brackets(business)}",
        entry.nature.label,
        whose,
        entry.description,
        _unless(entry, "from_on", _short(entry.from_on) or "Not stated"),
        _unless(entry, "to_on", _short(entry.to_on)),
        _unless(entry, "mitigation", entry.mitigation or "None recorded"),
    ]


def _unless(entry: RegisterEntry, key: str, words: str) -> str:
    return "Withheld" if entry.is_withheld(key) else words


def _short(day: date | None) -> str:
    return short_date(day) if day else ""


def _in_brackets(words: str) -> str:
    return f" ({words})" if words else ""


FORMS: dict[str, Callable[[RegisterFile], HttpResponseBase]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "json": _json,
    "pdf": _pdf,
}
FORM_NAMES = {
    "csv": "CSV, for any spreadsheet",
    "xlsx": "Excel workbook",
    "json": "JSON, for programs",
    "pdf": "PDF, to read and print",
}
