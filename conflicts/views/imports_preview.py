"""How the first rows of a checked register are read, shown before they are loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conflicts.actions.imports_checking import understand
from conflicts.enums import ImportKind, RowState
from conflicts.rules.gifts import pounds
from core.web.dates import short_date
from core.web.tables import Column, Table


if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from conflicts.facts.imports import Meaning
    from conflicts.models import RegisterImport

SHOWN = 5


def preview_of(register_import: RegisterImport) -> Table:
    """Return the first clean rows as they will stand on the register."""
    rows = register_import.rows.filter(state=RowState.CLEAN).order_by("number")[:SHOWN]
    cells = [row.cells for row in rows]
    found = understand(register_import, cells) if cells else []
    columns, write = WRITERS[register_import.kind]
    return Table(
        caption="How the first rows are read",
        columns=[Column("Whose"), *map(Column, columns)],
        rows=[(_whose(each), *write(each)) for each in found],
        first_is_heading=True,
        empty="No row is ready to load.",
    )


def _whose(meaning: Meaning) -> str:
    """Name the person of a row; somebody new is entered with the row."""
    if meaning.person is not None:
        return str(meaning.person)
    row = meaning.row
    named = " ".join(
        each for each in (row.title, row.given_name, row.family_name) if each
    )
    return f"{named} (new)"


def _interest(meaning: Meaning) -> tuple[Any, ...]:
    said = meaning.row.said
    body = meaning.organisation
    return (
        said["nature"].label,
        body.name if body else meaning.unlisted_name,
        said["description"],
        short_date(said["declared_on"]),
    )


def _gift(meaning: Meaning) -> tuple[Any, ...]:
    said = meaning.row.said
    return (
        f"{said['kind'].label}: {said['description']}",
        pounds(said["value_pence"]),
        f"{said['giver_name']}: {said['giver_kind'].label}",
        short_date(said["offered_on"]),
        said["outcome"].label,
    )


WRITERS: Mapping[str, tuple[tuple[str, ...], Callable[[Meaning], tuple[Any, ...]]]] = {
    ImportKind.INTERESTS: (
        ("Type", "Organisation", "Interest", "Declared"),
        _interest,
    ),
    ImportKind.GIFTS: (
        ("Offer", "Worth", "From", "Offered", "Outcome"),
        _gift,
    ),
}
