"""Which reminders a meeting gives rise to, and on which day each is due."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from committees.values import CommitteeId
from core.rules.days import (
    DayBasis,
    clear_days_after,
    clear_days_before,
    next_working_day,
    previous_working_day,
)
from meetings.enums import ReminderKind
from meetings.values import GatheringId
from people.values import PersonId


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """A meeting to remind of; of a draft or a cancelled one nobody is reminded."""

    gathering_id: GatheringId
    held_on: date
    is_announced: bool = True


@dataclass(frozen=True, slots=True)
class ReminderRule:
    """One reminder: what for, and how many clear days from the day it is about."""

    kind: ReminderKind
    clear_days: int
    basis: DayBasis = DayBasis.WORKING

    @property
    def sentence(self) -> str:
        """Say when it is due, as a committee's officer reads it."""
        kind = "working" if self.basis is DayBasis.WORKING else "calendar"
        noun = "day" if self.clear_days == 1 else "days"
        return f"{self.clear_days} clear {kind} {noun} {COUNTED_FROM[self.kind]}"


# What the days of each kind are counted from, and in which direction.
COUNTED_FROM: Mapping[ReminderKind, str] = {
    ReminderKind.DECLARE_INTERESTS: "before the meeting",
    ReminderKind.READ_PACK: "before the meeting",
    ReminderKind.PAPER_DUE: "before the meeting",
    ReminderKind.TREATMENT_WAITING: "before the meeting",
    ReminderKind.MINUTES_TO_CHECK: "after the meeting",
    ReminderKind.ACTION_DUE: "before the action is due",
}

# What holds for a committee that has said nothing else.
DEFAULTS: Mapping[ReminderKind, ReminderRule] = {
    kind: ReminderRule(kind, clear_days)
    for kind, clear_days in (
        (ReminderKind.DECLARE_INTERESTS, 4),
        (ReminderKind.READ_PACK, 2),
        (ReminderKind.PAPER_DUE, 8),
        (ReminderKind.TREATMENT_WAITING, 3),
        (ReminderKind.MINUTES_TO_CHECK, 5),
        (ReminderKind.ACTION_DUE, 5),
    )
}


@dataclass(frozen=True, slots=True)
class Period:
    """What a committee said of one kind of reminder, for meetings from a day on.

    `order` tells the later of two that were said for the same day.
    """

    committee_id: CommitteeId
    rule: ReminderRule
    effective_from: date
    order: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What one person is to be reminded of; `day` is what its days are counted from."""

    kind: ReminderKind
    about: str
    person_id: PersonId
    day: date


@dataclass(frozen=True, slots=True)
class PlannedReminder:
    """One reminder to one person: never two of a kind about the same thing."""

    kind: ReminderKind
    about: str
    person_id: PersonId
    due_on: date


def periods_on(
    periods: Iterable[Period], day: date
) -> dict[tuple[CommitteeId, ReminderKind], Period]:
    """Return what each committee says of each kind on a day: the latest that holds."""
    begun = [one for one in periods if one.effective_from <= day]
    begun.sort(key=lambda one: (one.effective_from, one.order))
    return {(one.committee_id, one.rule.kind): one for one in begun}


def rules_for(
    committees: Iterable[CommitteeId], periods: Iterable[Period], day: date
) -> tuple[ReminderRule, ...]:
    """Return what the committees that sit together ask for on a day, each its own.

    The defaults hold where a committee said nothing, and where there is none.
    """
    asked = list(committees)
    if not asked:
        return tuple(DEFAULTS.values())
    in_force = periods_on(periods, day)
    return tuple(
        in_force[one, kind].rule if (one, kind) in in_force else default
        for one in asked
        for kind, default in DEFAULTS.items()
    )


def plan_reminders(
    meeting: MeetingFacts,
    rules: Collection[ReminderRule],
    *,
    people: Mapping[ReminderKind, Iterable[PersonId]],
    bank_holidays: frozenset[date],
) -> list[PlannedReminder]:
    """Plan the reminders of a meeting, due on working days, in order of day.

    One for each kind and person; none unless the meeting is announced. The day is
    worked out from the meeting's, so that moving the meeting moves them.
    """
    if not meeting.is_announced:
        return []
    asked = [
        Asked(kind, f"gathering:{meeting.gathering_id}", person, meeting.held_on)
        for kind, persons in people.items()
        for person in persons
    ]
    return plan_asked(asked, rules, bank_holidays=bank_holidays)


def plan_asked(
    asked: Iterable[Asked],
    rules: Collection[ReminderRule],
    *,
    bank_holidays: frozenset[date],
) -> list[PlannedReminder]:
    """Plan one reminder for each thing asked of each person, in order of day.

    Where committees that sit together ask for different periods, the earliest day
    holds for all: they share the agenda and the papers.
    """
    planned = {
        PlannedReminder(
            one.kind,
            one.about,
            one.person_id,
            min(
                _due_on(one.day, rule, bank_holidays)
                for rule in rules
                if rule.kind is one.kind
            ),
        )
        for one in asked
        if any(rule.kind is one.kind for rule in rules)
    }
    return sorted(planned, key=_order)


def send_on(planned: PlannedReminder, *, today: date, waits: bool) -> date | None:
    """Return the day on which a reminder is sent, or None when it is too late for it.

    `waits`: the same letter is planned and has not left. Whose day has passed is sent
    today, if it waits already or is of a kind that is asked late.
    """
    if planned.due_on >= today:
        return planned.due_on
    return today if waits or planned.kind.is_asked_late else None


def _due_on(day: date, rule: ReminderRule, bank_holidays: frozenset[date]) -> date:
    if rule.kind.counts_on:
        after = clear_days_after(
            day, rule.clear_days, basis=rule.basis, holidays=bank_holidays
        )
        return next_working_day(after, bank_holidays)
    before = clear_days_before(
        day, rule.clear_days, basis=rule.basis, holidays=bank_holidays
    )
    return previous_working_day(before, bank_holidays)


def _order(reminder: PlannedReminder) -> tuple[date, str, str, PersonId]:
    return (reminder.due_on, reminder.kind, reminder.about, reminder.person_id)
