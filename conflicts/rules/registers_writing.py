"""A register as CSV and as JSON, written piece by piece while it is read."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from conflicts.rules.registers import Edition, RegisterEntry, Silence, file_name
from conflicts.rules.registers_files import as_json, headings, silence_json, texts


# Excel takes a CSV for its own old encoding unless this stands first.
BYTE_ORDER = "\ufeff"


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """A register about to be written: its head, and its rows to be read once.

    `silences` are read after `entries`. `public_note` is the sentence on historic
    interests that a public register carries.
    """

    body: str
    edition: Edition
    day: date
    entries: Iterable[RegisterEntry]
    silences: Iterable[Silence]
    is_part: bool = False
    public_note: str = ""

    @property
    def title(self) -> str:
        """Return the heading of the document."""
        return f"{self.edition.label} of interests: {self.body}"

    def name(self, suffix: str) -> str:
        """Return the name of the file."""
        return file_name(
            self.body,
            edition=self.edition,
            day=self.day,
            suffix=suffix,
            is_part=self.is_part,
        )


class _Echo:
    """A file that gives back what is written, for the csv module."""

    def write(self, line: str) -> str:
        return line


def csv_lines(register: RegisterFile) -> Iterator[str]:
    """Yield a register line by line."""
    writer: Any = csv.writer(_Echo())
    yield BYTE_ORDER + writer.writerow(headings(register.edition))
    for entry in register.entries:
        yield writer.writerow(texts(entry, register.edition))


def json_pieces(register: RegisterFile) -> Iterator[str]:
    """Yield a register as one JSON object, entry by entry."""
    head = {
        "title": register.title,
        "body": register.body,
        "edition": register.edition.value,
        "asAt": register.day.isoformat(),
    }
    if register.public_note:
        head["note"] = register.public_note
    yield json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ',\n "interests": ['
    yield from _listed(as_json(one, register.edition) for one in register.entries)
    yield '\n ],\n "nilReturns": ['
    silent: list[Silence] = []
    yield from _listed(_nil_returns(register.silences, silent))
    yield "\n ]"
    if register.edition == Edition.FULL:
        yield ',\n "nonReturns": ['
        yield from _listed(silence_json(one) for one in silent)
        yield "\n ]"
    yield "\n}\n"


def _nil_returns(
    silences: Iterable[Silence], others: list[Silence]
) -> Iterator[dict[str, object]]:
    for one in silences:
        if one.nil_return_on is None:
            others.append(one)
        else:
            yield silence_json(one)


def _listed(objects: Iterable[dict[str, object]]) -> Iterator[str]:
    between = "\n  "
    for one in objects:
        yield between + json.dumps(one, ensure_ascii=False)
        between = ",\n  "
