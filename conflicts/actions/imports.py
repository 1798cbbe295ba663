"""Take an existing register in: upload it, match its columns, load it or leave it."""

from __future__ import annotations

import hashlib
from typing import IO, TYPE_CHECKING, Any

from django.core.files import File
from django.db import transaction

from commissioning.models import Organisation
from conflicts.actions.imports_files import sheet_rows
from conflicts.enums import ImportKind, ImportPolicy, ImportState, RowState
from conflicts.facts.imports_kinds import layout_of
from conflicts.models import RegisterImport
from conflicts.rules.imports_columns import (
    MOST_LINES_ABOVE,
    guess_mapping,
    heading_line,
    missing_columns,
)
from conflicts.rules.imports_dates import DateOrder
from conflicts.rules.imports_layouts import LAYOUTS
from core import clock
from core.actions import audit
from core.errors import RuleBroken
from people import door


if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from conflicts.rules.imports_columns import Layout
    from people.models import User

# Beside our columns a mapping keeps where the headings stand and how days are written.
HEADING_LINE = "_heading_line"
DATE_ORDER = "_date_order"
SAMPLES = 3
WORKING = frozenset({ImportState.CHECKING, ImportState.LOADING})
OVER = frozenset({ImportState.REFUSED, ImportState.ABANDONED})


@transaction.atomic
def upload(
    *,
    organisation: Organisation,
    file: IO[bytes],
    name: str,
    register_date: date,
    by: User,
    kind: ImportKind = ImportKind.INTERESTS,
    now: datetime | None = None,
) -> RegisterImport:
    """Keep an uploaded register of a kind with its headings, and return its import.

    The same file for the same body and kind is the import that is there already.

    Raises:
      RuleBroken: not an officer of the body, the date lies ahead, or the file is no
        spreadsheet with headings and rows.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    door.require(by, "import_register", organisation)
    if register_date > clock.today():
        raise RuleBroken.because(
            "register_date_ahead", "The register cannot be as at a day to come."
        )
    columns, line = _look_in(file, LAYOUTS[kind])
    digest = _digest(file)
    same = RegisterImport.objects.filter(sha256=digest, kind=kind)
    if known := same.filter(organisation=organisation).exclude(state__in=OVER).first():
        return known
    headings = [column["heading"] for column in columns]
    mapping = guess_mapping(headings, LAYOUTS[kind])
    moment = now or clock.now()
    register_import = RegisterImport(
        organisation=organisation,
        kind=kind,
        name=_plain_name(name),
        sha256=digest,
        register_date=register_date,
        columns=columns,
        mapping={**mapping, HEADING_LINE: line},
        uploaded_at=moment,
        uploaded_by=by,
    )
    register_import.file.save("register", File(file), save=False)
    register_import.save()
    audit.record(
        "register_import.uploaded", target=register_import, by=by.label, now=moment
    )
    return register_import


@transaction.atomic
def match_columns(
    *,
    register_import: RegisterImport,
    mapping: Mapping[str, int],
    order: DateOrder,
    policy: ImportPolicy,
    by: User,
) -> RegisterImport:
    """Say which column holds what, and let the worker check every row.

    Raises:
      RuleBroken: not the body's officer, loaded already or being worked on, or a
        column that is needed is not matched.
    """
    register_import = _locked(register_import, by)
    if register_import.state not in {ImportState.UPLOADED, ImportState.CHECKED}:
        raise RuleBroken.because(
            "import_under_way",
            "The columns cannot be matched any more: rows are being worked on, or were "
            "loaded already.",
        )
    layout = layout_of(register_import)
    taken = {key: place for key, place in mapping.items() if key in layout.by_key}
    if sentences := missing_columns(taken, layout):
        raise RuleBroken.because("columns_missing", " ".join(sentences))
    register_import.mapping = {
        **taken,
        HEADING_LINE: register_import.mapping.get(HEADING_LINE, 0),
        DATE_ORDER: order.value,
    }
    register_import.policy = policy
    return _start(register_import, ImportState.CHECKING, by)


@transaction.atomic
def load(*, register_import: RegisterImport, by: User) -> RegisterImport:
    """Let the worker load the clean rows, as the policy chosen allows.

    Raises:
      RuleBroken: not the body's officer, not checked, nothing to load, or all rows
        were to be right and some are not.
    """
    register_import = _locked(register_import, by)
    if register_import.state not in {ImportState.CHECKED, ImportState.SETTLING}:
        raise RuleBroken.because(
            "not_checked", "The rows are not checked yet, or are being worked on."
        )
    rows = register_import.rows
    faulty = rows.filter(state=RowState.FAULTY).count()
    if register_import.policy == ImportPolicy.ALL_OR_NOTHING and faulty:
        raise RuleBroken.because(
            "rows_faulty",
            f"{faulty} rows are to be put right or left out first. You chose to load "
            "nothing until every row is right.",
        )
    if not rows.filter(state=RowState.CLEAN).exists():
        raise RuleBroken.because("nothing_to_load", "There is no row to load.")
    return _start(register_import, ImportState.LOADING, by)


@transaction.atomic
def abandon(*, register_import: RegisterImport, by: User) -> RegisterImport:
    """Leave an import that has loaded nothing; its file and rows stay as a record.

    Raises:
      RuleBroken: not the body's officer, or rows were loaded or are being worked on.
    """
    register_import = _locked(register_import, by)
    lawful = {ImportState.UPLOADED, ImportState.CHECKED, ImportState.REFUSED}
    is_loaded = register_import.rows.filter(state=RowState.LOADED).exists()
    if register_import.state not in lawful or is_loaded:
        raise RuleBroken.because(
            "import_loaded",
            "Rows of this file were loaded or are being worked on: correct the entries "
            "on the register instead.",
        )
    register_import.state = ImportState.ABANDONED
    register_import.save(update_fields=["state"])
    audit.record("register_import.abandoned", target=register_import, by=by.label)
    return register_import


def order_of(register_import: RegisterImport) -> DateOrder:
    """Return how an import's spreadsheet writes its days."""
    return DateOrder(register_import.mapping.get(DATE_ORDER, DateOrder.DAY_FIRST))


