"""What the public register shows of an offer, and in which years."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from conflicts.enums import GiverKind, PublicationState
from publishing.rules.registers import DETAIL_WITHHELD, NAME_WITHHELD


APRIL = 4
YEARS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class GiftEntry:
    """One offer as the public register prints it; what is withheld is not in it."""

    name: str
    position: str
    offered_on: date
    outcome: str
    received_on: date | None
    details: str
    value_pence: int
    giver: str
    reason: str


@dataclass(frozen=True, slots=True)
class Year:
    """A financial year by the year it begins in, from 1 April to 31 March."""

    begins: int

    @property
    def first(self) -> date:
        """Return 1 April."""
        return date(self.begins, APRIL, 1)

    @property
    def last(self) -> date:
        """Return 31 March of the next year."""
        return date(self.begins + 1, APRIL - 1, 31)

    @property
    def label(self) -> str:
        """Write it as 2016/17."""
        return f"{self.begins}/{(self.begins + 1) % 100:02d}"


def year_of(day: date) -> Year:
    """Return the financial year a day lies in."""
    return Year(day.year if day.month >= APRIL else day.year - 1)


def years_until(day: date) -> list[Year]:
    """Return the years the public register offers, the current one first."""
    current = year_of(day).begins
    return [Year(current - back) for back in range(YEARS_SHOWN)]


def public_giver(
    kind: GiverKind, name: str, business: str, *, is_organisation: bool
) -> str:
    """Name a giver in public: companies and bodies by name, private persons never."""
    if kind == GiverKind.PATIENT or (
        kind == GiverKind.OTHER and not is_organisation and not business
    ):
        return kind.label
    return f"{name} ({business})" if business else name


def published_gift(entry: GiftEntry, state: PublicationState) -> GiftEntry | None:
    """Return an entry as it may be published, or None for not at all.

    Without the name go position and reason, which would tell it.
    """
    if state == PublicationState.PUBLISH:
        return entry
    if state == PublicationState.REDACT_NAME:
        return replace(entry, name=NAME_WITHHELD, position="", reason="")
    if state == PublicationState.REDACT_DETAIL:
        return replace(entry, details=DETAIL_WITHHELD, giver=DETAIL_WITHHELD, reason="")
    return None
