"""The yearly cycle: who is asked anew, when to remind, and who counts as confirmed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from conflicts.enums import CampaignKind
from conflicts.rules.duties import Holding
from conflicts.rules.registers import months_after
from conflicts.rules.rule_sets import RuleSetFacts, in_force
from people.values import PersonId


ONE_DAY = timedelta(days=1)
MONTHS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class NewDuty:
    """A duty that has begun: on appointment, or on a change of role; since when."""

    kind: CampaignKind
    since: date
    words: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many of how many have confirmed."""

    confirmed: int
    due: int

    @property
    def percentage(self) -> int | None:
        """Return whole per cent, rounded down so that 100 means all; None for nobody."""
        return self.confirmed * 100 // self.due if self.due else None


def confirmed_until(attested_on: date, rules: RuleSetFacts) -> date:
    """Return the last day on which an attestation still counts."""
    return months_after(attested_on, rules.confirm_every_months)


def is_confirmed(
    attested_on: Iterable[date], *, day: date, rules: RuleSetFacts
) -> bool:
    """Say whether somebody has confirmed within the months of the rule set."""
    return any(each <= day <= confirmed_until(each, rules) for each in attested_on)


def last_day_to_answer(asked_on: date, within_days: int) -> date:
    """Return the last day to answer: asked 1 April, 28 days, by 29 April."""
    return asked_on + timedelta(days=within_days)


def plan_reminders(
    *, asked_on: date, due_on: date, days_before: Iterable[int]
) -> list[tuple[str, date]]:
    """Return each reminder's occasion and day; negative days come after the last day.

    A reminder that would fall on the day of asking or before it is left out.
    """
    found = []
    for days in sorted(set(days_before), reverse=True):
        day = due_on - timedelta(days=days)
        if day > asked_on:
            found.append((_occasion(days), day))
    return found


def newly_due(
    holdings: Iterable[Holding], *, since: date, day: date
) -> dict[PersonId, NewDuty]:
    """Return whose duty has begun or changed from `since` up to `day`.

    The first thing a person is to the body makes them declare on appointment, another
    one on a change of role. What goes on in the same words is no change: a seat held
    for a second term.
    """
    by_person: dict[PersonId, list[Holding]] = defaultdict(list)
    for each in holdings:
        by_person[each.person_id].append(each)
    found = {}
    for person_id, held in by_person.items():
        begun = [each for each in held if _has_begun(each, held, since, day)]
        if begun:
            newest = max(each.from_on for each in begun)
            found[person_id] = _new_duty(begun, held, newest)
    return found


def still_to_ask(
    new: Mapping[PersonId, NewDuty],
    *,
    asked: Mapping[PersonId, date],
    attested: Mapping[PersonId, date],
) -> dict[PersonId, NewDuty]:
    """Return the new duties for which nobody was asked, or has answered, since.

    `asked` and `attested` hold the latest day of each person.
    """
    return {
        person_id: duty
        for person_id, duty in new.items()
        if max(asked.get(person_id, date.min), attested.get(person_id, date.min))
        < duty.since
    }


def points_in_time(day: date) -> list[date]:
    """Return the month ends of the past 12 months and `day`, oldest first."""
    first = day.replace(day=1)
    ends = [
        months_after(first, -months) - ONE_DAY
        for months in range(MONTHS_SHOWN - 1, -1, -1)
    ]
    return [*ends, day]


def count_confirmed(
    holdings: Sequence[Holding],
    attested: Mapping[PersonId, Sequence[date]],
    *,
    days: Iterable[date],
    rule_sets: Sequence[RuleSetFacts],
) -> list[Count]:
    """Return for each day how many of those who must declare had confirmed by then."""
    counts = []
    for day in days:
        rules = in_force(rule_sets, day)
        persons = {each.person_id for each in holdings if each.is_held_on(day)}
        confirmed = sum(
            is_confirmed(attested.get(each, ()), day=day, rules=rules)
            for each in persons
        )
        counts.append(Count(confirmed, len(persons)))
    return counts


def _has_begun(each: Holding, held: Iterable[Holding], since: date, day: date) -> bool:
    if not (each.is_held_on(day) and each.from_on >= since):
        return False
    eve = each.from_on - ONE_DAY
    return not any(
        (other.kind, other.words) == (each.kind, each.words) and other.is_held_on(eve)
        for other in held
    )


def _new_duty(begun: list[Holding], held: list[Holding], newest: date) -> NewDuty:
    had_one = any(each.is_held_on(newest - ONE_DAY) for each in held)
    words = sorted(each.words for each in begun if each.from_on == newest)
    return NewDuty(
        CampaignKind.ROLE_CHANGE if had_one else CampaignKind.APPOINTMENT,
        newest,
        "; ".join(dict.fromkeys(words)),
    )


def _occasion(days: int) -> str:
    if days == 0:
        return "on the last day"
    many = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    return f"{many} {'before' if days > 0 else 'after'} the last day"
