"""Seconds per row of an ODS import: a whole national file against a quarter of it.

The files are invented: epraccur of 16,000 lines and epcmem of 48,000, about 200 CCGs.
Each round imports both into an empty directory and undoes it; quarter and whole take
turns, so that a busy machine slows both.
"""

from __future__ import annotations

import csv
import os
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

import django

from bench.figures import say


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
CCGS, PRACTICES = 200, 16_000
ROUNDS = 3
GOAL = 1.2


def main() -> None:
    """Measure, and print a line of JSON."""
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    with tempfile.TemporaryDirectory() as folder:
        whole = write_files(Path(folder), PRACTICES)
        quarter = write_files(Path(folder), PRACTICES // 4)
        import_once(quarter)  # warms the interpreter and the server's cache
        rounds = [(import_once(quarter), import_once(whole)) for _ in range(ROUNDS)]
    per_row_quarter = statistics.median(one for one, _ in rounds)
    per_row_whole = statistics.median(other for _, other in rounds)
    value = per_row_whole / per_row_quarter
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stderr.write(
        f"{per_row_whole * 1e6:.0f} µs a row on {PRACTICES * 4:,} rows, "
        f"{per_row_quarter * 1e6:.0f} on a quarter; peak memory {peak_mb:.0f} MB\n"
    )
    say("import_rows_growth", value, "ratio", GOAL)


def import_once(paths: list[Path]) -> float:
    """Import the files into an empty directory, undo it, return seconds per row."""
    from django.db import transaction

    from commissioning.policies import IMPORTER
    from practices.actions.imports import import_files

    with transaction.atomic():
        began = time.perf_counter()
        summary = import_files(paths=paths, by=IMPORTER, watcher=Silent())
        seconds = time.perf_counter() - began
        transaction.set_rollback(True)
    return seconds / summary.rows_read


class Silent:
    """Is told how far the import has come, and tells nobody."""

    def reading(self, file: object, rows: int) -> None:
        """Say nothing."""

    def read(self, file: object, rows: int, *, is_new: bool) -> None:
        """Say nothing."""

    def deriving(self, done: int, total: int) -> None:
        """Say nothing."""


def write_files(folder: Path, practices: int) -> list[Path]:
    """Write CCGs, practices, and three spells of history for each practice."""
    ccgs = [f"{number:03d}" for number in range(CCGS)]
    codes = [f"F{number:05d}" for number in range(practices)]
    eccg = [
        line(code, f"NHS AREA {code} CCG", "20130401", {3: "Y99", 4: "Q99", 14: "C"})
        for code in ccgs
    ]
    epraccur = [
        line(code, f"INVENTED SURGERY {code}", "19740401", columns(ccgs[place % CCGS]))
        for place, code in enumerate(codes)
    ]
    epcmem = [
        [code, parent, "W", joined, left, "0"]
        for place, code in enumerate(codes)
        for parent, joined, left in (
            ("5E1", "20010401", "20130331"),
            (ccgs[(place + 1) % CCGS], "20130401", "20150331"),
            (ccgs[place % CCGS], "20150401", ""),
        )
    ]
    return [
        write(folder / f"{name}_{practices}_2016-02.csv", rows)
        for name, rows in (("eccg", eccg), ("epraccur", epraccur), ("epcmem", epcmem))
    ]


def columns(ccg: str) -> dict[int, str]:
    """Return the columns of an active GP practice."""
    return {
        3: "Y99",
        4: "Q99",
        5: "1 INVENTED STREET",
        10: "RM1 1AA",
        13: "A",
        14: "B",
        15: ccg,
        16: "20150401",
        24: ccg,
        26: "4",
    }


def line(code: str, name: str, opened: str, more: dict[int, str]) -> list[str]:
    """Build a line of 27 columns, counted from 1."""
    row = [""] * 27
    row[0], row[1], row[10], row[21] = code, name, opened, "0"
    for column, text in more.items():
        row[column - 1] = text
    return row


def write(path: Path, rows: list[list[str]]) -> Path:
    """Write rows with every field quoted."""
    with path.open("w", newline="", encoding="ascii") as stream:
        csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(rows)
    return path


if __name__ == "__main__":
    main()
