"""Whether the register itself was brought up to date in time."""

from __future__ import annotations

from datetime import date


def days_over(
    *,
    aware_on: date | None,
    declared_on: date,
    entered_on: date,
    limit_days: int,
) -> int:
    """Count the days by which an entry came on the register after its time.

    `limit_days` are for the whole way, from awareness (or, where that is not stated,
    from the declaration) to the register; how long the person took of them is judged
    apart. The last day is in time. Source: docs/field.md 5.6.
    """
    return max((entered_on - (aware_on or declared_on)).days - limit_days, 0)
