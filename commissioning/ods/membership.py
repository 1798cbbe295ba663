"""Read epcmem: who commissioned a practice, from when to when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from commissioning.ods import fields
from commissioning.ods.records import LinkRecord
from commissioning.ods.refusals import BadField
from commissioning.values import LinkKind


if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from commissioning.ods.records import Record


COLUMNS: Final = 6


def read_membership(row: list[str], _as_at: date) -> Iterator[Record]:
    """Read one line of epcmem."""
    if len(row) != COLUMNS:
        raise BadField(f"The line has {len(row)} columns instead of {COLUMNS}.")
    if row[2] != "W":
        raise BadField(f"“{row[2]}” is no parent type (epcmem has only W).")
    joined_on = fields.day(row[3], "date of joining")
    left_on = fields.day_or_none(row[4], "date of leaving")
    fields.in_order(joined_on, left_on, "It leaves before it joins")
    yield LinkRecord(
        kind=LinkKind.MEMBER_OF.value,
        source_code=fields.code(row[0], fields.PRACTICE, "practice code"),
        target_code=fields.code(row[1], fields.ANY_CODE, "parent code"),
        from_on=joined_on,
        to_on=left_on,
    )
