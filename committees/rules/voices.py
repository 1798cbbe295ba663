"""Who can be counted at all: one voice a person, one voice a shared vote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from committees.enums import SeatCategory, SeatRole
from committees.rules.seats import SeatFacts
from committees.rules.terms import QuorumTerms
from committees.values import SeatId
from people.values import PersonId


@dataclass(frozen=True, slots=True)
class Voice:
    """One countable voice: a filled seat, or the filled seats that share a vote."""

    person: PersonId
    seats: tuple[SeatFacts, ...]

    @property
    def is_voting(self) -> bool:
        """Say whether the voice carries a vote."""
        return any(seat.is_voting for seat in self.seats)

    @property
    def categories(self) -> frozenset[SeatCategory]:
        """Return the categories of the seats behind the voice."""
        return frozenset(seat.category for seat in self.seats)

    @property
    def roles(self) -> frozenset[SeatRole]:
        """Return the offices that the voice brings, those of a deputised seat too."""
        return frozenset().union(*(seat.roles for seat in self.seats))

    @property
    def held_roles(self) -> frozenset[SeatRole]:
        """Return the offices whose holder is there, no deputy: who may preside."""
        held = (seat.roles for seat in self.seats if not seat.as_deputy)
        return frozenset().union(*held)


@dataclass(slots=True)
class Roll:
    """The voices that can be counted, and every other seat with the reason."""

    voices: list[Voice] = field(default_factory=list)
    set_aside: dict[SeatId, str] = field(default_factory=dict)


def call_roll(
    seats: Iterable[SeatFacts],
    *,
    terms: QuorumTerms,
    excluded: Mapping[PersonId, str],
) -> Roll:
    """Divide one committee's seats into voices that count and seats that do not.

    A person fills one seat of a committee at a time: a seat with a vote before one
    without, their own before one they deputise for (story 6). A vote that two seats
    share is one voice, however many of them are filled (domain.md 3.1).
    """
    roll = Roll()
    by_person: dict[PersonId, list[SeatFacts]] = {}
    for seat in sorted(seats, key=lambda each: each.seat_id):
        why = _why_not(seat, terms, excluded)
        if seat.present is None or why:
            roll.set_aside[seat.seat_id] = why
        else:
            by_person.setdefault(seat.present, []).append(seat)

    by_vote: dict[str, dict[PersonId, SeatFacts]] = {}
    for person, filled in by_person.items():
        first, *others = sorted(filled, key=_preference)
        for other in others:
            roll.set_aside[other.seat_id] = f"already counted as {first.title}"
        by_vote.setdefault(_vote_key(first), {})[person] = first

    for sharing in by_vote.values():
        ranked = sorted(sharing.items(), key=lambda pair: _preference(pair[1]))
        voice = Voice(ranked[0][0], tuple(seat for _person, seat in ranked))
        for other in voice.seats[1:]:
            roll.set_aside[other.seat_id] = f"shares one vote with {voice.seats[0].who}"
        roll.voices.append(voice)
    roll.voices.sort(key=lambda voice: voice.seats[0].seat_id)
    return roll


def _why_not(
    seat: SeatFacts, terms: QuorumTerms, excluded: Mapping[PersonId, str]
) -> str:
    if seat.present is None:
        return "absent" if seat.holder is not None else "the seat is vacant"
    if seat.present in excluded:
        return excluded[seat.present] or "excluded from the item"
    if seat.as_deputy and not terms.deputies_count:
        return "deputies do not count under these terms"
    if seat.is_remote and not terms.remote_counts:
        return "people who join remotely do not count under these terms"
    return ""


def _preference(seat: SeatFacts) -> tuple[bool, bool, int]:
    return (not seat.is_voting, seat.as_deputy, seat.seat_id)


def _vote_key(seat: SeatFacts) -> str:
    return f"share {seat.vote_share}" if seat.vote_share else f"seat {seat.seat_id}"
