"""The access log of packs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import clock
from packs.models import PackOpening
from people import door


if TYPE_CHECKING:
    from datetime import datetime

    from packs.models import PackCopy
    from people.models import User


def record(*, copy: PackCopy, by: User, now: datetime | None = None) -> PackOpening:
    """Write down that somebody opened a copy.

    Raises:
      RuleBroken: the door refuses.
    """
    door.require(by, "read", copy)
    return PackOpening.objects.create(copy=copy, user=by, opened_at=now or clock.now())
