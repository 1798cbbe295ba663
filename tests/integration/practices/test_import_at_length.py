"""A long import says how far it is, and needs no more memory than a short one."""

from __future__ import annotations

import io
import tracemalloc

import pytest
from django.core.management import call_command
from django.db import transaction

from bench.import_rows import Silent, write_files
from commissioning.actions import directory
from commissioning.policies import IMPORTER
from practices.actions import imports


pytestmark = pytest.mark.django_db
WIPE = "\r\x1b[K"


class Terminal(io.StringIO):
    """A stream that a person watches."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def batches_of_ten(monkeypatch):
    monkeypatch.setattr(directory, "CODES_AT_ONCE", 10)


def printed(paths, out) -> str:
    with transaction.atomic():
        call_command("import_ods", *paths, stdout=out)
        transaction.set_rollback(True)
    return out.getvalue()


def test_import_ods_shows_on_a_terminal_how_far_it_is(tmp_path, batches_of_ten):
    paths = write_files(tmp_path, 30)

    shown = printed(paths, Terminal())

    steps = [step for step in shown.split(WIPE) if step]
    assert "epraccur_30_2016-02.csv: 30 rows" in steps
    assert steps.index("Working out 10 of 30 codes") < steps.index(
        "Working out 20 of 30 codes"
    )
    # A line that stays wipes the one that passed, and only such lines end.
    assert any(step.startswith("Worked out 30 codes\n") for step in steps)
    assert not any("Working out" in step and "\n" in step for step in steps)


def test_import_ods_writes_no_passing_line_into_a_log(tmp_path, batches_of_ten):
    logged = printed(write_files(tmp_path, 30), io.StringIO())

    assert "\x1b" not in logged
    assert "\r" not in logged
    assert "Working out" not in logged
    assert logged.count("Worked out 30 codes\n") == 1


class FromDeriving(Silent):
    """Counts memory from the moment when the last file has been read."""

    def __init__(self, files: int) -> None:
        self.left = files
        self.base = 0

    def read(self, file: object, rows: int, *, is_new: bool) -> None:
        self.left -= 1
        if not self.left:
            tracemalloc.reset_peak()
            self.base, _ = tracemalloc.get_traced_memory()


def peak_of_deriving(paths) -> int:
    watcher = FromDeriving(len(paths))
    tracemalloc.start()
    try:
        with transaction.atomic():
            imports.import_files(paths=paths, by=IMPORTER, watcher=watcher)
            transaction.set_rollback(True)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert watcher.base, "Nothing was derived."
    return peak - watcher.base


def test_deriving_eight_times_as_many_codes_takes_no_more_memory(tmp_path, monkeypatch):
    """Only the list of codes grows; statements, links and facts pass in batches."""
    monkeypatch.setattr(directory, "CODES_AT_ONCE", 50)
    few, many = write_files(tmp_path, 200), write_files(tmp_path, 1600)
    peak_of_deriving(few)  # what is loaded once, and kept

    ratio = peak_of_deriving(many) / peak_of_deriving(few)

    assert ratio < 1.5, f"{ratio:.2f} times the memory"
