"""The clauses of a quorum against the voices in the room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from committees.enums import Among, QuorumKind, SeatCategory, SeatRole
from committees.rules.matching import most_filled
from committees.rules.quorum_result import Clause
from committees.rules.sentences import (
    category_names,
    describe_rule,
    in_words,
    listed,
    role_names,
)
from committees.rules.terms import QuorumRule, bundled
from committees.rules.voices import Voice


LAY_AND_EXECUTIVE = frozenset({SeatCategory.LAY, SeatCategory.EXECUTIVE})


@dataclass(frozen=True, slots=True)
class _Count:
    """How many were found of how many needed, and what is missing in words."""

    found: int
    needed: int
    missing: str = ""

    @property
    def is_met(self) -> bool:
        """Say whether as many were found as are needed."""
        return self.found >= self.needed


@dataclass(frozen=True, slots=True)
class Room:
    """What a clause may look at: the voices, and whether the chair is conflicted."""

    voices: Sequence[Voice]
    chair_is_excluded: bool = False

    def among(self, among: Among) -> list[Voice]:
        """Return the voices that a clause counts over."""
        return [each for each in self.voices if among == Among.ALL or each.is_voting]


Want = Callable[[Voice, Room], bool]


def assess_clauses(rules: Sequence[QuorumRule], room: Room) -> tuple[Clause, ...]:
    """Count every clause of a quorum over the voices that can be counted."""
    return tuple(
        Clause(
            sentence=describe_rule(rule),
            found=count.found,
            needed=count.needed,
            is_met=count.is_met,
            missing="" if count.is_met else count.missing,
            group=rule.alternative_group,
            branch=rule.branch if rule.alternative_group else "",
        )
        for rule, count in zip(rules, _counts(rules, room), strict=True)
    )


def is_quorate(rules: Sequence[QuorumRule], room: Room) -> bool:
    """Say whether a room meets all clauses, of alternatives one; without words."""
    counts = _counts(rules, room)
    groups: dict[str, bool] = {}
    for (group, _branch), places in bundled(rules).items():
        is_met = all(counts[place].is_met for place in places)
        groups[group] = is_met or (bool(group) and groups.get(group, False))
    return all(groups.values())


def _counts(rules: Sequence[QuorumRule], room: Room) -> list[_Count]:
    """Count each clause alone, and those with people of their own together."""
    counts = [_COUNTERS[rule.kind](rule, room) for rule in rules]
    if any(rule.has_own_people for rule in rules):
        for places in bundled(rules).values():
            own = [place for place in places if rules[place].has_own_people]
            together = _counts_apart([rules[place] for place in own], room)
            for place, count in zip(own, together, strict=True):
                counts[place] = count
    return counts


def _counts_apart(rules: Sequence[QuorumRule], room: Room) -> list[_Count]:
    """Count clauses of which no two may count the same person."""
    wants = [(place, want) for place, rule in enumerate(rules) for want in _wants(rule)]
    fits = [
        [number for number, voice in enumerate(room.voices) if want(voice, room)]
        for _place, want in wants
    ]
    empty = most_filled(fits)
    short = [0] * len(rules)
    for slot in empty:
        short[wants[slot][0]] += 1
    counts = []
    for rule, lack in zip(rules, short, strict=True):
        needed = len(_wants(rule))
        counts.append(_Count(needed - lack, needed, _tally(needed - lack, needed)))
    return counts


def _wants(rule: QuorumRule) -> list[Want]:
    """Return what each person that a clause needs must be, a test for each person."""
    if rule.kind == QuorumKind.ONE_OF_EACH:
        return [want for _name, want in _each_wanted(rule)]
    return [_fits(rule)] * rule.at_least


def _fits(rule: QuorumRule) -> Want:
    """Return the test by which one voice counts for a clause."""
    test = _TESTS[rule.kind]
    is_votes_only = rule.among == Among.VOTING and rule.kind != QuorumKind.MIN_NONVOTING

    def fits(voice: Voice, room: Room) -> bool:
        return (voice.is_voting or not is_votes_only) and test(rule, voice, room)

    return fits


def _tally(found: int, needed: int) -> str:
    """Say how many were found of how many: "None is counted", "One of two is counted"."""
    if not found:
        return "None is counted."
    verb = "is" if found == 1 else "are"
    words = f"{in_words(found)} of {in_words(needed)} {verb} counted."
    return words[0].upper() + words[1:]


def _count_fitting(rule: QuorumRule, room: Room) -> _Count:
    fits = _fits(rule)
    found = sum(1 for voice in room.voices if fits(voice, room))
    is_short = found < rule.at_least
    return _Count(
        found, rule.at_least, _tally(found, rule.at_least) if is_short else ""
    )


def _presiding_offices(rule: QuorumRule, room: Room) -> set[SeatRole]:
    offices = {SeatRole.CHAIR}
    if room.chair_is_excluded or not rule.vice_only_if_chair_conflicted:
        offices.add(SeatRole.VICE_CHAIR)
    return offices


def _chair_or_vice(rule: QuorumRule, room: Room) -> _Count:
    fits = _fits(rule)
    if any(fits(voice, room) for voice in room.voices):
        return _Count(1, 1)
    names = listed(role_names(_presiding_offices(rule, room)), "or")
    return _Count(0, 1, f"Not there to be counted: {names}.")


def _lay_exec_majority(rule: QuorumRule, room: Room) -> _Count:
    votes = room.among(Among.VOTING)
    found = sum(1 for voice in votes if voice.categories <= LAY_AND_EXECUTIVE)
    missing = f"{found} of {len(votes)} votes is not more than half."
    return _Count(found, len(votes) // 2 + 1, missing)


def _each_wanted(rule: QuorumRule) -> list[tuple[str, Want]]:
    """Return the name and the test of each office and category of "one of each"."""
    wanted: list[tuple[str, Want]] = []
    for category in SeatCategory:
        if category in rule.categories:
            alone = replace(
                rule,
                kind=QuorumKind.MIN_OF_CATEGORY,
                categories=frozenset({category}),
            )
            (name,) = category_names([category], plural=False)
            wanted.append((name, _fits(alone)))
    for role in SeatRole:
        if role in rule.roles:
            alone = replace(rule, kind=QuorumKind.MIN_OF_ROLES, roles=frozenset({role}))
            (name,) = role_names([role])
            wanted.append((name, _fits(alone)))
    return wanted


def _one_of_each(rule: QuorumRule, room: Room) -> _Count:
    """Find the most offices that different people can fill at once."""
    wanted = _each_wanted(rule)
    fits = [
        [place for place, voice in enumerate(room.voices) if want(voice, room)]
        for _name, want in wanted
    ]
    empty = most_filled(fits)
    if not empty:
        return _Count(len(fits), len(fits))
    unfilled = listed([wanted[slot][0] for slot in empty], "and")
    missing = f"Not filled by a person of their own: {unfilled}."
    return _Count(len(fits) - len(empty), len(fits), missing)


_TESTS: dict[QuorumKind, Callable[[QuorumRule, Voice, Room], bool]] = {
    QuorumKind.MIN_TOTAL: lambda rule, voice, room: True,
    QuorumKind.MIN_OF_CATEGORY: lambda rule, voice, room: bool(
        voice.categories & rule.categories
    ),
    QuorumKind.MIN_OF_ROLES: lambda rule, voice, room: bool(voice.roles & rule.roles),
    QuorumKind.MIN_OF_EITHER: lambda rule, voice, room: bool(
        voice.categories & rule.categories or voice.roles & rule.roles
    ),
    QuorumKind.MIN_NONVOTING: lambda rule, voice, room: not voice.is_voting,
    QuorumKind.CHAIR_OR_VICE: lambda rule, voice, room: bool(
        voice.held_roles & _presiding_offices(rule, room)
    ),
}
_COUNTERS: dict[QuorumKind, Callable[[QuorumRule, Room], _Count]] = {
    **dict.fromkeys(QuorumKind, _count_fitting),
    QuorumKind.ONE_OF_EACH: _one_of_each,
    QuorumKind.CHAIR_OR_VICE: _chair_or_vice,
    QuorumKind.LAY_EXEC_MAJORITY: _lay_exec_majority,
}
