"""The columns and the reader of each kind of register that is taken in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, Protocol

from conflicts.enums import ImportKind
from conflicts.rules.imports_columns import INTERESTS, Layout
from conflicts.rules.imports_dates import DateOrder
from conflicts.rules.imports_gift_columns import GIFTS
from conflicts.rules.imports_gift_values import read_gift_row
from conflicts.rules.imports_persons import Cells, ReadRow
from conflicts.rules.imports_values import read_row


class Reader(Protocol):
    """Reads one row of a spreadsheet: our columns to texts."""

    def __call__(
        self, cells: Cells, *, order: DateOrder, register_date: date, today: date
    ) -> ReadRow: ...


LAYOUTS: Final[Mapping[str, Layout]] = {
    ImportKind.INTERESTS: INTERESTS,
    ImportKind.GIFTS: GIFTS,
}
READERS: Final[Mapping[str, Reader]] = {
    ImportKind.INTERESTS: read_row,
    ImportKind.GIFTS: read_gift_row,
}
