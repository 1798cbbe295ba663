"""Whether a decision takes effect, or stands as irregular and without any."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from commissioning.rules.authority import AuthorityResult
from commissioning.values import Power
from committees.rules.presiding import Casting
from committees.rules.quorum_result import QuorumResult
from decisions.enums import Effect, Outcome
from meetings.enums import ConflictState, Participation, Purpose, ScopeRole
from meetings.rules.participation import Treatment, allowed_under
from people.values import PersonId


@dataclass(frozen=True, slots=True)
class ConflictFacts:
    """One conflict row of the item for this committee, as it stood at the decision.

    `was_there` says whether the person took part, at the table or remote, when the
    decision was taken; `has_listened` that they were to be out of the room and sat in
    the public seats of a private item; `is_late` that the conflict came to light after
    the meeting, and no ruling of that day is on record.
    """

    person_id: PersonId
    name: str
    state: ConflictState
    treatment: Treatment | None = None
    was_there: bool = False
    has_listened: bool = False
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class VoteFacts:
    """A counted vote: numbers of those for, against and abstaining.

    `casting` is True or False where somebody presiding broke a tie for or against.
    """

    votes_for: int
    votes_against: int
    abstaining: int = 0
    casting: bool | None = None

    @property
    def cast(self) -> int:
        """Return how many votes were cast, abstentions included."""
        return self.votes_for + self.votes_against + self.abstaining

    @property
    def is_carried(self) -> bool:
        """Say whether more voted for than against, a tie broken by a casting vote."""
        if self.votes_for == self.votes_against:
            return self.casting is True
        return self.votes_for > self.votes_against


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """What one committee resolved on one item, and what it stood on.

    `scope` is None where the item was not in the committee's scope. `presiding` is
    None where nobody lawfully presided. `casting` says who may break a tie; without
    it, that is not asked.
    """

    outcome: Outcome
    scope: ScopeRole | None
    purpose: Purpose
    authority: AuthorityResult
    quorum: QuorumResult
    conflicts: tuple[ConflictFacts, ...] = ()
    vote: VoteFacts | None = None
    presiding: PersonId | None = None
    casting: Casting | None = None
    has_consent: bool = False


@dataclass(frozen=True, slots=True)
class Irregularity:
    """One thing that robs a decision of its effect, and the lawful way open."""

    code: str
    sentence: str
    way_open: str


@dataclass(frozen=True, slots=True)
class EffectResult:
    """Whether a decision takes effect, with every reason why not."""

    effect: Effect
    irregularities: tuple[Irregularity, ...]

    @property
    def is_effective(self) -> bool:
        """Say whether the decision stands."""
        return self.effect == Effect.EFFECTIVE

    def to_json(self) -> list[dict[str, Any]]:
        """Return the irregularities as plain rows, to keep with the decision."""
        return [asdict(each) for each in self.irregularities]


def assess_effect(facts: DecisionFacts) -> EffectResult:
    """Say whether what a committee resolved takes effect.

    Only with scope, authority, quorum and the treatment of every conflict; otherwise
    it is recorded as it happened, irregular and without effect. An inquorate
    committee may always defer, note, or see an item withdrawn. Source:
    docs/field.md 3.3, 6.5 and 9.15.
    """
    checks = (_scope, _purpose, _authority, _quorum, _presiding, _conflicts, _vote)
    found = tuple(one for check in checks for one in check(facts))
    return EffectResult(Effect.IRREGULAR if found else Effect.EFFECTIVE, found)


def _scope(facts: DecisionFacts) -> Iterator[Irregularity]:
    if facts.scope is None:
        yield Irregularity(
            "out_of_scope",
            "The item is not in this committee's scope.",
            "Put the item in its scope and bring it to a later meeting.",
        )
    elif facts.outcome.is_resolution and facts.scope != ScopeRole.DECIDE:
        yield Irregularity(
            "scope_is_not_decide",
            f"The item came to this committee to {facts.scope.value}, not to decide.",
            "Recommend it to the committee that decides it.",
        )
    elif facts.outcome == Outcome.RECOMMENDED and facts.scope == ScopeRole.NOTE:
        yield Irregularity(
            "scope_is_note",
            "The item came to this committee to note.",
            "Put it on a later agenda with the recommendation.",
        )


def _purpose(facts: DecisionFacts) -> Iterator[Irregularity]:
    """An item taken for noting yields no approval (docs/field.md 6.5)."""
    if facts.outcome.is_resolution and not facts.purpose.asks_for_decision:
        yield Irregularity(
            "purpose_asks_for_none",
            f"The agenda put the item {_lower(facts.purpose.label)}.",
            "The chair changes its purpose on record before it is decided.",
        )


def _authority(facts: DecisionFacts) -> Iterator[Irregularity]:
    needed = _power_needed(facts.outcome)
    if not facts.authority.power.is_at_least(needed):
        said = " ".join(reason.sentence for reason in facts.authority.reasons)
        yield Irregularity(
            "no_authority",
            f"The committee {facts.authority.power.label}. {said}",
            "Recommend it to the body that may decide it.",
        )
    elif (
        facts.outcome.is_assent
        and facts.outcome.is_resolution
        and facts.authority.needs_nhs_england_consent
        and not facts.has_consent
    ):
        yield Irregularity(
            "no_consent",
            "The matter needs NHS England's consent, and none is recorded.",
            "Record the consent, or decide subject to it.",
        )


def _power_needed(outcome: Outcome) -> Power:
    if outcome.is_resolution:
        return Power.DECIDE
    return Power.RECOMMEND if outcome == Outcome.RECOMMENDED else Power.NONE


def _quorum(facts: DecisionFacts) -> Iterator[Irregularity]:
    if facts.outcome.needs_quorum and not facts.quorum.is_quorate:
        yield Irregularity(
            "not_quorate",
            f"There was no quorum: {' '.join(facts.quorum.reasons)}",
            "Defer it to a quorate meeting, refer it to a body that can be quorate, "
            "or add members as the terms of reference allow.",
        )


def _presiding(facts: DecisionFacts) -> Iterator[Irregularity]:
    if facts.outcome.needs_quorum and facts.presiding is None:
        yield Irregularity(
            "nobody_presided",
            "Nobody who may preside did.",
            "Those who can vote choose one of themselves for the item.",
        )


def _conflicts(facts: DecisionFacts) -> Iterator[Irregularity]:
    if not facts.outcome.needs_quorum:
        return
    for row in sorted(facts.conflicts, key=lambda each: each.person_id):
        yield from _conflict(row, facts)


def _conflict(row: ConflictFacts, facts: DecisionFacts) -> Iterator[Irregularity]:
    if row.state in {ConflictState.DISMISSED, ConflictState.LAPSED}:
        return
    if row.treatment is None:
        yield Irregularity(
            "conflict_not_treated",
            f"The chair has not ruled on the conflict of {row.name}.",
            "Accept or dismiss the conflict, and say how it is handled.",
        )
        return
    if row.is_late and row.was_there:
        yield Irregularity(
            "conflict_found_late",
            f"{row.name} took part, and their conflict came to light after the meeting.",
            "Decide it again at a later meeting, with a ruling on the conflict.",
        )
        return
    allowed = allowed_under(row.treatment)
    if row.was_there and not allowed.may_decide and _must_be_away(row.treatment):
        yield Irregularity(
            "treatment_not_carried_out",
            f"{row.name} was to be out of the room and was in it.",
            "Decide it again without them.",
        )
    if row.has_listened:
        yield Irregularity(
            "listened_to_private_item",
            f"{row.name} was to be out of the room and sat in the public seats of a "
            "private item.",
            "Decide it again with them out of the room.",
        )
    if row.person_id == facts.presiding and not allowed.may_decide:
        yield Irregularity(
            "presided_in_conflict",
            f"{row.name} presided over a decision they were excluded from.",
            "Decide it again with another in the chair.",
        )


def _must_be_away(treatment: Treatment) -> bool:
    """Say whether the person must be out of the room when the decision is taken."""
    return treatment.participation != Participation.STAY_NO_VOTE


def _vote(facts: DecisionFacts) -> Iterator[Irregularity]:
    if facts.vote is None:
        return
    able = facts.quorum.counted_votes
    if facts.vote.cast > able:
        yield Irregularity(
            "more_votes_than_voters",
            f"{facts.vote.cast} votes were cast and {able} could be.",
            "Correct the numbers, or record who was there.",
        )
    if facts.vote.casting is not None and facts.casting and not facts.casting.holders:
        yield Irregularity(
            "no_casting_vote",
            f"A casting vote is recorded. {facts.casting.reason}",
            "Record the tie without it, or bring the item to a later meeting.",
        )
    if facts.outcome.is_assent and not facts.vote.is_carried:
        yield Irregularity(
            "vote_not_carried",
            f"{facts.vote.votes_for} voted for and {facts.vote.votes_against} against.",
            "Correct the count or the outcome.",
        )


def _lower(label: str) -> str:
    return label[0].lower() + label[1:]


def untreated(conflicts: Iterable[ConflictFacts]) -> list[ConflictFacts]:
    """Return the rows that keep the item from being decided."""
    return [
        row
        for row in conflicts
        if row.treatment is None
        and row.state in {ConflictState.PROPOSED, ConflictState.ACCEPTED}
    ]
