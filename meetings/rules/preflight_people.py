"""Before a pack goes out: open conflicts, quorum, and interests that are out of date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from committees.values import CommitteeId
from conflicts.rules.cycle import confirmed_until
from conflicts.rules.rule_sets import RuleSetFacts
from meetings.enums import PreflightCheck
from meetings.rules.notice import say_day
from meetings.rules.preflight import About, Finding
from meetings.values import ItemId
from people.values import PersonId


@dataclass(frozen=True, slots=True)
class OpenRow:
    """A conflict row of one committee that waits for its chair."""

    row_id: int
    person_id: PersonId
    person: str
    about: About


@dataclass(frozen=True, slots=True)
class Forecast:
    """The quorum one committee is expected to have for one item it decides.

    `counted` are the people who would be counted; `lacks` what is missing, in words.
    """

    about: About
    is_quorate: bool
    counted: frozenset[PersonId] = frozenset()
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Declared:
    """When somebody of a committee last said that what is on the register is complete.

    `rules` is the rule set that judges it; `has_interests`: something is on record,
    though they never said that it is all.
    """

    person_id: PersonId
    person: str
    about: About
    rules: RuleSetFacts
    last_on: date | None = None
    has_interests: bool = False


def find_open_conflicts(rows: Iterable[OpenRow]) -> Iterator[Finding]:
    """Find the conflicts that wait for a ruling, item by item and committee."""
    waiting: dict[tuple[ItemId | None, CommitteeId | None], list[OpenRow]] = (
        defaultdict(list)
    )
    for row in rows:
        waiting[row.about.item_id, row.about.committee_id].append(row)
    for found in waiting.values():
        about = found[0].about
        names = "; ".join(sorted({row.person for row in found}))
        yield Finding(
            PreflightCheck.CONFLICT_OPEN,
            f"{about.item}, {about.committee}: the chair has not ruled on the conflict "
            f"of {names}.",
            "Rule on it",
            about,
            tuple(str(row.row_id) for row in found),
            frozenset(row.person_id for row in found),
        )


def find_lost_quorums(forecasts: Iterable[Forecast]) -> Iterator[Finding]:
    """Find which committee would not be quorate for which item, and what it lacks."""
    for each in forecasts:
        if not each.is_quorate:
            yield Finding(
                PreflightCheck.NOT_QUORATE,
                f"{each.about.item}, {each.about.committee}: not quorate even if "
                f"everybody comes who is expected. {' '.join(each.lacks)}",
                "Look at who is coming",
                each.about,
                (*each.lacks, *(str(one) for one in each.counted)),
            )


def find_old_interests(people: Iterable[Declared], day: date) -> Iterator[Finding]:
    """Find whose interests will be older than the cycle on `day`, and who said nothing.

    By each body's own rule set (docs/field.md 5.6); a finding for each committee, with
    and without the names: who has not answered is told to their own body alone.
    """
    old: dict[About, list[Declared]] = defaultdict(list)
    silent: dict[About, list[Declared]] = defaultdict(list)
    for each in people:
        if each.last_on is None:
            (old if each.has_interests else silent)[each.about].append(each)
        elif confirmed_until(each.last_on, each.rules) < day:
            old[each.about].append(each)
    for about, found in old.items():
        told = "; ".join(sorted(_how_old(one) for one in found))
        yield _of_people(
            PreflightCheck.INTERESTS_OLD,
            f"{about.committee}: not confirmed within the cycle: {told}.",
            f"{about.committee}: the interests of {_counted(found)} were not confirmed "
            "within the cycle.",
            about,
            found,
        )
    for about, found in silent.items():
        names = "; ".join(sorted(one.person for one in found))
        yield _of_people(
            PreflightCheck.NOT_DECLARED,
            f"{about.committee}: nothing was ever declared by {names}.",
            f"{about.committee}: nothing was ever declared by {_counted(found)}.",
            about,
            found,
        )


def _how_old(one: Declared) -> str:
    if one.last_on is None:
        return f"{one.person} (declared, and never said that it is all)"
    until = confirmed_until(one.last_on, one.rules)
    return f"{one.person} (counts until {say_day(until)}, by {one.rules.name})"


def _counted(found: list[Declared]) -> str:
    return "1 person" if len(found) == 1 else f"{len(found)} people"


def _of_people(
    check: PreflightCheck,
    sentence: str,
    unnamed: str,
    about: About,
    found: list[Declared],
) -> Finding:
    return Finding(
        check,
        sentence,
        "Ask them, or record what they say",
        about,
        tuple(f"{one.person_id} {one.last_on}" for one in found),
        frozenset(one.person_id for one in found),
        unnamed=unnamed,
    )
