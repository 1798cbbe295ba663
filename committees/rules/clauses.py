"""One clause of a quorum against the voices in the room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from committees.enums import Among, QuorumKind, SeatCategory, SeatRole
from committees.rules.quorum_result import Clause
from committees.rules.sentences import (
    category_names,
    describe_rule,
    in_words,
    listed,
    role_names,
)
from committees.rules.terms import QuorumRule
from committees.rules.voices import Voice


LAY_AND_EXECUTIVE = frozenset({SeatCategory.LAY, SeatCategory.EXECUTIVE})


@dataclass(frozen=True, slots=True)
class _Count:
    """How many were found of how many needed, and what is missing in words."""

    found: int
    needed: int
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """What a clause may look at: the voices, and whether the chair is conflicted."""

    voices: Sequence[Voice]
    chair_is_excluded: bool = False

    def among(self, among: Among) -> list[Voice]:
        """Return the voices that a clause counts over."""
        return [each for each in self.voices if among == Among.ALL or each.is_voting]


def assess_clause(rule: QuorumRule, room: Room) -> Clause:
    """Count one clause of a quorum over the voices that can be counted."""
    count = _COUNTERS[rule.kind](rule, room)
    is_met = count.found >= count.needed
    return Clause(
        sentence=describe_rule(rule),
        found=count.found,
        needed=count.needed,
        is_met=is_met,
        missing="" if is_met else count.missing,
        group=rule.alternative_group,
    )


def is_quorate(rules: Sequence[QuorumRule], room: Room) -> bool:
    """Say whether a room meets all clauses, of alternatives one; without words."""
    groups: dict[str, bool] = {}
    for rule in rules:
        count = _COUNTERS[rule.kind](rule, room)
        is_met = count.found >= count.needed
        if rule.alternative_group:
            earlier = groups.get(rule.alternative_group, False)
            groups[rule.alternative_group] = earlier or is_met
        elif not is_met:
            return False
    return all(groups.values())


def _tally(found: int, needed: int) -> str:
    """Say how many were found of how many: "None is counted", "One of two is counted"."""
    if not found:
        return "None is counted."
    verb = "is" if found == 1 else "are"
    words = f"{in_words(found)} of {in_words(needed)} {verb} counted."
    return words[0].upper() + words[1:]


def _count_matching(
    rule: QuorumRule, pool: Sequence[Voice], matches: Callable[[Voice], object]
) -> _Count:
    found = sum(1 for voice in pool if matches(voice))
    is_short = found < rule.at_least
    return _Count(
        found, rule.at_least, _tally(found, rule.at_least) if is_short else ""
    )


def _min_total(rule: QuorumRule, room: Room) -> _Count:
    return _count_matching(rule, room.among(rule.among), lambda voice: True)


def _min_of_category(rule: QuorumRule, room: Room) -> _Count:
    return _count_matching(
        rule, room.among(rule.among), lambda voice: voice.categories & rule.categories
    )


def _min_of_roles(rule: QuorumRule, room: Room) -> _Count:
    return _count_matching(
        rule, room.among(rule.among), lambda voice: voice.roles & rule.roles
    )


def _min_nonvoting(rule: QuorumRule, room: Room) -> _Count:
    return _count_matching(rule, room.voices, lambda voice: not voice.is_voting)


def _chair_or_vice(rule: QuorumRule, room: Room) -> _Count:
    offices = {SeatRole.CHAIR}
    if room.chair_is_excluded or not rule.vice_only_if_chair_conflicted:
        offices.add(SeatRole.VICE_CHAIR)
    found = any(voice.held_roles & offices for voice in room.among(rule.among))
    if found:
        return _Count(1, 1)
    names = listed(role_names(offices), "or")
    return _Count(0, 1, f"Not there to be counted: {names}.")


def _lay_exec_majority(rule: QuorumRule, room: Room) -> _Count:
    votes = room.among(Among.VOTING)
    found = sum(1 for voice in votes if voice.categories <= LAY_AND_EXECUTIVE)
    missing = f"{found} of {len(votes)} votes is not more than half."
    return _Count(found, len(votes) // 2 + 1, missing)


def _one_of_each(rule: QuorumRule, room: Room) -> _Count:
    """Find the most offices that different people can fill at once."""
    pool = room.among(rule.among)
    categories = [each for each in SeatCategory if each in rule.categories]
    roles = [each for each in SeatRole if each in rule.roles]
    fits = [
        [place for place, voice in enumerate(pool) if each in voice.categories]
        for each in categories
    ] + [
        [place for place, voice in enumerate(pool) if each in voice.roles]
        for each in roles
    ]
    filled: dict[int, int] = {}
    empty = [slot for slot in range(len(fits)) if not _place(slot, fits, filled, set())]
    if not empty:
        return _Count(len(fits), len(fits))
    names = category_names(categories, plural=False) + role_names(roles)
    unfilled = listed([names[slot] for slot in empty], "and")
    missing = f"Not filled by a person of their own: {unfilled}."
    return _Count(len(fits) - len(empty), len(fits), missing)


def _place(
    slot: int, fits: Sequence[Sequence[int]], filled: dict[int, int], tried: set[int]
) -> bool:
    """Give the slot a voice, moving earlier slots to other voices where that helps."""
    for voice in fits[slot]:
        if voice in tried:
            continue
        tried.add(voice)
        if voice not in filled or _place(filled[voice], fits, filled, tried):
            filled[voice] = slot
            return True
    return False


_COUNTERS = {
    QuorumKind.MIN_TOTAL: _min_total,
    QuorumKind.MIN_OF_CATEGORY: _min_of_category,
    QuorumKind.MIN_OF_ROLES: _min_of_roles,
    QuorumKind.ONE_OF_EACH: _one_of_each,
    QuorumKind.CHAIR_OR_VICE: _chair_or_vice,
    QuorumKind.MIN_NONVOTING: _min_nonvoting,
    QuorumKind.LAY_EXEC_MAJORITY: _lay_exec_majority,
}
