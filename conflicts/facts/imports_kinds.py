"""How the rows of each kind of register are understood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conflicts.enums import ImportKind, RowState
from conflicts.facts.imports import meanings_of
from conflicts.facts.imports_gifts import gift_meanings_of
from conflicts.rules.imports_layouts import LAYOUTS


if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from conflicts.facts.imports import Meaning
    from conflicts.models import RegisterImport
    from conflicts.rules.imports_columns import Layout

MEANINGS: Mapping[str, Callable[..., list[Meaning]]] = {
    ImportKind.INTERESTS: meanings_of,
    ImportKind.GIFTS: gift_meanings_of,
}
# What a row became, by the name of its field.
BECAME: Mapping[str, str] = {
    ImportKind.INTERESTS: "interest",
    ImportKind.GIFTS: "gift",
}


def layout_of(register_import: RegisterImport) -> Layout:
    """Return the columns that an import is matched by."""
    return LAYOUTS[register_import.kind]


def persons_loaded(register_import: RegisterImport) -> set[Any]:
    """Return whose entries (ids) an import has loaded so far, in one query."""
    became = f"{BECAME[register_import.kind]}__person"
    loaded = register_import.rows.filter(state=RowState.LOADED).order_by()
    return set(loaded.values_list(became, flat=True))
