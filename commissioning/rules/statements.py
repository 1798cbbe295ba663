"""What a file said about a code, ready to be weighed against other files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


@dataclass(frozen=True, slots=True)
class Statement:
    """One file's words on one code, and the day they speak of."""

    key: int
    is_full: bool
    code: str
    kind: str
    name: str
    status: str
    said_on: date
    opened_on: date | None = None
    closed_on: date | None = None
    address: str = ""
    postcode: str = ""
    region_code: str = ""
    geography_code: str = ""
    parent_code: str = ""
    parent_from_on: date | None = None
    parent_to_on: date | None = None
    telephone: str = ""
    provider_code: str = ""
    setting: str = ""

    def __lt__(self, other: Statement) -> bool:
        """Order what two files of one day say by their words.

        Any order would do, as long as it does not depend on which was imported first.
        """
        return self.words < other.words

    @property
    def weight(self) -> tuple[bool, date, Statement]:
        """Order statements: full before passing ones, newer before older."""
        return (self.is_full, self.said_on, self)

    @property
    def words(self) -> tuple[str, ...]:
        """Return everything said, without the row's key."""
        return tuple(
            str(getattr(self, name) or "")
            for name in self.__dataclass_fields__
            if name != "key"
        )


@dataclass(frozen=True, slots=True)
class LinkSaid:
    """One file's words on two codes, and the day of the file."""

    as_at: date
    kind: str
    source: str
    target: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch of days under one code; without an end it goes on."""

    code: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class DerivedLink:
    """A link that all the files together support."""

    kind: str
    source: str
    target: str
    from_on: date
    to_on: date | None


def newest_said(said: Iterable[LinkSaid], kind: str) -> list[LinkSaid]:
    """Return what the newest file that speaks of this kind of link says, in order.

    A file of links gives a code's whole history, so an older one adds nothing.
    """
    of_kind = [one for one in said if one.kind == kind]
    newest = max((one.as_at for one in of_kind), default=None)
    kept = {
        (one.target, one.from_on): one
        for one in sorted(of_kind, key=_longest_last)
        if one.as_at == newest
    }
    return sorted(kept.values(), key=lambda one: (one.from_on, one.target))


def _longest_last(one: LinkSaid) -> tuple[bool, date]:
    return (one.to_on is None, one.to_on or one.from_on)


def earliest(*days: date | None) -> date | None:
    """Return the first of the days that are given."""
    given = [day for day in days if day]
    return min(given, default=None)
