"""A copy goes to its reader on paper: from then on its papers are in their hands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from core import clock
from core.actions import audit
from core.errors import RuleBroken
from core.web.dates import long_date
from meetings.actions import readings
from meetings.enums import ReadingWay
from packs.facts.contents import versions_given
from packs.facts.outdated import leaking
from packs.models import Pack, PackCopy, PackPosting, PackState
from people import door


if TYPE_CHECKING:
    from datetime import date, datetime

    from people.models import User


@transaction.atomic
def record(
    *, copy: PackCopy, posted_on: date, by: User, now: datetime | None = None
) -> PackPosting:
    """Write down the day on which a printed copy was posted; said again, nothing happens.

    Whoever rules on its reader, and the minutes, know that they had every paper it
    gives, as if they had opened it.

    Raises:
      RuleBroken: the door refuses, the copy was not sent or is not current, gives what
        is withheld by now, or cannot have been posted on that day.
    """
    moment = now or clock.now()
    pack = Pack.objects.select_for_update().get(pk=copy.pack_id)
    copy = PackCopy.objects.select_for_update(of=("self",)).get(pk=copy.pk)
    copy.pack = pack
    door.require(by, "send", pack)
    known = PackPosting.objects.filter(copy=copy).first()
    if known is not None:
        return known
    refuse_unless_current(copy)
    _refuse_day(pack, posted_on, moment)
    posting = PackPosting.objects.create(
        copy=copy, posted_on=posted_on, recorded_at=moment, recorded_by=by
    )
    readings.note(
        versions_given(copy),
        by=by,
        reader=copy.person_id,
        way=ReadingWay.POST,
        now=moment,
    )
    audit.record(
        "copy.posted",
        target=copy,
        by=by.label,
        details={"posted_on": posted_on.isoformat()},
        now=moment,
    )
    return posting


def refuse_unless_current(copy: PackCopy) -> None:
    """Let only a copy be printed and posted that its reader may open as well.

    Raises:
      RuleBroken: its pack was not sent or has been replaced, it was taken back, or
        gives something that is withheld by now.
    """
    if copy.pack.state != PackState.SENT or copy.revoked_at is not None:
        raise RuleBroken.because(
            "not_current",
            "Only a copy that was sent and is current goes by post. Send the pack "
            "first, or open the copy of the newest edition.",
        )
    if leaking([copy], copy.pack.gathering):
        raise RuleBroken.because(
            "copy_outdated",
            f"Something has been withheld from {copy.person} since this copy was "
            "built. Take it back first: they get a new one.",
        )


def _refuse_day(pack: Pack, posted_on: date, moment: datetime) -> None:
    assert pack.sent_at is not None  # noqa: S101 - a constraint says so
    sent_on = timezone.localdate(pack.sent_at)
    if not sent_on <= posted_on <= timezone.localdate(moment):
        raise RuleBroken.because(
            "posted_when",
            f"The pack went out on {long_date(sent_on)}: the copy was posted on that "
            "day or later, and not after today.",
        )
