"""How long an interest is held after it ended, and what stops its purge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from core.verdict import YES, Verdict, no


@dataclass(frozen=True, slots=True)
class RetentionFacts:
    """What the clock needs to know of one interest.

    `private_years` are those of the rule set in force; `held_because` are the reasons
    of the legal holds that stand, `used_by` names in words what still rests on it.
    `end_known_on` is the day since which the register says that it has ended.
    """

    ended_on: date | None
    private_years: int
    is_purged: bool = False
    held_because: tuple[str, ...] = ()
    used_by: tuple[str, ...] = ()
    end_known_on: date | None = None

    @property
    def counts_from(self) -> date | None:
        """Return the day from which the years run: none runs before it was written.

        Else an end entered today for a day long past would be purged today.
        """
        if self.ended_on is None or self.end_known_on is None:
            return self.ended_on
        return max(self.ended_on, self.end_known_on)


def held_until(ended_on: date, private_years: int) -> date:
    """Return the first day on which an ended interest may be purged.

    Ended on 31 August 2021 and held for six years, that is 31 August 2027; what ended
    on 29 February waits for 1 March where the year has none.
    """
    year = ended_on.year + private_years
    try:
        return ended_on.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def latest_end(today: date, private_years: int) -> date:
    """Return the latest day of ending whose years are over today.

    The other way round of `held_until`, for a question to the database.
    """
    last = held_until(today, -private_years)
    return last if held_until(last, private_years) <= today else last - timedelta(1)


def can_be_purged(facts: RetentionFacts, *, today: date) -> Verdict:
    """Say whether the words of an interest may be purged today (domain.md 5.6)."""
    if facts.is_purged:
        return no("purged", "The words of this interest have been purged already.")
    if facts.counts_from is None:
        return no(
            "still_held",
            "This interest has not ended: it stays on the register.",
        )
    first = held_until(facts.counts_from, facts.private_years)
    if today < first:
        return no("held_until", _too_early(facts, first))
    if facts.held_because:
        return no(
            "legal_hold",
            f"A legal hold stands: {facts.held_because[0]} Lift it first.",
        )
    if facts.used_by:
        return no("in_use", f"It is still needed: {facts.used_by[0]}")
    return YES


def _too_early(facts: RetentionFacts, first: date) -> str:
    ended = f"It ended on {_day(facts.ended_on)}"
    if facts.counts_from != facts.ended_on:
        ended += f", as the register knows since {_day(facts.counts_from)},"
    return (
        f"{ended} and is held privately for {_years(facts.private_years)} after that: "
        f"it may be purged from {_day(first)} on, not before."
    )


def _years(number: int) -> str:
    return "1 year" if number == 1 else f"{number} years"


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""
