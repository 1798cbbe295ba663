"""Import ODS files: `manage.py import_ods PATH… [--as-at DATE]`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from commissioning.policies import IMPORTER
from practices.actions.imports import FilesRefused, ImportSummary, import_files


if TYPE_CHECKING:
    from argparse import ArgumentParser

    from commissioning.ods.reader import OdsFile


class Command(BaseCommand):
    help = (
        "Import ODS files, in any order, as often as you like: the result is the same. "
        "All files of one command are taken, or none."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument(
            "--as-at",
            type=_day,
            metavar="2016-02-11",
            help="the day the files speak of, when their names do not say it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            summary = import_files(
                paths=options["paths"],
                by=IMPORTER,
                watcher=_Printer(self),
                as_at=options["as_at"],
            )
        except FilesRefused as refused:
            raise CommandError(f"{refused}\nNothing was imported.") from None
        for line in _lines(summary):
            self.stdout.write(line)


class _Printer:
    """Tells the terminal how far it is; a log gets one line a file."""

    def __init__(self, command: Command) -> None:
        self.out = command.stdout
        self.is_terminal = self.out.isatty()

    def reading(self, file: OdsFile, rows: int) -> None:
        self._passing(f"{file.name}: {rows:,} rows")

    def read(self, file: OdsFile, rows: int, *, is_new: bool) -> None:
        what = f"{file.kind.value} as at {file.as_at:%-d %B %Y}"
        told = f"{rows:,} rows" if is_new else "imported before, unchanged"
        self._line(f"{file.name}: {what}, {told}")

    def deriving(self, done: int, total: int) -> None:
        self._passing(f"Working out {done:,} of {total:,} codes")
        if done == total:
            self._line(f"Worked out {total:,} codes")

    def _passing(self, text: str) -> None:
        if self.is_terminal:
            self.out.write(f"\r\x1b[K{text}", ending="")
            self.out.flush()

    def _line(self, text: str) -> None:
        self.out.write(f"\r\x1b[K{text}" if self.is_terminal else text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(
            f"--as-at “{text}” is no date; write it as 2016-02-11."
        ) from None


def _lines(summary: ImportSummary) -> list[str]:
    told, kept = summary.directory, summary.registers
    counts = {
        "Files": f"{summary.files_new} new, {summary.files_known} unchanged",
        "Rows": f"{summary.rows_read:,} read",
        "Organisations": (
            f"{told.organisations_created:,} created, "
            f"{told.organisations_changed:,} changed, "
            f"{told.organisations_closed:,} closed, "
            f"{told.organisations_unchanged:,} unchanged"
        ),
        "Dated names": f"{told.names_changed:,} written",
        "Links": (
            f"{told.links_created:,} created, {told.links_changed:,} changed, "
            f"{told.links_removed:,} removed"
        ),
        "Contract records": f"{kept.records_changed:,} written",
        "Branch surgeries": f"{kept.sites_changed:,} written",
        "List sizes": f"{kept.lists_changed:,} written",
    }
    return [
        *(f"{what}: {count}." for what, count in counts.items()),
        *(
            f"Skipped, {reason}: {count:,}."
            for reason, count in sorted(summary.skipped.items())
        ),
    ]
