"""The one clock: every "now" and "today" in the product is asked here."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone


if TYPE_CHECKING:
    from collections.abc import Iterator

_seeded_day: ContextVar[date | None] = ContextVar("seeded_day", default=None)


def now() -> datetime:
    """Return the moment, aware; on a set day (QUORATE_TODAY), that day at this time."""
    moment = timezone.now()
    fixed = _fixed()
    if fixed is None:
        return moment
    local = timezone.localtime(moment)
    return timezone.make_aware(datetime.combine(fixed, local.time()))


def today() -> date:
    """Return the day in London, or the day that QUORATE_TODAY sets."""
    return _fixed() or timezone.localdate()


@contextmanager
def standing_on(day: date) -> Iterator[None]:
    """Let seeds write what happened on an earlier day; refused in production.

    Raises:
      RuntimeError: in production, where nobody may put a false day on the record.
    """
    if settings.QUORATE_ENV == "production":
        raise RuntimeError("The clock cannot be set in production.")
    token = _seeded_day.set(day)
    try:
        yield
    finally:
        _seeded_day.reset(token)


def _fixed() -> date | None:
    return _seeded_day.get() or settings.QUORATE_TODAY
