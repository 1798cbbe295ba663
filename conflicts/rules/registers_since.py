"""What changed between two registers, or two editions of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from conflicts.rules.registers import RegisterEntry


NOT_STATED = "not stated"
WITHHELD = "withheld"


def _day(value: date | None) -> str:
    return f"{value.day} {value:%B %Y}" if value else NOT_STATED


FIELDS: tuple[tuple[str, str, Callable[[RegisterEntry], str]], ...] = (
    ("given_name", "Name", lambda entry: entry.name),
    ("organisation", "Organisation", lambda entry: entry.organisation),
    ("nature", "Type", lambda entry: entry.nature.label),
    (
        "is_indirect",
        "Direct or indirect",
        lambda entry: (
            f"indirect ({entry.relationship})" if entry.is_indirect else "direct"
        ),
    ),
    ("description", "Nature of interest", lambda entry: entry.description),
    ("from_on", "From", lambda entry: _day(entry.from_on)),
    ("to_on", "To", lambda entry: _day(entry.to_on) if entry.to_on else "now"),
    (
        "mitigation",
        "Action taken",
        lambda entry: entry.mitigation or "none recorded",
    ),
    ("publication", "Publication", lambda entry: entry.publication.label),
)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One thing that reads otherwise: what, from and to, in words."""

    what: str
    was: str
    reads: str


@dataclass(frozen=True, slots=True)
class EntryChange:
    """One entry that reads otherwise, as it reads now."""

    entry: RegisterEntry
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Since:
    """What changed: added, changed, ended, and what is no longer listed."""

    added: tuple[RegisterEntry, ...] = ()
    changed: tuple[EntryChange, ...] = ()
    ended: tuple[EntryChange, ...] = ()
    gone: tuple[RegisterEntry, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Say whether nothing changed at all."""
        return not (self.added or self.changed or self.ended or self.gone)


def changes_since(
    before: Mapping[int, RegisterEntry], after: Mapping[int, RegisterEntry]
) -> Since:
    """Compare the entries of two registers by the interests behind them.

    Whatever has an end and had none before has ended. Both must be in the form in
    which the reader may see them.
    """
    added = [after[key] for key in after.keys() - before.keys()]
    gone = [before[key] for key in before.keys() - after.keys()]
    changed: list[EntryChange] = []
    ended: list[EntryChange] = []
    for key in after.keys() & before.keys():
        differing = _differing(before[key], after[key])
        if not differing:
            continue
        one = EntryChange(after[key], differing)
        is_over = after[key].to_on is not None and before[key].to_on is None
        (ended if is_over else changed).append(one)
    return Since(
        added=tuple(sorted(added, key=_order)),
        changed=tuple(sorted(changed, key=lambda one: _order(one.entry))),
        ended=tuple(sorted(ended, key=lambda one: _order(one.entry))),
        gone=tuple(sorted(gone, key=_order)),
    )


def _differing(was: RegisterEntry, reads: RegisterEntry) -> tuple[FieldChange, ...]:
    found = []
    for key, what, words in FIELDS:
        before = WITHHELD if was.is_withheld(key) else words(was)
        after = WITHHELD if reads.is_withheld(key) else words(reads)
        if before != after:
            found.append(FieldChange(what, before, after))
    return tuple(found)


def _order(entry: RegisterEntry) -> tuple[bool, str, str, str, str]:
    return (
        entry.is_withheld("given_name"),
        entry.family_name,
        entry.name,
        entry.organisation,
        entry.description,
    )
