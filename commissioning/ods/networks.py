"""Read the ePCN workbook: networks, and the practices in them."""

from __future__ import annotations

import warnings
import zipfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from commissioning.enums import OrganisationKind, OrganisationStatus
from commissioning.ods import fields
from commissioning.ods.records import LinkRecord, OrganisationRecord, Skipped
from commissioning.ods.refusals import BadField, FileRefused
from commissioning.values import LinkKind


if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

    from commissioning.ods.records import Record


_NETWORKS: Final = ("PCN Code", "PCN Name", "Current Clinical Commissioning Group Code")
_PARTNERS: Final = ("Partner Organisation Code", "Partner Name")
_NOT_EPCN: Final = (
    "This workbook is not ePCN: it needs a sheet of networks (“PCN Code”, “PCN "
    "Name”, …) and one of core partners (“Partner Organisation Code”, …)."
)


@contextmanager
def workbook_rows(path: Path) -> Iterator[Iterator[tuple[int, list[str], str]]]:
    """Open both sheets as numbered lines, each with the name of its sheet's kind.

    Raises:
      FileRefused: it is no workbook, or not ePCN.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError):
        raise FileRefused(path.name, "This is not a readable workbook.") from None
    try:
        yield _rows(path, workbook)
    finally:
        workbook.close()


def _rows(path: Path, workbook: Any) -> Iterator[tuple[int, list[str], str]]:
    found = {_kind_of(sheet): sheet for sheet in workbook.worksheets}
    if not {"networks", "partners"} <= set(found):
        raise FileRefused(path.name, _NOT_EPCN)
    for kind in ("networks", "partners"):
        lines = found[kind].iter_rows(min_row=2, values_only=True)
        for number, cells in enumerate(lines, start=2):
            row = [_text(cell) for cell in cells]
            if any(row):
                yield number, row, kind


def _kind_of(sheet: Any) -> str:
    header = next(sheet.iter_rows(max_row=1, values_only=True), ())
    words = tuple(" ".join(_text(cell).split()) for cell in header)
    if words[: len(_NETWORKS)] == _NETWORKS:
        return "networks"
    return "partners" if words[: len(_PARTNERS)] == _PARTNERS else ""


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def read_network(row: list[str], as_at: date) -> Iterator[Record]:
    """Read one line of the sheet of networks; it names the lead CCG of its day."""
    row = _padded(row, 12)
    opened_on = fields.day(row[4], "open date")
    closed_on = fields.day_or_none(row[5], "close date")
    fields.in_order(opened_on, closed_on, "It closes before it opens")
    status = OrganisationStatus.CLOSED if closed_on else OrganisationStatus.ACTIVE
    ccg = fields.code(row[2], fields.BODY, "CCG code")
    yield OrganisationRecord(
        code=fields.code(row[0], fields.NETWORK, "PCN code"),
        kind=OrganisationKind.PCN.value,
        name=fields.name(row[1], "PCN's name"),
        status=status.value,
        said_on=as_at,
        opened_on=opened_on,
        closed_on=closed_on,
        address="\n".join(line for line in row[6:11] if line),
        postcode=fields.short(row[11], 10, "postcode"),
        parent_code=ccg,
    )
    yield OrganisationRecord(
        code=ccg,
        kind=OrganisationKind.CCG.value,
        name=fields.name(row[3], "CCG's name"),
        status=OrganisationStatus.ACTIVE.value,
        said_on=as_at,
    )


def read_partner(row: list[str], _as_at: date) -> Iterator[Record]:
    """Read one line of the sheet of core partners."""
    row = _padded(row, 10)
    from_on = fields.day(row[8], "start date")
    to_on = fields.day_or_none(row[9], "end date")
    source = fields.code(row[0], fields.PRACTICE, "practice code")
    target = fields.code(row[4], fields.NETWORK, "PCN code")
    if to_on and to_on < from_on:
        yield Skipped("network left before it was joined")
        return
    yield LinkRecord(LinkKind.IN_NETWORK.value, source, target, from_on, to_on)


def _padded(row: list[str], width: int) -> list[str]:
    if len(row) < width - 1:
        raise BadField(f"The line has {len(row)} columns instead of {width}.")
    return row + [""] * (width - len(row))


SHEETS: Final[dict[str, Callable[[list[str], date], Iterator[Record]]]] = {
    "networks": read_network,
    "partners": read_partner,
}
