"""Whether a committee is made up as the guidance asks: predicates C1 to C10."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from commissioning.values import Level
from committees.enums import CommitteeKind, SeatCategory, SeatRole
from committees.rules.seats import SeatFacts
from people.values import PersonId


SEED = "North Central London pack 2016"
GUIDANCE = "2017 statutory guidance on conflicts of interest"
PANEL = "2016 guidance for primary care committees"
LAY_AND_EXECUTIVE = frozenset({SeatCategory.LAY, SeatCategory.EXECUTIVE})
GUARDIANS = frozenset({SeatRole.AUDIT_CHAIR, SeatRole.GUARDIAN})
CLINICAL_OFFICES = frozenset(
    {SeatRole.REGISTERED_NURSE, SeatRole.SECONDARY_CARE_DOCTOR}
)
EMPLOYED_OFFICES = frozenset({SeatRole.CHIEF_NURSE, SeatRole.DIRECTOR})


@dataclass(frozen=True, slots=True)
class CompositionFacts:
    """A committee's seats, and what else bears on how it is made up.

    `level` is that of its CCG on the day. `guardians` are the people who are audit
    chair or conflicts of interest guardian wherever they sit. `governing_body_lay`
    is the number of lay members on the governing body, None if not known.
    `takes_procurement`: a scheme of delegation lets it decide or recommend there.
    """

    kind: CommitteeKind
    level: Level | None
    seats: tuple[SeatFacts, ...]
    guardians: frozenset[PersonId] = frozenset()
    governing_body_lay: int | None = None
    gives_nhs_england_casting_vote: bool = False
    takes_procurement: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as asked; `is_hard` cannot be explained away."""

    code: str
    is_hard: bool
    sentence: str
    source: str


def check_composition(facts: CompositionFacts) -> list[Finding]:
    """List where a committee departs from what is asked of it.

    Hard findings must be mended; the rest may stand with a recorded reason: comply
    or explain. Groups that decide nothing are not held to it. Source:
    docs/field.md 3.2.
    """
    if not is_judged(facts):
        return []
    return [finding for check in _CHECKS for finding in check(facts)]


def check_votes(facts: CompositionFacts) -> list[Finding]:
    """List what is wrong with who has how many of the votes: C3 and C4 alone."""
    if not is_judged(facts):
        return []
    return [*_c3_lay_executive_majority(facts), *_c4_gps_in_the_minority(facts)]


def is_judged(facts: CompositionFacts) -> bool:
    """Say whether the committee is held to the predicates: groups are not."""
    return facts.kind in {CommitteeKind.PCCC, CommitteeKind.JOINT}


def _with(facts: CompositionFacts, role: SeatRole) -> list[SeatFacts]:
    return [seat for seat in facts.seats if role in seat.roles]


def _votes(facts: CompositionFacts) -> list[frozenset[SeatCategory]]:
    """Return the categories behind each vote: seats that share one are one vote."""
    votes: dict[str, set[SeatCategory]] = {}
    for seat in facts.seats:
        if seat.is_voting:
            key = f"share {seat.vote_share}" if seat.vote_share else str(seat.seat_id)
            votes.setdefault(key, set()).add(seat.category)
    return [frozenset(each) for each in votes.values()]


def _c1_chair_is_lay(facts: CompositionFacts) -> Iterator[Finding]:
    chairs = _with(facts, SeatRole.CHAIR)
    is_hard = facts.level == Level.DELEGATED
    if not chairs:
        yield Finding("C1", is_hard, "The committee has no seat for a chair.", SEED)
    for seat in chairs:
        if seat.category != SeatCategory.LAY:
            sentence = f"The chair ({seat.title}) is not a lay member."
            yield Finding("C1", is_hard, sentence, SEED)


def _c2_vice_chair_is_lay(facts: CompositionFacts) -> Iterator[Finding]:
    vice_chairs = _with(facts, SeatRole.VICE_CHAIR)
    if not vice_chairs:
        sentence = "The committee has no seat for a vice chair."
        yield Finding("C2", False, sentence, GUIDANCE)
    for seat in vice_chairs:
        if seat.category != SeatCategory.LAY:
            sentence = f"The vice chair ({seat.title}) is not a lay member."
            yield Finding("C2", False, sentence, GUIDANCE)


def _c3_lay_executive_majority(facts: CompositionFacts) -> Iterator[Finding]:
    votes = _votes(facts)
    found = sum(1 for categories in votes if categories <= LAY_AND_EXECUTIVE)
    if found * 2 <= len(votes):
        sentence = (
            f"Lay and executive members have {found} of {len(votes)} votes, which is "
            "not more than half."
        )
        yield Finding("C3", facts.level == Level.DELEGATED, sentence, SEED)


