"""The one clock: every "now" and "today" in the product is asked here."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """Return the moment, aware; on a set day (QUORATE_TODAY), that day at this time."""
    moment = timezone.now()
    fixed: date | None = settings.QUORATE_TODAY
    if fixed is None:
        return moment
    local = timezone.localtime(moment)
    return timezone.make_aware(datetime.combine(fixed, local.time()))


def today() -> date:
    """Return the day in London, or the day that QUORATE_TODAY sets."""
    fixed: date | None = settings.QUORATE_TODAY
    return fixed or timezone.localdate()
