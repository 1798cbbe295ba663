"""Reminders after a meeting: to check the minutes, and of actions that fall due."""

from __future__ import annotations

from django.db import transaction

from core import clock
from core.holidays import england
from decisions.facts.reminders import (
    minutes_to_check,
    open_actions,
    periods_said,
    plan_actions,
    plan_checks,
)
from meetings.actions.reminders import CLOCK, bring_in_line


@transaction.atomic
def schedule_all() -> int:
    """Bring the reminders of minutes and actions in line; say how many it changed.

    Safe at any time, twice, and after any pause: what came due meanwhile is asked now.
    """
    gatherings, actions = list(minutes_to_check()), list(open_actions())
    days = [one.held_on for one in gatherings] + [one.due_on for one in actions]
    years = {day.year for day in days} | {clock.today().year}
    bank_holidays = england(min(years) - 1, max(years) + 1)
    said = periods_said(gatherings, actions)
    planned = [
        one
        for gathering in gatherings
        for one in plan_checks(gathering, said, bank_holidays)
    ]
    planned += plan_actions(actions, said, bank_holidays)
    return bring_in_line(planned, by=CLOCK)
