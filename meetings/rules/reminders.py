"""Which reminders a meeting gives rise to, and on which day each is due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.rules.days import DayBasis, clear_days_before, previous_working_day
from meetings.enums import ReminderKind
from meetings.values import GatheringId
from people.values import PersonId


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """A meeting to remind of."""

    gathering_id: GatheringId
    held_on: date
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class ReminderRule:
    """One reminder: what for, and how many clear days before the meeting."""

    kind: ReminderKind
    clear_days: int
    basis: DayBasis = DayBasis.WORKING


@dataclass(frozen=True, slots=True)
class ReminderPolicy:
    """The reminders that go out before a meeting."""

    rules: tuple[ReminderRule, ...] = (
        ReminderRule(ReminderKind.DECLARE_INTERESTS, 4),
        ReminderRule(ReminderKind.READ_PACK, 2),
    )


@dataclass(frozen=True, slots=True)
class PlannedReminder:
    """One reminder to one person; `occasion` tells two of a kind apart."""

    kind: ReminderKind
    about: str
    person_id: PersonId
    occasion: str
    due_on: date


def plan_reminders(
    meeting: MeetingFacts,
    policy: ReminderPolicy,
    *,
    people: Iterable[PersonId],
    bank_holidays: frozenset[date],
) -> list[PlannedReminder]:
    """Plan the reminders of a meeting, due on working days, in order of day.

    One for each rule and person; none for a cancelled meeting. The day is worked out
    from the meeting's, so that moving the meeting moves them.
    """
    if meeting.is_cancelled:
        return []
    everybody = frozenset(people)
    planned = {
        PlannedReminder(
            kind=rule.kind,
            about=f"gathering:{meeting.gathering_id}",
            person_id=person,
            occasion=f"{rule.clear_days} {rule.basis} days before",
            due_on=_due_on(meeting, rule, bank_holidays),
        )
        for rule in policy.rules
        for person in everybody
    }
    return sorted(planned, key=_order)


def _due_on(
    meeting: MeetingFacts, rule: ReminderRule, bank_holidays: frozenset[date]
) -> date:
    day = clear_days_before(
        meeting.held_on, rule.clear_days, basis=rule.basis, holidays=bank_holidays
    )
    return previous_working_day(day, bank_holidays)


def _order(reminder: PlannedReminder) -> tuple[date, str, str, PersonId]:
    return (reminder.due_on, reminder.kind, reminder.occasion, reminder.person_id)
