"""How a register is written as a file: its columns, its cells, its JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from conflicts.enums import Nature
from conflicts.rules.register_columns import BY_KEY as COLUMNS
from conflicts.rules.register_columns import KEYS, Written, heading, written
from conflicts.rules.registers import Edition, RegisterEntry, Silence, safe_cell


Cell = str | int | date | None
# Beside the columns that load back: what a register shows and an import works out.
ALSO: Mapping[str, tuple[str, Callable[[RegisterEntry], str]]] = {
    "business": ("Nature of business", lambda entry: entry.business),
    "committees": ("Committees sat on", lambda entry: entry.committees),
    "agreed_by": ("Action agreed by", lambda entry: entry.agreed_by),
    "financial": (
        "Financial",
        lambda entry: _tick(entry, Nature.FINANCIAL),
    ),
    "professional": (
        "Non-financial professional",
        lambda entry: _tick(entry, Nature.PROFESSIONAL),
    ),
    "personal": (
        "Non-financial personal",
        lambda entry: _tick(entry, Nature.PERSONAL),
    ),
}
PUBLIC_KEYS = (
    "given_name",
    "family_name",
    "position",
    "nature",
    "is_indirect",
    "relationship",
    "organisation_code",
    "organisation",
    "company_number",
    "description",
    "mitigation",
    "from_on",
    "to_on",
    "declared_on",
    "last_confirmed_on",
)
PUBLIC_ALSO = ("business", "committees", "financial", "professional", "personal")
WITHHELD = "Withheld"
SILENCE_HEADINGS = ("Name", "Position", "Nil return made on")


def headings(edition: Edition) -> list[str]:
    """Return the first row of a file."""
    keys, also = _keys(edition)
    return [*(heading(key) for key in keys), *(ALSO[key][0] for key in also)]


def texts(entry: RegisterEntry, edition: Edition) -> list[str]:
    """Return the cells of one entry as texts that no spreadsheet takes for a formula."""
    keys, also = _keys(edition)
    return [
        *(
            WITHHELD
            if entry.is_withheld(key)
            else safe_cell(written(key, getattr(entry, key)))
            for key in keys
        ),
        *(
            WITHHELD if entry.is_withheld(key) else safe_cell(ALSO[key][1](entry))
            for key in also
        ),
    ]


def cells(entry: RegisterEntry, edition: Edition) -> list[Cell]:
    """Return the cells of one entry for a workbook: days and numbers are themselves."""
    keys, _ = _keys(edition)
    plain: list[Cell] = list(texts(entry, edition))
    for place, key in enumerate(keys):
        value = getattr(entry, key)
        if value is not None and COLUMNS[key].written in _THEMSELVES:
            plain[place] = value
    return plain


def silence_texts(silence: Silence) -> list[str]:
    """Return the row of somebody without an interest."""
    day = silence.nil_return_on
    return [
        safe_cell(silence.name),
        safe_cell(silence.position),
        day.isoformat() if day else "Nothing returned",
    ]


def as_json(entry: RegisterEntry, edition: Edition) -> dict[str, object]:
    """Return one entry as plain JSON; a public one has neither key nor private words."""
    shown: dict[str, object] = {
        "name": entry.name,
        "positions": _parts(entry.position),
        "committees": _parts(entry.committees),
        "category": Nature(entry.nature).label,
        "indirect": entry.is_indirect,
        "relationship": entry.relationship or None,
        "organisation": {
            "name": entry.organisation,
            "odsCode": entry.organisation_code or None,
            "companyNumber": entry.company_number or None,
            "business": entry.business or None,
        },
        "description": entry.description,
        "start": _iso(entry.from_on),
        "end": _iso(entry.to_on),
        "registered": _iso(entry.declared_on),
        "confirmed": _iso(entry.last_confirmed_on),
        "actionTaken": entry.mitigation or None,
    }
    if edition == Edition.PUBLIC:
        return {**shown, "withheld": list(entry.withheld)} if entry.withheld else shown
    return {
        "id": entry.reference,
        **shown,
        "arose": _iso(entry.arose_on),
        "becameAware": _iso(entry.became_aware_on),
        "mayTouch": entry.may_touch or None,
        "actionAgreedBy": entry.agreed_by or None,
        "published": entry.publication.value,
    }


def silence_json(silence: Silence) -> dict[str, object]:
    """Return somebody without an interest as plain JSON."""
    shown: dict[str, object] = {
        "name": silence.name,
        "positions": _parts(silence.position),
    }
    if silence.nil_return_on is not None:
        shown["made"] = silence.nil_return_on.isoformat()
    return shown


_THEMSELVES = (Written.DAY, Written.STATED_DAY, Written.NUMBER)


def _keys(edition: Edition) -> tuple[Sequence[str], Sequence[str]]:
    if edition == Edition.PUBLIC:
        return PUBLIC_KEYS, PUBLIC_ALSO
    return KEYS, tuple(ALSO)


def _tick(entry: RegisterEntry, nature: Nature) -> str:
    return "Yes" if entry.nature == nature else ""


def _parts(words: str) -> list[str]:
    return words.split("; ") if words else []


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
