"""Quorum of one committee, for one item, at one moment (docs/field.md 3.4)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence

from committees.enums import Among, QuorumKind, SeatRole
from committees.rules.clauses import Room, assess_clauses, is_quorate
from committees.rules.quorum_result import (
    Clause,
    CountedSeat,
    NotCounted,
    QuorumResult,
    unmet_among,
)
from committees.rules.seats import SeatFacts
from committees.rules.terms import QuorumTerms
from committees.rules.voices import Roll, Voice, call_roll
from people.values import PersonId


NO_RULE = Clause(
    sentence="No quorum rule is recorded in the terms of reference.",
    found=0,
    needed=1,
    is_met=False,
    missing="Record the rule of the version in force before anything is decided.",
)


def assess_quorum(
    terms: QuorumTerms,
    seats: Iterable[SeatFacts],
    *,
    excluded: Mapping[PersonId, str],
) -> QuorumResult:
    """Say whether one committee is quorate, with the arithmetic that shows it.

    `seats` are all seats of this committee with whoever fills them at that moment;
    `excluded` are the people whose treatment keeps them out of this committee's
    decision, with the reason in words. What the same people are elsewhere plays no
    part. Source: docs/field.md 3.4, 3.5 and 9.2.
    """
    seats = tuple(seats)
    roll = call_roll(seats, terms=terms, excluded=excluded)
    room = Room(roll.voices, _chair_is_excluded(seats, excluded))
    clauses = assess_clauses(terms.rules, room) or (NO_RULE,)
    found = not unmet_among(clauses)
    voices = [voice for voice in roll.voices if _is_counted(voice, terms)]
    counted = tuple(_counted(voice, terms) for voice in voices)
    return QuorumResult(
        is_quorate=found,
        counted=counted,
        not_counted=_not_counted(seats, roll, counted),
        clauses=clauses,
        fragile=_fragile(terms, room, voices) if found else (),
        rule_version=terms.version,
    )


def _chair_is_excluded(
    seats: Iterable[SeatFacts], excluded: Mapping[PersonId, str]
) -> bool:
    return any(
        SeatRole.CHAIR in seat.roles and seat.holder in excluded for seat in seats
    )


def _is_counted(voice: Voice, terms: QuorumTerms) -> bool:
    """Say whether any clause looks at the voice: votes always, others if asked."""
    return voice.is_voting or any(
        rule.among == Among.ALL or rule.kind == QuorumKind.MIN_NONVOTING
        for rule in terms.rules
    )


def _counted(voice: Voice, terms: QuorumTerms) -> CountedSeat:
    """Say whom a voice counts for, and if they can vote (docs/field.md 3.3, V3)."""
    seat = voice.seats[0]
    return CountedSeat(
        seat_id=seat.seat_id,
        title=seat.title,
        person_id=voice.person,
        name=seat.who,
        category=str(seat.category),
        is_voting=voice.may_vote(terms),
        as_deputy=seat.as_deputy,
    )


def _not_counted(
    seats: Sequence[SeatFacts], roll: Roll, counted: Sequence[CountedSeat]
) -> tuple[NotCounted, ...]:
    taken = {seat.seat_id for seat in counted}
    return tuple(
        NotCounted(
            seat_id=seat.seat_id,
            title=seat.title,
            person_id=seat.present or seat.holder,
            name=seat.present_name or seat.holder_name,
            why=roll.set_aside.get(seat.seat_id, "has no vote"),
        )
        for seat in sorted(seats, key=lambda each: each.seat_id)
        if seat.seat_id not in taken
    )


def _fragile(
    terms: QuorumTerms, room: Room, voices: Sequence[Voice]
) -> tuple[CountedSeat, ...]:
    """Return those of the counted whose leaving, alone, would lose the quorum."""
    lost: dict[Hashable, bool] = {}
    for voice in voices:
        if voice.likeness not in lost:
            emptier = _room_without(room, voice)
            lost[voice.likeness] = not is_quorate(terms.rules, emptier)
    return tuple(_counted(voice, terms) for voice in voices if lost[voice.likeness])


def _room_without(room: Room, gone: Voice) -> Room:
    """Return the room that a person has left; nobody else's voice changes by it."""
    left = gone.without(gone.person)
    staying = [left if voice is gone else voice for voice in room.voices]
    return Room([each for each in staying if each], room.chair_is_excluded)
