"""Write and settle change rows, each room in its turn from the bottom of the house up."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.apps import apps
from django.db import transaction
from django.utils.module_loading import autodiscover_modules

from core import clock
from core.models import Change


if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    Pairs = Sequence[tuple[str, str]]
    Settler = Callable[[Pairs], None]

S = TypeVar("S", bound="Callable[..., None]")
EVERY_TOPIC = "*"

_settlers: list[tuple[frozenset[str], Settler]] = []


def note(topic: str, key: object, *, now: datetime | None = None) -> Change:
    """Leave a change row in the caller's transaction for upper rooms to settle."""
    return Change.objects.create(
        topic=topic, key=str(key), happened_at=now or clock.now()
    )


def settles(*topics: str) -> Callable[[S], S]:
    """Register what a room does about changes of `topics`, in its module `settling`.

    It gets the distinct (topic, key) pairs of its topics, oldest first, inside the
    transaction of all rooms, must be safe to repeat, and may find that a room below
    has moved things already. EVERY_TOPIC stands for all.
    """

    def register(settler: S) -> S:
        _settlers.append((frozenset(topics), settler))
        return settler

    return register


def settle_all(pairs: Pairs) -> None:
    """Let every room settle changes (topic, key), from the bottom floor up."""
    for topics, settler in _from_below():
        mine = [pair for pair in pairs if EVERY_TOPIC in topics or pair[0] in topics]
        if mine:
            settler(mine)


def settle_pending(*, limit: int) -> int:
    """Settle up to `limit` pending changes in every room and return how many."""
    return settle_next(settle_all, limit=limit)


@transaction.atomic
def settle_topic(topic: str) -> int:
    """Settle all pending changes of one topic now, and return how many.

    Waits for a worker that is at them: afterwards none of them is left half known.
    """
    pending = Change.objects.pending().filter(topic=topic)
    return _settle(list(pending.select_for_update()), settle_all)


@transaction.atomic
def settle_next(settle: Settler, *, limit: int) -> int:
    """Settle up to `limit` pending changes, oldest first, and return how many.

    Rows another worker holds are skipped. `settle` gets the distinct (topic, key)
    pairs and must be safe to repeat: a worker killed before the commit leaves its
    changes pending.
    """
    pending = Change.objects.pending().select_for_update(skip_locked=True)
    return _settle(list(pending[:limit]), settle)


def _settle(rows: list[Change], settle: Settler) -> int:
    if not rows:
        return 0
    settle(list(dict.fromkeys((row.topic, row.key) for row in rows)))
    Change.objects.filter(pk__in=[row.pk for row in rows]).update(
        settled_at=clock.now()
    )
    return len(rows)


def _from_below() -> list[tuple[frozenset[str], Settler]]:
    """List the settlers in the order of the floors; rooms are installed from above."""
    autodiscover_modules("settling")
    floors = {config.name: floor for floor, config in enumerate(apps.get_app_configs())}
    return sorted(
        _settlers,
        key=lambda entry: -floors.get(entry[1].__module__.split(".")[0], len(floors)),
    )
