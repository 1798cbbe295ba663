"""Read ccg_succession: which CCG followed which."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from commissioning.enums import OrganisationKind, OrganisationStatus
from commissioning.ods import fields
from commissioning.ods.records import LinkRecord, OrganisationRecord
from commissioning.ods.refusals import BadField
from commissioning.values import LinkKind


if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from commissioning.ods.records import Record


COLUMNS: Final = 9
HEADER: Final = "predecessor_code"


def read_succession(row: list[str], _as_at: date) -> Iterator[Record]:
    """Read one line: the CCG that closed, its successor, and the tie between them."""
    if len(row) != COLUMNS:
        raise BadField(f"The line has {len(row)} columns instead of {COLUMNS}.")
    old = fields.code(row[0], fields.BODY, "CCG code")
    new = fields.code(row[3], fields.BODY, "CCG code")
    closed_on = fields.iso_day(row[2], "close date")
    opened_on = fields.iso_day(row[5], "open date")
    yield OrganisationRecord(
        code=old,
        kind=OrganisationKind.CCG.value,
        name=fields.name(row[1], "predecessor's name"),
        status=OrganisationStatus.CLOSED.value,
        said_on=closed_on,
        closed_on=closed_on,
    )
    yield OrganisationRecord(
        code=new,
        kind=OrganisationKind.CCG.value,
        name=fields.name(row[4], "successor's name"),
        status=OrganisationStatus.ACTIVE.value,
        said_on=opened_on,
        opened_on=opened_on,
    )
    yield LinkRecord(
        kind=LinkKind.PREDECESSOR_OF.value,
        source_code=old,
        target_code=new,
        from_on=closed_on + timedelta(days=1),
        to_on=None,
    )
