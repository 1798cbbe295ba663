"""Read how many patients practices had, as NHSBSA and NHS Digital publish it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from commissioning.ods import fields
from commissioning.ods.records import ListRecord, Skipped
from commissioning.ods.refusals import BadField


if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from commissioning.ods.records import Record


NHSBSA_COLUMNS: Final = 26
NHSD_COLUMNS: Final = 10


def read_nhsbsa(row: list[str], as_at: date) -> Iterator[Record]:
    """Read one line of NHSBSA: the sum of its bands, men and women."""
    if len(row) != NHSBSA_COLUMNS:
        raise BadField(f"The line has {len(row)} columns instead of {NHSBSA_COLUMNS}.")
    code = fields.code(row[7], fields.PRACTICE, "practice code")
    patients = sum(fields.number(cell, "number of patients") for cell in row[8:])
    yield ListRecord(code, as_at, patients)


def read_nhsd(row: list[str], _as_at: date) -> Iterator[Record]:
    """Read one line of NHS Digital: totals only; the line carries its own date."""
    if len(row) != NHSD_COLUMNS:
        raise BadField(f"The line has {len(row)} columns instead of {NHSD_COLUMNS}.")
    if (row[2], row[7], row[8]) != ("GP", "ALL", "ALL"):
        yield Skipped("list by sex, by age or not of a practice")
        return
    code = fields.code(row[5], fields.PRACTICE, "practice code")
    as_at = fields.worded_day(row[1])
    yield ListRecord(code, as_at, fields.number(row[9], "number of patients"))
