"""The access log of packs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from core import clock
from packs.models import PackOpening
from people import door


if TYPE_CHECKING:
    from datetime import datetime

    from packs.models import PackCopy
    from people.models import User


# A download that broke off and goes on later is the same opening.
ONE_OPENING = timedelta(hours=1)


def record(
    *,
    copy: PackCopy,
    by: User,
    is_continued: bool = False,
    now: datetime | None = None,
) -> PackOpening:
    """Write down that somebody opened a copy, once for all parts of one download.

    `is_continued`: only a later part of the file is asked for.

    Raises:
      RuleBroken: the door refuses.
    """
    door.require(by, "read", copy)
    moment = now or clock.now()
    if is_continued:
        recent = PackOpening.objects.filter(
            copy=copy, user=by, opened_at__gt=moment - ONE_OPENING
        ).first()
        if recent is not None:
            return recent
    return PackOpening.objects.create(copy=copy, user=by, opened_at=moment)
