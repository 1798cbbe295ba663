"""Weigh all that files said about one code into one organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from commissioning.enums import OrganisationKind, OrganisationStatus
from commissioning.rules.ccgs import ABOLISHED_ON, ICBS_BEGAN_ON
from commissioning.rules.statements import earliest


if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from commissioning.rules.statements import Statement


_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DatedName:
    """A name, from one day to another; without an end it goes on."""

    name: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class OrganisationFacts:
    """One organisation as all the files together describe it."""

    code: str
    kind: str
    name: str
    status: str
    opened_on: date | None
    closed_on: date | None
    address: str
    postcode: str
    lives_on: bool
    newest: Statement
    names: tuple[DatedName, ...]


def derive_organisation(statements: Sequence[Statement]) -> OrganisationFacts:
    """Return the organisation that the statements about one code describe.

    The newest full statement gives the facts of the present; each name stays, with the
    days it was seen. A CCG closes on 30 June 2022 at the latest, by law, although ODS
    lets its record live on under another name.

    Raises:
      ValueError: there is no statement.
    """
    if not statements:
        raise ValueError("Nobody said anything about this code.")
    newest = max(statements, key=lambda one: one.weight)
    kind = _kind(statements, newest)
    opened_on = newest.opened_on or max(
        (one.opened_on for one in statements if one.opened_on), default=None
    )
    closed_on = newest.closed_on or earliest(
        *(one.closed_on for one in _aside(statements))
    )
    is_ccg = kind == OrganisationKind.CCG
    lives_on = (
        is_ccg
        and newest.is_full
        and newest.said_on > ABOLISHED_ON
        and (closed_on is None or closed_on > ABOLISHED_ON)
    )
    names = _names(statements, opened_on, lives_on=lives_on)
    if is_ccg:
        closed_on = earliest(closed_on, ABOLISHED_ON)
    return OrganisationFacts(
        code=newest.code,
        kind=kind,
        name=_current(names, closed_on if lives_on else None),
        status=OrganisationStatus.CLOSED.value if closed_on else newest.status,
        opened_on=opened_on,
        closed_on=closed_on,
        address=newest.address,
        postcode=newest.postcode,
        lives_on=lives_on,
        newest=newest,
        names=names,
    )


def dated_values(seen: Iterable[tuple[date, str]]) -> list[tuple[str, date]]:
    """Return each value with the day it was first seen, while it did not change.

    `seen` is in order of days; the first of several values of one day is dropped.
    """
    by_day = dict(seen)
    kept: list[tuple[str, date]] = []
    for day, value in by_day.items():
        if not kept or kept[-1][0] != value:
            kept.append((value, day))
    return kept


def _kind(statements: Sequence[Statement], newest: Statement) -> str:
    """Return CCG when any file ever said so; codes are not reused for other bodies."""
    if any(one.kind == OrganisationKind.CCG for one in statements):
        return OrganisationKind.CCG.value
    return newest.kind


def _aside(statements: Sequence[Statement]) -> list[Statement]:
    return [one for one in statements if not one.is_full]


def _names(
    statements: Sequence[Statement], opened_on: date | None, *, lives_on: bool
) -> tuple[DatedName, ...]:
    ordered = sorted(statements, key=lambda one: (one.said_on, one))
    before = [one for one in ordered if not lives_on or one.said_on <= ABOLISHED_ON]
    full = [one for one in before if one.is_full]
    first_seen = dated_values((one.said_on, one.name) for one in full or before)
    after = [one for one in ordered if lives_on and one.said_on > ABOLISHED_ON]
    later = dated_values((one.said_on, one.name) for one in after)
    if later and first_seen:
        later[0] = (later[0][0], ICBS_BEGAN_ON)
    return _spans(first_seen + later, opened_on)


def _spans(
    first_seen: list[tuple[str, date]], opened_on: date | None
) -> tuple[DatedName, ...]:
    """Let the first name hold from the opening, each later one from its first day."""
    starts = [day for _, day in first_seen]
    starts[0] = min(starts[0], opened_on or starts[0])
    ends = [day - _DAY for day in starts[1:]] + [None]
    return tuple(
        DatedName(name, start, end)
        for (name, _), start, end in zip(first_seen, starts, ends, strict=True)
    )


def _current(names: tuple[DatedName, ...], last_day: date | None) -> str:
    """Return the newest name, or for a body that ended the one it ended with."""
    held = [one for one in names if last_day is None or one.from_on <= last_day]
    return (held or list(names[:1]))[-1].name
