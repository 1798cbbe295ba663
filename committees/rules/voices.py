"""Who can be counted at all: one voice a person, one voice a shared vote."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from committees.enums import SeatCategory, SeatRole
from committees.rules.seats import SeatFacts
from committees.rules.terms import QuorumTerms
from committees.values import SeatId
from people.values import PersonId


@dataclass(frozen=True, slots=True)
class Voice:
    """One countable voice: a filled seat, or the filled seats that share a vote.

    `roles` are the offices it brings, those of a deputised seat too; `held_roles`
    only those whose holder is there: who may preside.
    """

    person: PersonId
    seats: tuple[SeatFacts, ...]
    is_voting: bool
    categories: frozenset[SeatCategory]
    roles: frozenset[SeatRole]
    held_roles: frozenset[SeatRole]

    @classmethod
    def of(cls, person: PersonId, seats: Sequence[SeatFacts]) -> Self:
        """Join filled seats into one voice, led by `person`."""
        held = [seat.roles for seat in seats if not seat.as_deputy]
        return cls(
            person=person,
            seats=tuple(seats),
            is_voting=any(seat.is_voting for seat in seats),
            categories=frozenset(seat.category for seat in seats),
            roles=frozenset().union(*(seat.roles for seat in seats)),
            held_roles=frozenset().union(*held),
        )

    @property
    def likeness(self) -> Hashable:
        """Return what clauses see of a voice: alike voices change a quorum alike.

        A shared voice is like no other, since part of it stays when a person goes.
        """
        shared = self.person if len(self.seats) > 1 else None
        return (
            self.is_voting,
            self.categories,
            self.roles,
            self.held_roles,
            shared,
        )

    def may_vote(self, terms: QuorumTerms) -> bool:
        """Say whether a vote goes with it: not where a deputy counts but cannot vote."""
        return any(
            seat.is_voting and (terms.deputies_vote or not seat.as_deputy)
            for seat in self.seats
        )

    def without(self, person: PersonId) -> Voice | None:
        """Return what is left of the voice when a person goes, None if nothing is."""
        staying = [seat for seat in self.seats if seat.present != person]
        if not staying or staying[0].present is None:
            return None
        return Voice.of(staying[0].present, staying)


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
    share is one voice, however many of them are filled (docs/field.md 3.1).
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
        voice = Voice.of(ranked[0][0], [seat for _person, seat in ranked])
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


def _preference(seat: SeatFacts) -> tuple[bool, bool, bool, int]:
    """Put a seat of one's own first; a temporary one (its key is none of the terms) after it."""
    return (not seat.is_voting, seat.as_deputy, seat.seat_id <= 0, seat.seat_id)


def _vote_key(seat: SeatFacts) -> str:
    """Name the vote of a seat; who has none shares none, whatever the terms say."""
    is_shared = seat.vote_share and seat.is_voting
    return f"share {seat.vote_share}" if is_shared else f"seat {seat.seat_id}"
