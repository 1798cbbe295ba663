"""How long an entry is held after it was over, and what stops its purge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from core.verdict import YES, Verdict, no


@dataclass(frozen=True, slots=True)
class Ending:
    """A last day, and the day since which the record says so.

    `known_on` is None where the record said so all along; `how` says in words what
    happened on the day.
    """

    on: date
    known_on: date | None = None
    how: str = "ended"

    @property
    def counts_from(self) -> date:
        """Return the day from which years run: none runs before the day was known.

        Else an end entered today for a day long past would be purged today.
        """
        return self.on if self.known_on is None else max(self.on, self.known_on)


@dataclass(frozen=True, slots=True)
class RetentionFacts:
    """What the clock needs to know of one interest, or of one offer of a gift.

    `private_years` are those of the rule set in force; `held_because` are the reasons
    of the legal holds that stand, `used_by` names in words what still rests on it.
    `ended` is the last day of the interest, `left` the person's last day in any body.
    An offer is over with the day on which it was made or received (`ended`).
    """

    ended: Ending | None
    private_years: int
    left: Ending | None = None
    what: str = "interest"
    is_purged: bool = False
    held_because: tuple[str, ...] = ()
    used_by: tuple[str, ...] = ()

    @property
    def is_of_a_leaver(self) -> bool:
        """Say whether the years run from when the person left, and not from its end."""
        if self.left is None:
            return False
        return self.ended is None or self.left.counts_from < self.ended.counts_from

    @property
    def clock(self) -> Ending | None:
        """Return what starts the years: its end or the leaving, what comes first."""
        return self.left if self.is_of_a_leaver else self.ended


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
    """Say whether the words of an entry may be purged today (docs/field.md 5.6)."""
    if facts.is_purged:
        return no("purged", f"The words of this {facts.what} have been purged already.")
    if facts.clock is None:
        return no(
            "still_held",
            "This interest has not ended, and the person has not left: it stays on the "
            "register.",
        )
    first = held_until(facts.clock.counts_from, facts.private_years)
    if today < first:
        return no("held_until", _too_early(facts, facts.clock, first))
    if facts.held_because:
        return no(
            "legal_hold",
            f"A legal hold stands: {facts.held_because[0]} Lift it first.",
        )
    if facts.used_by:
        return no("in_use", f"It is still needed: {facts.used_by[0]}")
    return YES


def _too_early(facts: RetentionFacts, clock: Ending, first: date) -> str:
    known = ""
    if clock.counts_from != clock.on:
        known = f", as the register knows since {_day(clock.known_on)},"
    held = f"is held privately for {_years(facts.private_years)} after that"
    until = f"it may be purged from {_day(first)} on, not before."
    if facts.is_of_a_leaver:
        return f"The person left on {_day(clock.on)}{known} and it {held}: {until}"
    return f"It {clock.how} on {_day(clock.on)}{known} and {held}: {until}"


def _years(number: int) -> str:
    return "1 year" if number == 1 else f"{number} years"


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""