def columns_of(register_import: RegisterImport) -> dict[str, int]:
    """Return our columns with the numbers of theirs, as an import was matched."""
    known = layout_of(register_import).by_key
    return {
        key: place for key, place in register_import.mapping.items() if key in known
    }


def locked_import(register_import: RegisterImport, by: User) -> RegisterImport:
    """Return an import locked for a change of its rows.

    Raises:
      RuleBroken: not the body's officer.
    """
    return _locked(register_import, by)


def _locked(register_import: RegisterImport, by: User) -> RegisterImport:
    locked = (
        RegisterImport.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=register_import.pk)
    )
    door.require(by, "change", locked)
    return locked


def _start(
    register_import: RegisterImport, state: ImportState, by: User
) -> RegisterImport:
    register_import.state = state
    register_import.claimed_at = None
    register_import.rows_done = 0
    register_import.problem = ""
    register_import.save()
    audit.record(f"register_import.{state}", target=register_import, by=by.label)
    return register_import


def _look_in(file: IO[bytes], layout: Layout) -> tuple[list[dict[str, Any]], int]:
    """Return the headings with samples from below them, and their place among rows."""
    with sheet_rows(file) as rows:
        first = [cells for _number, cells in _some(rows, MOST_LINES_ABOVE + SAMPLES)]
    line = heading_line(first, layout)
    if len(first) < line + 2:
        raise RuleBroken.because(
            "no_rows",
            "There is no row below the headings: check that the register is on the "
            "first sheet, headings first.",
        )
    below = first[line + 1 :][:SAMPLES]
    columns = [
        {
            "heading": heading[:120],
            "samples": [row[n][:80] for row in below if n < len(row) and row[n]],
        }
        for n, heading in enumerate(first[line])
    ]
    return columns, line


def _some(rows: Any, most: int) -> list[tuple[int, list[str]]]:
    return [row for row, _n in zip(rows, range(most), strict=False)]


def _digest(file: IO[bytes]) -> str:
    file.seek(0)
    # The stub asks for a readable buffer; any binary file will do.
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type] # a file of Django reads bytes
    file.seek(0)
    return digest


def _plain_name(name: str) -> str:
    kept = "".join(mark for mark in name if mark.isprintable())
    return kept.replace("\\", "/").rsplit("/", 1)[-1][:200] or "register"
