"""From two registers to the entries in which they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conflicts.facts.register_entries import entries_of
from conflicts.rules.registers_since import Since, changes_since


if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from conflicts.facts.registers import Register
    from conflicts.rules.registers import RegisterEntry

    Entries = Callable[[Any], dict[int, RegisterEntry]]


def full_since(before: Register, after: Register) -> Since:
    """Return what changed in a full register between two days.

    Only keys, versions and names are read of what stayed as it was.
    """
    return since(
        before.rows(),
        after.rows(),
        lambda rows: _by_key(before, rows),
        lambda rows: _by_key(after, rows),
    )


def since(before: Any, after: Any, read_before: Entries, read_after: Entries) -> Since:
    """Return what changed between two sets of rows, each read in its own form."""
    old, new = _as_read(before), _as_read(after)
    differing = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    return changes_since(
        read_before(_only(before, differing & old.keys())),
        read_after(_only(after, differing & new.keys())),
    )


def _as_read(rows: Any) -> dict[int, tuple[int, str, str]]:
    """Return version and names of rows by key: a rename changes no version."""
    found = rows.order_by().values_list(
        "entry_id", "version", "shown_name", "shown_organisation"
    )
    return {key: (version, name, body or "") for key, version, name, body in found}


def _only(rows: Any, keys: Collection[int]) -> Any:
    return rows.filter(entry_id__in=list(keys)).order_by()


def _by_key(register: Register, rows: Any) -> dict[int, RegisterEntry]:
    found = entries_of(register, rows, with_notes=False)
    return {one.reference: one for one in found if one.reference is not None}
