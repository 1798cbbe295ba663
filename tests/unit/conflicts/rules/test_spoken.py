"""When somebody is reminded of what was written down for them."""

from __future__ import annotations

from datetime import date

from conflicts.rules.spoken import plan_spoken_reminders


def test_plan_spoken_reminders_counts_from_the_day_of_asking():
    planned = plan_spoken_reminders(asked_on=date(2016, 6, 15), after_days=(14, 1, 14))

    assert planned == [
        ("1 day after asking", date(2016, 6, 16)),
        ("14 days after asking", date(2016, 6, 29)),
    ]


def test_plan_spoken_reminders_never_on_the_day_or_before():
    assert plan_spoken_reminders(asked_on=date(2016, 6, 15), after_days=(0, -7)) == []
