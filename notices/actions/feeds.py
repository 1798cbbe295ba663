"""Make, replace and end the private address of somebody's calendar."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from django.db import transaction

from core import clock
from core.actions import audit
from notices.models import CalendarFeed
from notices.values import hashed
from people import door
from people.models import User


if TYPE_CHECKING:
    from datetime import datetime

# 256 bits: nobody finds one by trying.
BYTES: Final = 32


@transaction.atomic
def make(*, by: User, now: datetime | None = None) -> str:
    """Give somebody a new private address, end the one before, and return its token.

    The token is told this once; only its hash is kept.

    Raises:
      RuleBroken: they are no person in the record, or may not sign in.
    """
    door.require(by, "make", CalendarFeed)
    moment = now or clock.now()
    end(by=by, now=moment)
    token = secrets.token_urlsafe(BYTES)
    feed = CalendarFeed.objects.create(
        user=by, token_hash=hashed(token), made_at=moment
    )
    audit.record("calendar_feed.made", target=feed, by=by.label, now=moment)
    return token


@transaction.atomic
def end(*, by: User, now: datetime | None = None) -> bool:
    """End somebody's own private address and say whether there was one."""
    moment = now or clock.now()
    # Two at once wait for each other here: one of them makes the address that stays.
    User.objects.select_for_update().get(pk=by.pk)
    open_ones = CalendarFeed.objects.filter(user=by, ended_at__isnull=True)
    feed = open_ones.first()
    if feed is None:
        return False
    feed.ended_at = max(moment, feed.made_at)
    feed.save(update_fields=["ended_at"])
    audit.record("calendar_feed.ended", target=feed, by=by.label, now=moment)
    return True
