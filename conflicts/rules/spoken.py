"""When somebody is reminded to confirm what was written down for them in a meeting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta


def plan_spoken_reminders(
    *, asked_on: date, after_days: Iterable[int]
) -> list[tuple[str, date]]:
    """Return each reminder's occasion and day, the first one first.

    `after_days` counts from the day of asking; the same number twice reminds once, and
    none falls on the day of asking or before it.
    """
    return [
        (
            f"{days} day{'' if days == 1 else 's'} after asking",
            asked_on + timedelta(days=days),
        )
        for days in sorted(set(after_days))
        if days > 0
    ]
