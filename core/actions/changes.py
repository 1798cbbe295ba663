"""Write and settle change rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from core import clock
from core.models import Change


if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


def note(topic: str, key: object, *, now: datetime | None = None) -> Change:
    """Leave a change row in the caller's transaction for upper rooms to settle."""
    return Change.objects.create(
        topic=topic, key=str(key), happened_at=now or clock.now()
    )


@transaction.atomic
def settle_next(settle: Callable[[str, str], None], *, limit: int) -> int:
    """Settle up to `limit` pending changes, oldest first, and return how many.

    Rows another worker holds are skipped. `settle(topic, key)` must be safe to repeat:
    a worker killed before the commit leaves its changes pending.
    """
    rows = list(Change.objects.pending().select_for_update(skip_locked=True)[:limit])
    for topic, key in dict.fromkeys((row.topic, row.key) for row in rows):
        settle(topic, key)
    moment = clock.now()
    for row in rows:
        row.settled_at = moment
    Change.objects.bulk_update(rows, ["settled_at"])
    return len(rows)
