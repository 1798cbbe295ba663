"""Fill as many places as can be filled, each by somebody else."""

from __future__ import annotations

from collections.abc import Sequence


def most_filled(fits: Sequence[Sequence[int]]) -> list[int]:
    """Return the places that stay empty when as many as can be are filled.

    `fits` says for each place who may fill it; nobody fills two. How many stay empty
    does not depend on the order of places.
    """
    filled: dict[int, int] = {}
    return [
        place for place in range(len(fits)) if not _place(place, fits, filled, set())
    ]


def _place(
    slot: int, fits: Sequence[Sequence[int]], filled: dict[int, int], tried: set[int]
) -> bool:
    """Give the slot somebody, moving earlier slots to others where that helps."""
    for person in fits[slot]:
        if person in tried:
            continue
        tried.add(person)
        if person not in filled or _place(filled[person], fits, filled, tried):
            filled[person] = slot
            return True
    return False
