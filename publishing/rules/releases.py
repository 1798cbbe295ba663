"""What of the private part the public may read, after its committees released it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.verdict import YES, Verdict, no


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """One committee's release of an item, that stands.

    `sitting` and `versions` (of papers) are keys; `shows_decision`: what the committee
    decided on the item is released as well.
    """

    sitting: int
    decided_on: date
    versions: frozenset[int] = frozenset()
    shows_decision: bool = False


@dataclass(frozen=True, slots=True)
class Released:
    """What is out of an item: since when, which papers, whose decisions (keys)."""

    since: date
    versions: frozenset[int]
    sittings: frozenset[int]


def released(
    scope: Collection[int], releases: Iterable[ReleaseFacts]
) -> Released | None:
    """Return what the public may read of a private item, or None.

    Each committee decides for itself, and a matter that several had before them stays
    private until the last of them has released it: what one would tell, the others
    still keep. Of its papers those are out that all of them released; of its decisions,
    those whose own committee said so (docs/field.md 6.6).
    """
    by_sitting: dict[int, list[ReleaseFacts]] = {one: [] for one in scope}
    for one in releases:
        if one.sitting in by_sitting:
            by_sitting[one.sitting].append(one)
    if not by_sitting or not all(by_sitting.values()):
        return None
    papers = [
        frozenset[int]().union(*(one.versions for one in told))
        for told in by_sitting.values()
    ]
    return Released(
        since=max(min(one.decided_on for one in told) for told in by_sitting.values()),
        versions=frozenset.intersection(*papers),
        sittings=frozenset(
            sitting
            for sitting, told in by_sitting.items()
            if any(one.shows_decision for one in told)
        ),
    )


def judge_day(decided_on: date, *, held_on: date, today: date) -> Verdict:
    """Say whether a committee can have decided on a day that its matter is released."""
    if decided_on < held_on:
        return no(
            "released_before_meeting",
            "The matter was before the committee on a later day: it cannot have been "
            "released before.",
        )
    if decided_on > today:
        return no("released_to_come", "That day has not come yet.")
    return YES
