"""Weigh the history and the snapshots of one practice into dated memberships."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from commissioning.enums import OrganisationKind
from commissioning.rules.ccgs import ICBS_BEGAN_ON
from commissioning.rules.statements import DerivedLink, Spell, earliest, newest_said
from commissioning.values import LinkKind


if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from commissioning.rules.organisations import OrganisationFacts
    from commissioning.rules.statements import LinkSaid, Statement


_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CcgLife:
    """When a CCG stood, and whether its code lives on as a sub-ICB location."""

    opened_on: date | None
    closed_on: date | None
    lives_on: bool


def derive_memberships(
    practice: OrganisationFacts,
    snapshots: Sequence[Statement],
    said: Iterable[LinkSaid],
    ccgs: Mapping[str, CcgLife],
) -> list[DerivedLink]:
    """Return the dated ties of one practice to its CCGs, in order, without overlap.

    The newest epcmem gives the history and its dates win; an epraccur later than it
    adds what changed since. Only CCGs count, each only while it stood. A GP practice is
    a member; any other prescribing cost centre is merely commissioned, as every
    practice is since CCGs were abolished (NHS Act 2006, s14A; 2022 Act).
    """
    history = newest_said(said, LinkKind.MEMBER_OF)
    spells = [Spell(one.target, one.from_on, one.to_on) for one in history]
    known_to = history[0].as_at if history else None
    for one in sorted(snapshots, key=lambda said_by: said_by.weight):
        if one.parent_code and (known_to is None or one.said_on > known_to):
            spells = _with_snapshot(spells, one, ccgs, known_to)
    is_practice = practice.kind == OrganisationKind.PRACTICE
    return [
        link
        for spell in spells
        if spell.code in ccgs
        for link in _links(practice, spell, ccgs[spell.code], is_practice=is_practice)
    ]


def _with_snapshot(
    spells: list[Spell],
    said: Statement,
    ccgs: Mapping[str, CcgLife],
    known_to: date | None,
) -> list[Spell]:
    """Add what one later snapshot says to what was known before it."""
    last = spells[-1] if spells else None
    parent, left_on = said.parent_code, said.parent_to_on
    if last and last.code == parent:
        ended = left_on if left_on is None or left_on >= last.from_on else last.to_on
        return [*spells[:-1], replace(last, to_on=ended)]
    from_on = _start(said, ccgs.get(parent), last, known_to)
    if last and (last.to_on is None or last.to_on >= from_on):
        spells = [*spells[:-1], replace(last, to_on=from_on - _DAY)]
    if left_on and left_on < from_on:
        return spells
    return [*spells, Spell(parent, from_on, left_on)]


def _start(
    said: Statement, life: CcgLife | None, last: Spell | None, known_to: date | None
) -> date:
    """Return the first day under the new commissioner.

    ODS carries the date of joining a predecessor over to its successor, so a start lies
    no earlier than the CCG's own; nor within the days that a history has settled.
    """
    floors = [said.parent_from_on or said.said_on]
    if life and life.opened_on:
        floors.append(life.opened_on)
    if last:
        floors.append(last.from_on + _DAY)
    if known_to:
        floors.append(known_to + _DAY)
    return max(floors)


def _links(
    practice: OrganisationFacts, spell: Spell, life: CcgLife, *, is_practice: bool
) -> list[DerivedLink]:
    kind = LinkKind.MEMBER_OF if is_practice else LinkKind.COMMISSIONED_BY
    end = earliest(spell.to_on, practice.closed_on)
    start = max(spell.from_on, life.opened_on or spell.from_on)
    last = earliest(end, life.closed_on)
    if not is_practice and life.lives_on:
        last = end
    found = [(kind, start, last)]
    if is_practice and life.lives_on:
        found.append((LinkKind.COMMISSIONED_BY, max(start, ICBS_BEGAN_ON), end))
    return [
        DerivedLink(link_kind.value, practice.code, spell.code, first, final)
        for link_kind, first, final in found
        if final is None or first <= final
    ]