def _c4_gps_in_the_minority(facts: CompositionFacts) -> Iterator[Finding]:
    votes = _votes(facts)
    found = sum(1 for categories in votes if SeatCategory.GP in categories)
    if found and found * 2 >= len(votes):
        sentence = f"GPs have {found} of {len(votes)} votes, which is half or more."
        yield Finding("C4", False, sentence, GUIDANCE)


def _c4_no_gp_votes_on_procurement(facts: CompositionFacts) -> Iterator[Finding]:
    votes = any(SeatCategory.GP in categories for categories in _votes(facts))
    if facts.takes_procurement and votes:
        sentence = (
            "A GP has a vote, and the scheme of delegation gives the committee "
            "procurement: it is recommended that GPs have no vote on it."
        )
        yield Finding("C4", False, sentence, GUIDANCE)


def _c5_standing_invitations(facts: CompositionFacts) -> Iterator[Finding]:
    """Find who has no seat, not even without a vote: an invitation is no seat here."""
    for role in (SeatRole.HEALTHWATCH, SeatRole.WELLBEING_BOARD):
        if not _with(facts, role):
            sentence = (
                f"The {role.label} has no seat, with or without a vote. If it has a "
                "standing invitation, give that as the reason."
            )
            yield Finding("C5", False, sentence, SEED)


def _c6_guardian_is_not_chair(facts: CompositionFacts) -> Iterator[Finding]:
    for role in (SeatRole.CHAIR, SeatRole.VICE_CHAIR):
        for seat in _with(facts, role):
            if seat.roles & GUARDIANS or seat.holder in facts.guardians:
                sentence = (
                    f"The {role.label} ({seat.title}) is also audit chair or conflicts "
                    "of interest guardian, who attests to NHS England every year."
                )
                yield Finding("C6", False, sentence, GUIDANCE)


def _c7_three_lay_members(facts: CompositionFacts) -> Iterator[Finding]:
    count = facts.governing_body_lay
    if count is not None and count < 3:
        noun = "member" if count == 1 else "members"
        sentence = f"The governing body has {count} lay {noun}; three are recommended."
        yield Finding("C7", False, sentence, PANEL)


def _c8_nhs_england_votes_at_level_2(facts: CompositionFacts) -> Iterator[Finding]:
    has_vote = any(
        seat.is_voting and seat.category == SeatCategory.NHS_ENGLAND
        for seat in facts.seats
    )
    if facts.level == Level.JOINT and not has_vote:
        sentence = "At level 2 NHS England holds a seat with a vote; there is none."
        yield Finding("C8", True, sentence, "SE London joint committees 2015")


def _c9_nhs_england_attends_at_level_3(facts: CompositionFacts) -> Iterator[Finding]:
    if facts.level != Level.DELEGATED:
        return
    if facts.gives_nhs_england_casting_vote:
        sentence = "At level 3 NHS England has no casting vote and no veto."
        yield Finding("C9", True, sentence, SEED)
    has_seat = any(seat.category == SeatCategory.NHS_ENGLAND for seat in facts.seats)
    if not has_seat:
        sentence = (
            "At level 3 NHS England attends; it has no seat, with or without a vote. "
            "If it has a standing invitation, give that as the reason."
        )
        yield Finding("C9", False, sentence, SEED)


def _c10_clinicians_are_independent(facts: CompositionFacts) -> Iterator[Finding]:
    for seat in facts.seats:
        if not seat.roles & CLINICAL_OFFICES:
            continue
        is_employed = bool(seat.roles & EMPLOYED_OFFICES)
        is_wrong = seat.category == SeatCategory.LAY or (
            seat.category == SeatCategory.EXECUTIVE and not is_employed
        )
        if is_wrong:
            sentence = (
                f"{seat.title} is an independent clinician, not "
                f"{seat.category.label.lower()}, unless an employed director."
            )
            yield Finding("C10", False, sentence, "Reading of the majority rule")


_CHECKS: Iterable[Callable[[CompositionFacts], Iterator[Finding]]] = (
    _c1_chair_is_lay,
    _c2_vice_chair_is_lay,
    _c3_lay_executive_majority,
    _c4_gps_in_the_minority,
    _c4_no_gp_votes_on_procurement,
    _c5_standing_invitations,
    _c6_guardian_is_not_chair,
    _c7_three_lay_members,
    _c8_nhs_england_votes_at_level_2,
    _c9_nhs_england_attends_at_level_3,
    _c10_clinicians_are_independent,
)
