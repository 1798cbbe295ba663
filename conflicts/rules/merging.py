"""Which entries of the record may be one person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from people.values import PersonId


ALIKE = 0.5
# In a larger heap of like beginnings nobody would look through the pairs.
LARGEST_HEAP = 60


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """One entry: a person as the record names them."""

    person_id: PersonId
    given_name: str
    family_name: str
    email: str = ""

    @property
    def name(self) -> str:
        """Return the whole name without case."""
        return f"{self.given_name} {self.family_name}".casefold().strip()


@dataclass(frozen=True, slots=True)
class LikelyPair:
    """Two entries that may be one person, and why."""

    first: PersonId
    second: PersonId
    why: str
    strength: float


def suggest_duplicates(entries: Iterable[EntryFacts]) -> list[LikelyPair]:
    """Return the pairs of entries that may be one person, likeliest first.

    The same address or name, or names as like as a slip of the pen; their order plays
    no part.
    """
    found: dict[tuple[PersonId, PersonId], LikelyPair] = {}
    for pair in _pairs(sorted(entries, key=lambda entry: entry.person_id)):
        likely = _likely(*pair)
        if likely is not None:
            found[likely.first, likely.second] = likely
    return sorted(
        found.values(), key=lambda each: (-each.strength, each.first, each.second)
    )


def _pairs(entries: list[EntryFacts]) -> Iterator[tuple[EntryFacts, EntryFacts]]:
    """Give out the pairs worth a look: alike in address, family name or beginning."""
    heaps: dict[tuple[str, str], list[EntryFacts]] = defaultdict(list)
    for entry in entries:
        if entry.email:
            heaps["email", entry.email.casefold()].append(entry)
        family = entry.family_name.casefold()
        heaps["family", family].append(entry)
        heaps["beginning", f"{entry.given_name.casefold()[:3]} {family[:2]}"].append(
            entry
        )
    for heap in heaps.values():
        yield from combinations(heap[:LARGEST_HEAP], 2)


def _likely(first: EntryFacts, second: EntryFacts) -> LikelyPair | None:
    same_email = bool(first.email) and first.email.casefold() == second.email.casefold()
    likeness = trigram_likeness(first.name, second.name)
    if first.name == second.name:
        why = "the same name and address" if same_email else "the same name"
        strength = 3.0 if same_email else 2.0
    elif same_email:
        why, strength = "the same e-mail address", 1.0 + likeness
    elif likeness >= ALIKE:
        why, strength = "nearly the same name", likeness
    else:
        return None
    return LikelyPair(first.person_id, second.person_id, why, strength)


def trigram_likeness(first: str, second: str) -> float:
    """Return how much two texts share of their threes of letters, from 0 to 1."""
    mine, theirs = _trigrams(first), _trigrams(second)
    if not mine or not theirs:
        return 0.0
    return len(mine & theirs) / len(mine | theirs)


def _trigrams(text: str) -> set[str]:
    return {
        f"  {word} "[n : n + 3] for word in text.split() for n in range(len(word) + 1)
    }
