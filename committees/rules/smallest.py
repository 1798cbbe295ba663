"""The smallest rooms that are enough for a quorum, as examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from itertools import combinations

from committees.rules.clauses import Room, is_quorate
from committees.rules.seats import SeatFacts
from committees.rules.terms import QuorumTerms
from committees.rules.voices import Voice, call_roll


MOST_TRIES = 5_000


def smallest_rooms(
    terms: QuorumTerms, seats: Iterable[SeatFacts], *, most: int = 3
) -> list[tuple[SeatFacts, ...]]:
    """Return up to `most` unlike rooms with a quorum, of as few people as can be.

    `seats` say who could come. Voices that change a quorum alike give one example.
    Nothing is returned without a rule, when everybody is too few, or when trying
    would take too long; so an empty answer proves nothing.
    """
    voices = call_roll(seats, terms=terms, excluded={}).voices
    if not terms.rules:
        return []
    tries = 0
    for size in range(1, len(voices) + 1):
        found: dict[Hashable, tuple[SeatFacts, ...]] = {}
        for room in combinations(voices, size):
            tries += 1
            if tries > MOST_TRIES:
                return []
            likeness = _likeness(room)
            if likeness not in found and is_quorate(terms.rules, Room(room)):
                found[likeness] = tuple(voice.seats[0] for voice in room)
                if len(found) == most:
                    break
        if found:
            return list(found.values())
    return []


def _likeness(room: Iterable[Voice]) -> Hashable:
    return frozenset(Counter(voice.likeness for voice in room).items())
