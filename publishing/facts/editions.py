"""From an issued edition to its entries, and from a register to what is frozen."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from committees.rules.sentences import in_words
from conflicts.enums import Nature, PublicationState
from conflicts.facts.register_entries import entries_of, in_name_order, silences_of
from conflicts.facts.registers import Whose, register_as_at
from conflicts.rules.registers import Edition, RegisterEntry, Silence
from conflicts.rules.registers_writing import RegisterFile, json_pieces
from publishing.facts.registers import (
    in_public_order,
    nil_returns,
    public_entries,
    public_register,
    states_now,
)
from publishing.rules.registers import published_form


if TYPE_CHECKING:
    from collections.abc import Sequence

    from conflicts.facts.registers import Register
    from publishing.facts.registers import PublicRegister
    from publishing.models import RegisterEdition

HISTORIC = (
    "Historic interests are then held privately for at least {years} years after they "
    "ended. To ask about them, write to the governance team of {bodies}."
)
DAYS = (
    "arose_on",
    "became_aware_on",
    "declared_on",
    "from_on",
    "to_on",
    "last_confirmed_on",
    "source_on",
)


@dataclass(frozen=True, slots=True)
class EditionContent:
    """What an edition says, read back: its entries by key, its nil returns, its note.

    `changed_since` counts the entries that may no longer be shown as they were.
    """

    keys: tuple[int, ...]
    entries: tuple[RegisterEntry, ...]
    silences: tuple[Silence, ...]
    note: str
    changed_since: int = 0

    def by_key(self) -> dict[int, RegisterEntry]:
        """Return the entries by the ids of their interests."""
        return dict(zip(self.keys, self.entries, strict=True))


def freeze(whose: Whose, edition: Edition, day: date) -> EditionContent:
    """Return what an edition of a register as at a day would say."""
    if edition == Edition.PUBLIC:
        return _freeze_public(public_register(whose, day))
    return _freeze_full(register_as_at(whose, day))


def content_of(edition: RegisterEdition) -> EditionContent:
    """Return what an edition says today: what was withheld or purged since is gone.

    The frozen words stay as they were issued; they are shown in the stricter of their
    own form and the one that holds today.
    """
    frozen = thawed(edition.content, edition.keys)
    states = states_now(frozen.keys)
    is_public = edition.edition == Edition.PUBLIC
    shown = []
    for key, entry in zip(frozen.keys, frozen.entries, strict=True):
        state = states.get(key)
        now = _as_today(entry, state) if is_public else entry
        if state is not None and now is not None:
            shown.append((key, now))
    kept = frozen.by_key()
    unchanged = sum(1 for key, entry in shown if kept[key] == entry)
    if is_public:
        shown = _unnamed_last(shown)
    return EditionContent(
        keys=tuple(key for key, _ in shown),
        entries=tuple(entry for _, entry in shown),
        silences=frozen.silences,
        note=frozen.note,
        changed_since=len(frozen.keys) - unchanged,
    )


def file_of(
    whose: Whose, edition: Edition, day: date, content: EditionContent
) -> RegisterFile:
    """Return an edition as a file about to be written."""
    return RegisterFile(
        body=whose.name,
        edition=edition,
        day=day,
        entries=content.entries,
        silences=content.silences,
        public_note=content.note,
    )


def fingerprint(file: RegisterFile) -> str:
    """Return the SHA-256 of a register's JSON file."""
    digest = sha256()
    for piece in json_pieces(file):
        digest.update(piece.encode())
    return digest.hexdigest()


def whose_of(edition: RegisterEdition) -> Whose:
    """Return whose register an edition is of."""
    return Whose(organisation=edition.organisation, committee=edition.committee)


def historic_note(public: PublicRegister) -> str:
    """Say that historic interests are held, for how long, and whom to ask."""
    names = [
        public.register.names.organisations.get(body.pk, body.name)
        for body in public.register.bodies
    ]
    return HISTORIC.format(
        years=in_words(public.terms.private_years), bodies=" or ".join(sorted(names))
    )


def to_json(content: EditionContent) -> dict[str, Any]:
    """Return a content as plain JSON."""
    return {
        "entries": [_plain(asdict(entry)) for entry in content.entries],
        "silences": [_plain(asdict(one)) for one in content.silences],
        "note": content.note,
    }


def thawed(frozen: dict[str, Any], keys: Sequence[int]) -> EditionContent:
    """Return a content from its plain JSON."""
    return EditionContent(
        keys=tuple(keys),
        entries=tuple(_entry(one) for one in frozen["entries"]),
        silences=tuple(_silence(one) for one in frozen["silences"]),
        note=frozen["note"],
    )


def _freeze_public(public: PublicRegister) -> EditionContent:
    found = list(public_entries(public, in_public_order(public.rows())))
    return EditionContent(
        keys=tuple(key for key, _ in found),
        entries=tuple(entry for _, entry in found),
        silences=tuple(nil_returns(public)),
        note=historic_note(public),
    )


def _freeze_full(register: Register) -> EditionContent:
    rows = in_name_order(register.rows())
    found = tuple(entries_of(register, rows, with_notes=False))
    return EditionContent(
        keys=tuple(one.reference or 0 for one in found),
        entries=found,
        silences=tuple(silences_of(register)),
        note="",
    )


def _as_today(
    entry: RegisterEntry, state: PublicationState | None
) -> RegisterEntry | None:
    if state is None:
        return None
    return published_form(entry, frozenset({state}))


def _unnamed_last(
    shown: list[tuple[int, RegisterEntry]],
) -> list[tuple[int, RegisterEntry]]:
    return sorted(shown, key=lambda pair: pair[1].is_withheld("given_name"))


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }


def _entry(values: dict[str, Any]) -> RegisterEntry:
    days = {name: _day(values[name]) for name in DAYS}
    return RegisterEntry(
        **{
            **values,
            **days,
            "nature": Nature(values["nature"]),
            "publication": PublicationState(values["publication"]),
            "withheld": tuple(values["withheld"]),
        }
    )


def _silence(values: dict[str, Any]) -> Silence:
    return Silence(**{**values, "nil_return_on": _day(values["nil_return_on"])})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
