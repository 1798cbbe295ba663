"""Say when a committee reminds people: a row for each time it is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from committees.models import Committee
from core import clock
from core.actions import audit
from core.errors import RuleBroken
from meetings.models import ReminderPeriod
from meetings.models.reminder_period import LONGEST
from people import door


if TYPE_CHECKING:
    from datetime import date, datetime

    from meetings.rules.reminders import ReminderRule
    from people.models import User


@transaction.atomic
def set_period(
    *,
    committee: Committee,
    rule: ReminderRule,
    effective_from: date,
    by: User,
    now: datetime | None = None,
) -> ReminderPeriod:
    """Say when a committee sends one kind of reminder, for meetings from a day on.

    The same said again changes nothing. Letters that wait follow with the next tick of
    the clock.

    Raises:
      RuleBroken: the door refuses, the kind has no period, the day has passed, or the
        days are too many.
    """
    committee = Committee.objects.select_for_update(no_key=True).get(pk=committee.pk)
    door.require(by, "administer", committee)
    _check(rule, effective_from)
    rows = ReminderPeriod.objects.filter(committee=committee, kind_code=rule.kind)
    latest = rows.order_by("-effective_from", "-pk").first()
    said = (rule.clear_days, rule.basis, effective_from)
    if latest and (latest.clear_days, latest.basis, latest.effective_from) == said:
        return latest
    period = ReminderPeriod.objects.create(
        committee=committee,
        kind_code=rule.kind,
        clear_days=rule.clear_days,
        basis=rule.basis,
        effective_from=effective_from,
        set_at=now or clock.now(),
        set_by=by,
    )
    audit.record("reminders.set", target=period, by=by.label, now=now)
    return period


def _check(rule: ReminderRule, day: date) -> None:
    if not rule.kind.is_timed:
        raise RuleBroken.because(
            "no_period", "This letter goes out when something is found: it has no days."
        )
    if not 0 <= rule.clear_days <= LONGEST:
        raise RuleBroken.because(
            "too_many_days", f"Enter a number of days from 0 to {LONGEST}."
        )
    if day < clock.today():
        raise RuleBroken.because(
            "backdated", "Enter today or a later day: earlier letters have gone out."
        )
