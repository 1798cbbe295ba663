"""Load the clean rows of a checked register as entries of its kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction

from commissioning.models import Organisation
from conflicts.actions.imports_checking import judge, understand
from conflicts.actions.imports_gifts import GiftLoader
from conflicts.actions.imports_interests import InterestLoader
from conflicts.enums import ImportKind, ImportPolicy, RowState
from conflicts.models import ImportRow
from core import clock
from core.actions import audit


if TYPE_CHECKING:
    from collections.abc import Sequence

    from conflicts.actions.imports_people import Loader
    from conflicts.models import RegisterImport

CHUNK = 250
LOADERS: Mapping[str, type[Loader[Any]]] = {
    ImportKind.INTERESTS: InterestLoader,
    ImportKind.GIFTS: GiftLoader,
}


class RowsChanged(Exception):
    """Rows that were clean are so no more, and all were to be right."""


def load_rows(register_import: RegisterImport) -> Iterator[int]:
    """Load the clean rows; give out after each step how many rows are done.

    All or nothing is one step; otherwise each chunk of rows stands by itself, and a
    later worker goes on where this one was stopped.

    Raises:
      RowsChanged: something moved since the check, and all or nothing was chosen.
    """
    if register_import.policy == ImportPolicy.ALL_OR_NOTHING:
        with transaction.atomic():
            done = sum(
                _load_chunk(register_import, numbers)
                for numbers in _chunks(register_import)
            )
            if register_import.rows.filter(state=RowState.FAULTY).exists():
                raise RowsChanged
        yield done
        return
    done = 0
    for numbers in _chunks(register_import):
        with transaction.atomic():
            done += _load_chunk(register_import, numbers)
        yield done


def _chunks(register_import: RegisterImport) -> Iterator[list[int]]:
    """Give out the clean rows (numbers) by the chunk, in the order of their kind."""
    turn = LOADERS[register_import.kind].in_turn(register_import)
    for start in range(0, len(turn), CHUNK):
        yield turn[start : start + CHUNK]


def _load_chunk(register_import: RegisterImport, numbers: Sequence[int]) -> int:
    # Two imports of one body never enter one new person twice.
    Organisation.objects.select_for_update().get(pk=register_import.organisation_id)
    clean = (
        register_import.rows.select_for_update(of=("self",))
        .filter(state=RowState.CLEAN, number__in=numbers)
        .order_by("number")
    )
    rows = sorted(clean, key=lambda row: numbers.index(row.number))
    for row in rows:
        row.register_import = register_import
    found = understand(register_import, [row.cells for row in rows])
    loader = LOADERS[register_import.kind](register_import, clock.now())
    for row, meaning in zip(rows, found, strict=True):
        judge(row, meaning)
    loader.enter_people(found)
    loader.tie_matched(found)
    for row, meaning in zip(rows, found, strict=True):
        if row.state == RowState.CLEAN:
            loader.take(row, meaning)
    loader.write()
    ImportRow.objects.bulk_update(rows, ["state", "problems", loader.became])
    return len(rows)


def tell_loaded(register_import: RegisterImport, count: int) -> None:
    """Leave in the audit how many rows were taken in."""
    audit.record(
        "register_import.loaded",
        target=register_import,
        by=register_import.uploaded_by.label,
        summary=f"{count} rows taken in.",
    )
