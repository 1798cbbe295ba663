"""Write and settle change rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from core import clock
from core.models import Change


if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime


def note(topic: str, key: object, *, now: datetime | None = None) -> Change:
    """Leave a change row in the caller's transaction for upper rooms to settle."""
    return Change.objects.create(
        topic=topic, key=str(key), happened_at=now or clock.now()
    )


@transaction.atomic
def settle_next(
    settle: Callable[[Sequence[tuple[str, str]]], None], *, limit: int
) -> int:
    """Settle up to `limit` pending changes, oldest first, and return how many.

    Rows another worker holds are skipped. `settle` gets the distinct (topic, key)
    pairs and must be safe to repeat: a worker killed before the commit leaves its
    changes pending.
    """
    rows = list(Change.objects.pending().select_for_update(skip_locked=True)[:limit])
    if not rows:
        return 0
    settle(list(dict.fromkeys((row.topic, row.key) for row in rows)))
    Change.objects.filter(pk__in=[row.pk for row in rows]).update(
        settled_at=clock.now()
    )
    return len(rows)
