"""The access log of packs: a copy that was opened puts its papers in a hand."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from core import clock
from meetings.actions import readings
from meetings.enums import ReadingWay
from packs.facts.contents import read_contents, versions_given
from packs.models import PackOpening
from people import door


if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from packs.models import PackCopy
    from people.models import User


# A download that broke off and goes on later is the same opening.
ONE_OPENING = timedelta(hours=1)


@transaction.atomic
def record(
    *,
    copy: PackCopy,
    by: User,
    is_continued: bool = False,
    is_later: bool = False,
    only: Collection[int] | None = None,
    now: datetime | None = None,
) -> PackOpening:
    """Write down that somebody opened a copy, once for all parts of one download.

    Its reader has by that every paper it gives: from then on whoever rules on them, and
    the minutes, know that these were in their hands. An officer who checks a copy has
    not read it for its reader.

    `is_continued`: only a later part of the file is asked for; `is_later`: only the
    pages that came with the supplement were opened; `only`: no more than these versions
    of papers (keys), which are one part of the meeting.

    Raises:
      RuleBroken: the door refuses.
    """
    door.require(by, "read", copy)
    moment = now or clock.now()
    recent = PackOpening.objects.filter(
        copy=copy, user=by, opened_at__gt=moment - ONE_OPENING
    )
    opening = recent.first() if is_continued else None
    if opening is None:
        opening = PackOpening.objects.create(copy=copy, user=by, opened_at=moment)
    if by.person_id == copy.person_id:
        # Also of a part: it may be of the other file of the copy.
        later = list(read_contents(copy.contents).later)
        if only is None:
            only = later if is_later else versions_given(copy)
        readings.note(only, by=by, way=ReadingWay.PACK, now=moment)
    return opening
