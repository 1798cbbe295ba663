"""Import ODS files: all that one command names, or nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from django.db import connection, transaction

from commissioning.actions import directory, source_files
from commissioning.actions.copying import in_batches
from commissioning.actions.directory import DirectoryChanges
from commissioning.ods.reader import identify, open_records
from commissioning.ods.records import (
    LinkRecord,
    ListRecord,
    OrganisationRecord,
)
from commissioning.ods.refusals import FileRefused
from core.actions import changes as change_rows
from practices.actions import registers
from practices.actions.registers import RegisterChanges


if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from commissioning.models import SourceFile
    from commissioning.ods.reader import OdsFile
    from commissioning.ods.records import Record
    from people.actors import Actor


# One import at a time: two would derive from each other's half of the statements.
_LOCK = 7_001_001


class Watcher(Protocol):
    """Somebody who is told how far an import has come."""

    def reading(self, file: OdsFile, rows: int) -> None:
        """Learn that so many rows of a file were read."""

    def read(self, file: OdsFile, rows: int, *, is_new: bool) -> None:
        """Learn that a file was read to its end, or was here already."""

    def deriving(self, done: int, total: int) -> None:
        """Learn how many of the touched codes were worked out."""


class FilesRefused(Exception):
    """Nothing was imported: one or more files were refused, each with its reason."""

    def __init__(self, refusals: Sequence[FileRefused]) -> None:
        super().__init__("\n".join(str(refusal) for refusal in refusals))
        self.refusals = refusals


@dataclass(slots=True)
class ImportSummary:
    """What one command did."""

    files_new: int = 0
    files_known: int = 0
    rows_read: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    directory: DirectoryChanges = field(default_factory=DirectoryChanges)
    registers: RegisterChanges = field(default_factory=RegisterChanges)


def import_files(
    *, paths: Sequence[Path], by: Actor, watcher: Watcher, as_at: date | None = None
) -> ImportSummary:
    """Take every file, or none; the result does not depend on the order.

    Raises:
      FilesRefused: a file is not taken, or is not what it says.
      RuleBroken: the actor may not import.
    """
    files = _identified(paths, as_at)
    try:
        return _import(files=files, by=by, watcher=watcher)
    except FileRefused as refusal:
        raise FilesRefused([refusal]) from None


def _identified(paths: Sequence[Path], as_at: date | None) -> list[OdsFile]:
    """Identify all files before any is read, and refuse all that fail at once."""
    files, refusals = [], []
    for path in paths:
        try:
            files.append(identify(path, as_at=as_at))
        except FileRefused as refusal:
            refusals.append(refusal)
    if refusals:
        raise FilesRefused(refusals)
    return files


@transaction.atomic
def _import(*, files: Sequence[OdsFile], by: Actor, watcher: Watcher) -> ImportSummary:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    summary = ImportSummary()
    bodies_before = directory.bodies_as_told()
    new = [
        row
        for file in files
        if (row := _take(file, by=by, watcher=watcher, summary=summary))
    ]
    if new:
        summary.directory = directory.bring_up_to_date(
            [row.pk for row in new],
            bodies_before=bodies_before,
            by=by,
            progress=watcher.deriving,
        )
        summary.registers = registers.bring_up_to_date()
        _note_skips(summary)
    if summary.directory.any_links:
        change_rows.note("organisation_import", new[-1].pk)
    return summary


def _take(
    file: OdsFile, *, by: Actor, watcher: Watcher, summary: ImportSummary
) -> SourceFile | None:
    row = source_files.receive(file=file, by=by)
    if row is None:
        summary.files_known += 1
        watcher.read(file, 0, is_new=False)
        return None
    count = 0
    with open_records(file) as records:
        for batch in in_batches(records):
            _keep(row, (record for _, record in batch), summary)
            count = batch[-1][0]
            watcher.reading(file, count)
    if not count:
        raise FileRefused(file.name, "The file has no lines.")
    source_files.count_rows(row, count)
    summary.files_new += 1
    summary.rows_read += count
    watcher.read(file, count, is_new=True)
    return row


def _keep(row: SourceFile, records: Iterable[Record], summary: ImportSummary) -> None:
    organisations: list[OrganisationRecord] = []
    links: list[LinkRecord] = []
    lists: list[ListRecord] = []
    for record in records:
        if isinstance(record, OrganisationRecord):
            organisations.append(record)
        elif isinstance(record, LinkRecord):
            links.append(record)
        elif isinstance(record, ListRecord):
            lists.append(record)
        else:
            summary.skipped[record.reason] += 1
    source_files.keep_statements(row, organisations, links)
    registers.keep_lists(row, lists)


def _note_skips(summary: ImportSummary) -> None:
    summary.skipped.update(summary.directory.skipped)
    waiting = {
        "branch surgery of a practice that is in no epraccur": (
            summary.registers.sites_waiting
        ),
        "list size of a practice that is in no epraccur": (
            summary.registers.lists_waiting
        ),
    }
    summary.skipped.update({why: count for why, count in waiting.items() if count})
